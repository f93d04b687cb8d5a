import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    func listIssues(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        guard project.hasIssues else { throw .forbidden }
        let wanted = project.issues.values.filter {
            isVisible($0, to: call, in: project) && matches($0, call, in: project)
        }
        let byUpdate = call.query["order_by"] == "updated_at"
        let ascending = wanted.sorted { left, right in
            let (first, second) = byUpdate ? (left.updatedAt, right.updatedAt) : (left.createdAt, right.createdAt)
            return first == second ? left.id < right.id : first < second
        }
        let rows = call.query["sort"] == "asc" ? ascending : ascending.reversed()
        return try page(of: rows, call) { render($0, in: project, call) }
    }

    private func matches(_ issue: Project.Issue, _ call: FakeCall, in project: Project) -> Bool {
        if let state = call.query["state"], state != "all", state != (issue.isClosed ? "closed" : "opened") {
            return false
        }
        if let after = call.query["updated_after"].flatMap({ Timestamp($0) }), issue.updatedAt < after { return false }
        if let after = call.query["created_after"].flatMap({ Timestamp($0) }), issue.createdAt < after { return false }
        let names = project.labels.filter { issue.labelIDs.contains($0.id) }.map(\.name)
        return Set(call.names("labels") ?? []).isSubset(of: names)
    }

    mutating func createIssue(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        guard call.account != nil else { throw .unauthorized }
        guard call["title"] != nil else { throw .parameter("title is missing") }
        var issue = Project.Issue(
            id: newID(), iid: project.nextIID, title: "", author: call.account, createdAt: call.now, updatedAt: call.now
        )
        try apply(call, to: &issue, in: project.id, needing: Access.guest)
        issue.discussions = []
        projects[project.id]?.nextIID += 1
        store(issue, in: project, at: call.now)
        return .object(render(issue, in: try self.project(call), call), status: .created)
    }

    mutating func updateIssue(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        var issue = try issue(call, in: project)
        guard let account = call.account else { throw .unauthorized }
        guard level(of: call, in: project) >= Access.reporter || issue.author?.id == account.id else {
            throw .forbidden
        }
        guard call.body.json.objectValue?.isEmpty == false || !call.query.isEmpty else {
            throw .parameter("title, description are missing, at least one parameter must be provided")
        }
        try apply(call, to: &issue, in: project.id, needing: Access.reporter)
        try setState(of: &issue, call)
        store(issue, in: project, at: call.now)
        let present = try self.project(call)
        return .object(render(try self.issue(call, in: present), in: present, call))
    }

    /// Sets the time estimate to that of the call's duration, or to these seconds.
    mutating func setEstimate(_ call: FakeCall, to seconds: Int64? = nil) throws(FakeFailure) -> Response {
        let project = try project(call)
        var issue = try issue(call, in: project)
        guard level(of: call, in: project) >= Access.reporter else { throw .forbidden }
        guard let seconds = seconds ?? call.text("duration").flatMap(Self.seconds) else {
            throw .parameter("duration is missing")
        }
        issue.estimateSeconds = seconds
        store(issue, in: project, at: call.now)
        return .object(["time_estimate": .integer(seconds), "total_time_spent": 0], status: .created)
    }

    /// The seconds of a duration such as `1h 30m 5s`; nil for anything else.
    private static func seconds(of duration: String) -> Int64? {
        let units: [Character: Int64] = ["h": 3600, "m": 60, "s": 1]
        var sum: Int64 = 0
        for part in duration.split(separator: " ") {
            guard let unit = part.last.flatMap({ units[$0] }), let count = Int64(part.dropLast()) else { return nil }
            sum += count * unit
        }
        return sum
    }

    /// Applies the fields shared by creation and update. Fields that the caller's role does not allow are silently
    /// ignored, as on GitLab.
    /// - Parameter level: The access level for setting more than title, text and kind: guest for a new issue ([metadata
    ///   of new issues](https://gitlab.com/gitlab-org/gitlab/-/issues/300100)), reporter for an update.
    private mutating func apply(
        _ call: FakeCall, to issue: inout Project.Issue, in id: Int64, needing level: Int64
    ) throws(FakeFailure) {
        if let title = call.text("title") {
            guard title.contains(where: { !$0.isWhitespace }) else { throw .invalid("title", "can't be blank") }
            guard title.count <= 255 else { throw .invalid("title", "is too long (maximum is 255 characters)") }
            if !issue.title.isEmpty, issue.title != title {
                issue.discussions.append(
                    systemNote("changed title from **\(issue.title)** to **\(title)**", by: call.account, at: call.now))
            }
            issue.title = title
        }
        if let description = call["description"] {
            guard (description.stringValue ?? "").unicodeScalars.count <= 1_048_576 else {
                throw .invalid("description", "is too long (maximum is 1048576 characters)")
            }
            issue.description = description.stringValue
        }
        if let type = call.text("issue_type") {
            guard ["issue", "incident", "task", "test_case"].contains(type) else {
                throw .parameter("issue_type does not have a valid value")
            }
            issue.type = type
        }
        guard let project = projects[id], self.level(of: call, in: project) >= level else { return }
        try applyLabels(call, to: &issue, in: id)
        try applyPeople(call, to: &issue)
        if let due = call["due_date"] {
            let text = due.stringValue ?? ""
            guard text.isEmpty || Timestamp(text) != nil else { throw .parameter("due_date is invalid") }
            issue.dueDate = text.isEmpty ? nil : text
        }
        if let confidential = call.bool("confidential") { issue.isConfidential = confidential }
        if let locked = call.bool("discussion_locked") { issue.isLocked = locked }
    }

    private mutating func applyLabels(_ call: FakeCall, to issue: inout Project.Issue, in id: Int64) throws(FakeFailure)
    {
        if let names = call.names("labels") {
            issue.labelIDs = try labelIDs(names, in: id)
        } else {
            let added = try labelIDs(call.names("add_labels") ?? [], in: id)
            let removed = Set(call.names("remove_labels") ?? [])
            let gone = (projects[id]?.labels ?? []).filter { removed.contains($0.name) }.map(\.id)
            issue.labelIDs = (issue.labelIDs + added.filter { !issue.labelIDs.contains($0) }).filter {
                !gone.contains($0)
            }
        }
    }

    private mutating func applyPeople(_ call: FakeCall, to issue: inout Project.Issue) throws(FakeFailure) {
        let project = projects.values.first { $0.issues[issue.iid]?.id == issue.id }
        if let ids = call["assignee_ids"]?.arrayValue?.compactMap(\.integerValue)
            ?? call.number("assignee_id").map({ [$0] })
        {
            issue.assignees = ids.filter { accounts[$0] != nil }
            let names = issue.assignees.compactMap { accounts[$0]?.username }.map { "@" + $0 }.joined(separator: ", ")
            issue.discussions.append(
                systemNote(names.isEmpty ? "removed assignee" : "assigned to \(names)", by: call.account, at: call.now))
        }
        guard let milestone = call["milestone_id"] else { return }
        let id = milestone.integerValue ?? Int64(milestone.stringValue ?? "") ?? 0
        let known = project?.milestones ?? projects.values.flatMap(\.milestones)
        issue.milestone = known.contains { $0.id == id } ? id : nil
    }

    private mutating func setState(of issue: inout Project.Issue, _ call: FakeCall) throws(FakeFailure) {
        guard let event = call.text("state_event") else { return }
        guard ["close", "reopen"].contains(event) else { throw .parameter("state_event does not have a valid value") }
        let isClosed = event == "close"
        guard isClosed != issue.isClosed else { return }
        issue.isClosed = isClosed
        issue.closedAt = isClosed ? call.now : nil
        issue.discussions.append(systemNote(isClosed ? "closed" : "reopened", by: call.account, at: call.now))
    }

    mutating func deleteIssue(_ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        let issue = try issue(call, in: project)
        try require(Access.owner, call, in: project)
        projects[project.id]?.issues[issue.iid] = nil
        return .noContent
    }

    mutating func subscribe(_ wanted: Bool, _ call: FakeCall) throws(FakeFailure) -> Response {
        let project = try project(call)
        var issue = try issue(call, in: project)
        guard let account = call.account else { throw .unauthorized }
        guard issue.subscribers.contains(account.id) != wanted else { return Response(status: .notModified) }
        if wanted { issue.subscribers.insert(account.id) } else { issue.subscribers.remove(account.id) }
        projects[project.id]?.issues[issue.iid] = issue
        return .object(render(issue, in: project, call), status: .created)
    }
}
