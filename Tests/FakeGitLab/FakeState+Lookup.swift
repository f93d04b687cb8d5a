import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    /// Finds an account by login, case-insensitively.
    func account(_ username: String) -> Account? {
        accounts.values.first { $0.username.lowercased() == username.lowercased() }
    }

    /// The project whose id or path is the first route wildcard. One that the caller may not see is not found. For a
    /// project that was moved, reads are redirected and writes are rejected.
    func project(_ call: FakeCall) throws(FakeFailure) -> Project {
        let name = call.parameters[0]
        guard let project = projects[Int64(name) ?? 0] ?? find(path: name) else { throw .notFound("Project") }
        guard !project.isPrivate || level(of: call, in: project) > 0 else {
            throw call.account == nil ? .unauthorized : .notFound("Project")
        }
        if Int64(name) == nil, project.path.lowercased() != name.lowercased() {
            guard call.method == .get else {
                throw .message(405, "405 Non GET methods are not allowed for moved projects")
            }
            let rest = (["projects", String(project.id)] + call.segments.dropFirst(2)).joined(separator: "/")
            let query = call.query.isEmpty ? "" : "?" + call.query.raw
            throw FakeFailure(
                status: 301, body: "This resource has been moved permanently", location: "\(call.base)/\(rest)\(query)")
        }
        return project
    }

    /// Finds a project by its current path or a former one.
    func find(path: String) -> Project? {
        let path = path.lowercased()
        return projects.values.first { $0.path.lowercased() == path }
            ?? projects.values.first { $0.formerPaths.contains(path) }
    }

    /// The caller's access level in a project.
    func level(of call: FakeCall, in project: Project) -> Int64 {
        guard let account = call.account else { return 0 }
        if account.isAdmin { return Access.owner }
        return max(project.members[account.id] ?? 0, project.groupMembers[account.id] ?? 0)
    }

    /// Throws unless the caller has at least an access level.
    func require(_ wanted: Int64, _ call: FakeCall, in project: Project) throws(FakeFailure) {
        guard call.account != nil else { throw .unauthorized }
        guard level(of: call, in: project) >= wanted else { throw .forbidden }
    }

    /// The issue whose number is the second route wildcard.
    func issue(_ call: FakeCall, in project: Project) throws(FakeFailure) -> Project.Issue {
        guard let issue = project.issues[try call.id(1, "Issue")], isVisible(issue, to: call, in: project) else {
            throw .notFound("Issue")
        }
        return issue
    }

    /// Whether the caller may see an issue. Confidential issues are visible to reporters and above, the author and the
    /// assignees.
    func isVisible(_ issue: Project.Issue, to call: FakeCall, in project: Project) -> Bool {
        guard issue.isConfidential else { return true }
        guard let account = call.account else { return false }
        return level(of: call, in: project) >= Access.reporter || issue.author?.id == account.id
            || issue.assignees.contains(account.id)
    }

    /// Stores a changed issue and updates its time of change.
    mutating func store(_ issue: Project.Issue, in project: Project, at now: Timestamp) {
        var issue = issue
        issue.updatedAt = now
        projects[project.id]?.issues[issue.iid] = issue
    }

    /// A discussion that contains a system note.
    mutating func systemNote(_ text: String, by account: Account?, at now: Timestamp) -> Project.Discussion {
        let note = Project.Note(
            id: newID(), body: text, author: account, isSystem: true, createdAt: now, updatedAt: now)
        return Project.Discussion(id: discussionID(note.id), isIndividual: true, notes: [note])
    }

    /// A text of forty hexadecimal digits.
    func discussionID(_ number: Int64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "d", count: 40 - digits.count) + digits
    }
}
