import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func listComments(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        let issue = try issue(call, in: repository)
        let since = call.query["since"].flatMap { Timestamp($0) }
        let comments = issue.comments.filter { since == nil || $0.updatedAt >= since! }
        return page(of: comments, call, repository: repository) { render($0, on: issue, in: repository, call) }
    }

    mutating func createComment(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        var issue = try issue(call, in: repository)
        try require(.visitor, call, in: repository, else: .notFound)
        guard !issue.isLocked || role(of: call, in: repository) >= .write else { throw .conversationLocked }
        let body = try body(call)
        let comment = Repository.Comment(
            id: newID(), body: body, author: call.account, createdAt: call.now, updatedAt: call.now)
        issue.comments.append(comment)
        store(issue, in: repository, at: call.now)
        return .object(render(comment, on: issue, in: repository, call), status: .created)
    }

    func getComment(_ call: FakeCall) throws(FakeFailure) -> Response {
        let (repository, issue, index) = try comment(call)
        return .object(render(issue.comments[index], on: issue, in: repository, call))
    }

    mutating func updateComment(_ call: FakeCall) throws(FakeFailure) -> Response {
        var (repository, issue, index) = try comment(call)
        try requireOwn(issue.comments[index], call, in: repository)
        issue.comments[index].body = try body(call)
        issue.comments[index].updatedAt = call.now
        store(issue, in: repository, at: call.now)
        return .object(render(issue.comments[index], on: issue, in: repository, call))
    }

    mutating func deleteComment(_ call: FakeCall) throws(FakeFailure) -> Response {
        var (repository, issue, index) = try comment(call)
        try requireOwn(issue.comments[index], call, in: repository)
        issue.comments.remove(at: index)
        store(issue, in: repository, at: call.now)
        return .noContent
    }

    private func comment(_ call: FakeCall) throws(FakeFailure) -> (Repository, Repository.Issue, Int) {
        let repository = try repository(call)
        let id = try call.number(2)
        for issue in repository.issues.values {
            if let index = issue.comments.firstIndex(where: { $0.id == id }) { return (repository, issue, index) }
        }
        throw .notFound
    }

    private func requireOwn(_ comment: Repository.Comment, _ call: FakeCall, in repository: Repository)
        throws(FakeFailure)
    {
        if let account = call.account, comment.author?.id == account.id { return }
        try require(.write, call, in: repository, else: .needsAdmin)
    }

    private func body(_ call: FakeCall) throws(FakeFailure) -> String {
        guard let body = call.body["body"]?.stringValue, body.contains(where: { !$0.isWhitespace }) else {
            throw .invalid("IssueComment", "body", code: "missing_field")
        }
        guard body.unicodeScalars.count <= 65_536 else { throw .tooLong("IssueComment", "body", maximum: 65_536) }
        return body
    }
}
