import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func listSubIssues(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        let parent = try issue(call, in: repository)
        let children = repository.issues.values.filter { $0.parent == parent.number }.sorted { $0.number < $1.number }
        return page(of: children, call, repository: repository) { render($0, in: repository, call) }
    }

    mutating func addSubIssue(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        let parent = try issue(call, in: repository)
        try require(.triage, call, in: repository, else: .needsAdmin)
        var child = try child(call, in: repository)
        guard child.number != parent.number, child.parent == nil || call.body["replace_parent"] == true else {
            throw .invalid("SubIssue", "sub_issue_id", code: "custom", message: "Sub issue may only have one parent")
        }
        child.parent = parent.number
        store(child, in: repository, at: call.now)
        return .object(render(parent, in: repository, call), status: .created)
    }

    mutating func removeSubIssue(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        let parent = try issue(call, in: repository)
        var child = try child(call, in: repository)
        guard child.parent == parent.number else { throw .notFound }
        child.parent = nil
        store(child, in: repository, at: call.now)
        return .object(render(parent, in: repository, call))
    }

    private func child(_ call: FakeCall, in repository: Repository) throws(FakeFailure) -> Repository.Issue {
        guard let id = call.body["sub_issue_id"]?.integerValue,
            let child = repository.issues.values.first(where: { $0.id == id })
        else {
            throw .notFound
        }
        return child
    }
}
