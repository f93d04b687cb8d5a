import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func listLabels(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        return page(of: repository.labels, call, repository: repository) { render($0, in: repository, call) }
    }

    func getLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        return .object(render(repository.labels[try index(call[2], in: repository)], in: repository, call))
    }

    mutating func createLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.write, call, in: repository, else: .notFound)
        guard let name = call.body["name"]?.stringValue else { throw .invalid("Label", "name", code: "missing_field") }
        let color = try color(call) ?? "ededed"
        let label = try makeLabel(
            name, color: color, description: call.body["description"]?.stringValue, in: repository.id)
        return .object(render(label, in: repository, call), status: .created)
    }

    mutating func updateLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.write, call, in: repository, else: .notFound)
        let index = try index(call[2], in: repository)
        var label = repository.labels[index]
        if let name = call.body["new_name"]?.stringValue {
            guard !repository.labels.contains(where: { $0.id != label.id && $0.name.lowercased() == name.lowercased() })
            else {
                throw .invalid("Label", "name", code: "already_exists")
            }
            label.name = name
        }
        if let color = try color(call) { label.color = color }
        if let description = call.body["description"] {
            label.description = description.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        }
        repositories[repository.id]?.labels[index] = label
        return .object(render(label, in: repository, call))
    }

    mutating func deleteLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        try require(.write, call, in: repository, else: .notFound)
        let removed = repository.labels[try index(call[2], in: repository)]
        repositories[repository.id]?.labels.removeAll { $0.id == removed.id }
        for var issue in repository.issues.values where issue.labelIDs.contains(removed.id) {
            issue.labelIDs.removeAll { $0 == removed.id }
            repositories[repository.id]?.issues[issue.number] = issue
        }
        return .noContent
    }

    func listIssueLabels(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        return labelList(try issue(call, in: repository), in: repository, call)
    }

    mutating func addIssueLabels(_ call: FakeCall) throws(FakeFailure) -> Response {
        try changeIssueLabels(call) { present, named in present + named.filter { !present.contains($0) } }
    }

    mutating func replaceIssueLabels(_ call: FakeCall) throws(FakeFailure) -> Response {
        try changeIssueLabels(call) { _, named in named }
    }

    mutating func clearIssueLabels(_ call: FakeCall) throws(FakeFailure) -> Response {
        _ = try changeIssueLabels(call) { _, _ in [] }
        return .noContent
    }

    mutating func removeIssueLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        var issue = try issue(call, in: repository)
        try require(.triage, call, in: repository, else: .needsAdmin)
        let name = call[3].lowercased()
        guard let label = repository.labels.first(where: { $0.name.lowercased() == name }),
            issue.labelIDs.contains(label.id)
        else {
            throw FakeFailure(status: 404, message: "Label does not exist")
        }
        issue.labelIDs.removeAll { $0 == label.id }
        store(issue, in: repository, at: call.now)
        return labelList(issue, in: repository, call)
    }

    private mutating func changeIssueLabels(
        _ call: FakeCall, _ change: ([Int64], [Int64]) -> [Int64]
    ) throws(FakeFailure) -> Response {
        let found = try repository(call)
        var issue = try issue(call, in: found)
        try require(.triage, call, in: found, else: .needsAdmin)
        let named = try labelIDs((call.body["labels"] ?? call.body).arrayValue ?? [], in: found.id)
        issue.labelIDs = change(issue.labelIDs, named)
        store(issue, in: found, at: call.now)
        return labelList(issue, in: try repository(call), call)
    }

    private func labelList(_ issue: Repository.Issue, in repository: Repository, _ call: FakeCall) -> Response {
        .object(
            .array(repository.labels.filter { issue.labelIDs.contains($0.id) }.map { render($0, in: repository, call) })
        )
    }

    /// The ids of labels by name. Unknown labels are created, as on GitHub.
    mutating func labelIDs(_ names: [JSON], in id: Int64) throws(FakeFailure) -> [Int64] {
        var found: [Int64] = []
        for name in names {
            guard let text = name.stringValue ?? name["name"]?.stringValue else { throw .invalid("Label", "name") }
            let present = repositories[id]?.labels.first { $0.name.lowercased() == text.lowercased() }
            let label =
                if let present { present } else { try makeLabel(text, color: "ededed", description: nil, in: id) }
            if !found.contains(label.id) { found.append(label.id) }
        }
        return found
    }

    private mutating func makeLabel(
        _ name: String, color: String, description: String?, in id: Int64
    ) throws(FakeFailure) -> Repository.Label {
        guard !name.isEmpty else { throw .invalid("Label", "name", code: "missing_field") }
        guard name.count <= 50 else { throw .tooLong("Label", "name", maximum: 50) }
        let present = repositories[id]?.labels ?? []
        guard !present.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
            throw .invalid("Label", "name", code: "already_exists")
        }
        let label = Repository.Label(
            id: newID(), name: name, color: color, description: description.flatMap { $0.isEmpty ? nil : $0 })
        repositories[id]?.labels.append(label)
        return label
    }

    private func color(_ call: FakeCall) throws(FakeFailure) -> String? {
        guard let color = call.body["color"]?.stringValue else { return nil }
        guard color.count == 6, color.allSatisfy(\.isHexDigit) else { throw .invalid("Label", "color") }
        return color.lowercased()
    }

    private func index(_ name: String, in repository: Repository) throws(FakeFailure) -> Int {
        guard let index = repository.labels.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) else {
            throw .notFound
        }
        return index
    }
}
