import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func listLabels(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        let text = call.query["search"]?.lowercased() ?? ""
        let wanted = project.labels.filter { text.isEmpty || $0.name.lowercased().contains(text) }.sorted {
            $0.name < $1.name
        }
        return try page(of: wanted, call) { render($0) }
    }

    func getLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        return .object(render(project.labels[try index(call, in: project)]))
    }

    mutating func createLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.reporter, call, in: project)
        guard let name = call.text("name") else { throw .parameter("name is missing") }
        guard let color = call.text("color") else { throw .parameter("color is missing") }
        guard !project.labels.contains(where: { $0.name == name }) else { throw .message(409, "Label already exists") }
        let label = Project.Label(
            id: newID(), name: try checked(name), color: try checked(color: color),
            description: call.text("description"))
        projects[project.id]?.labels.append(label)
        return .object(render(label), status: .created)
    }

    mutating func updateLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.reporter, call, in: project)
        let index = try index(call, in: project)
        var label = project.labels[index]
        guard !label.isGroup else { throw .notFound("Label") }
        if let name = call.text("new_name") {
            guard !project.labels.contains(where: { $0.id != label.id && $0.name == name }) else {
                throw .invalid("title", "has already been taken")
            }
            label.name = try checked(name)
        }
        if let color = call.text("color") { label.color = try checked(color: color) }
        if let description = call["description"] {
            label.description = description.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        }
        projects[project.id]?.labels[index] = label
        return .object(render(label))
    }

    mutating func deleteLabel(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        try require(Access.reporter, call, in: project)
        let removed = project.labels[try index(call, in: project)]
        projects[project.id]?.labels.removeAll { $0.id == removed.id }
        for var issue in project.issues.values where issue.labelIDs.contains(removed.id) {
            issue.labelIDs.removeAll { $0 == removed.id }
            projects[project.id]?.issues[issue.iid] = issue
        }
        return .noContent
    }

    /// The ids of labels by name. Unknown labels are created, as on GitLab.
    mutating func labelIDs(_ names: [String], in id: Int64) throws(FakeFailure) -> [Int64] {
        var found: [Int64] = []
        for name in names {
            if let present = projects[id]?.labels.first(where: { $0.name == name }) {
                found.append(present.id)
            } else {
                let label = Project.Label(id: newID(), name: try checked(name), color: "#6699cc")
                projects[id]?.labels.append(label)
                found.append(label.id)
            }
        }
        return found
    }

    private func checked(_ name: String) throws(FakeFailure) -> String {
        guard !name.isEmpty else { throw .invalid("title", "can't be blank") }
        guard !name.contains(",") else { throw .invalid("title", "is invalid") }
        return name
    }

    private func checked(color: String) throws(FakeFailure) -> String {
        let digits = color.drop { $0 == "#" }
        guard color.hasPrefix("#"), digits.count == 6 || digits.count == 3, digits.allSatisfy(\.isHexDigit) else {
            throw .invalid("color", "must be a valid color code")
        }
        return color.lowercased()
    }

    /// Looks up the label by id first, then by name. Older clients send the name in the body.
    private func index(_ call: FakeCall, in project: Project) throws(FakeFailure) -> Int {
        let name = call.parameters.count > 1 ? call.parameters[1] : call.text("name") ?? ""
        let byID = Int64(name).flatMap { id in project.labels.firstIndex { $0.id == id } }
        guard let index = byID ?? project.labels.firstIndex(where: { $0.name == name }) else {
            throw .notFound("Label")
        }
        return index
    }
}
