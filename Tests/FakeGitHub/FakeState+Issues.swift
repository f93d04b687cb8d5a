import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

extension FakeState {
    /// GitHub's maximum lengths of a title and a body, in characters.
    private static let maximumTitleLength = 256, maximumBodyLength = 65_536

    func listIssues(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        guard repository.hasIssues else { throw .issuesDisabled }
        let filter = IssueFilter(call.query)
        let wanted = repository.issues.values.filter { filter.matches($0, in: repository) }
        return page(of: sorted(wanted, call), call, repository: repository) { render($0, in: repository, call) }
    }

    private func sorted(_ issues: [Repository.Issue], _ call: FakeCall) -> [Repository.Issue] {
        let byUpdate = call.query["sort"] == "updated"
        let ascending = issues.sorted { left, right in
            let (first, second) = byUpdate ? (left.updatedAt, right.updatedAt) : (left.createdAt, right.createdAt)
            return first == second ? left.number < right.number : first < second
        }
        return call.query["direction"] == "asc" ? ascending : ascending.reversed()
    }

    func getIssue(_ call: FakeCall) throws(FakeFailure) -> Response {
        let repository = try repository(call)
        return .object(render(try issue(call, in: repository), in: repository, call))
    }

    mutating func createIssue(_ call: FakeCall) throws(FakeFailure) -> Response {
        let found = try repository(call)
        try require(.visitor, call, in: found, else: .notFound)
        guard found.hasIssues else { throw .issuesDisabled }
        guard !found.isArchived else {
            throw FakeFailure(status: 403, message: "Repository was archived so is read-only.")
        }
        guard call.body["title"]?.stringValue != nil else { throw .invalid("Issue", "title", code: "missing_field") }
        var issue = Repository.Issue(
            id: newID(), number: found.nextNumber, title: "", author: call.account, createdAt: call.now,
            updatedAt: call.now)
        try apply(call, to: &issue, in: found.id)
        repositories[found.id]?.nextNumber += 1
        store(issue, in: found, at: call.now)
        var response = Response.object(render(issue, in: try repository(call), call), status: .created)
        response.headers[.location] = "\(call.base)/repos/\(found.fullName)/issues/\(issue.number)"
        return response
    }

    mutating func updateIssue(_ call: FakeCall) throws(FakeFailure) -> Response {
        let found = try repository(call)
        var issue = try issue(call, in: found)
        let isAuthor = call.account != nil && issue.author?.id == call.account?.id
        try require(isAuthor ? .visitor : .triage, call, in: found, else: .needsAdmin)
        try apply(call, to: &issue, in: found.id)
        try setState(of: &issue, call)
        store(issue, in: found, at: call.now)
        return .object(render(try self.issue(call, in: try repository(call)), in: try repository(call), call))
    }

    /// Applies the fields shared by creation and update. Labels, assignees and milestones from callers without push
    /// access are silently ignored, as on GitHub.
    private mutating func apply(_ call: FakeCall, to issue: inout Repository.Issue, in id: Int64) throws(FakeFailure) {
        if let title = call.body["title"]?.stringValue {
            guard title.contains(where: { !$0.isWhitespace }) else {
                throw .invalid("Issue", "title", code: "missing_field")
            }
            guard title.count <= Self.maximumTitleLength else {
                throw .tooLong("Issue", "title", maximum: Self.maximumTitleLength)
            }
            issue.title = title
        }
        if let body = call.body["body"] {
            let text = body.stringValue
            guard (text ?? "").unicodeScalars.count <= Self.maximumBodyLength else {
                throw .tooLong("Issue", "body", maximum: Self.maximumBodyLength)
            }
            issue.body = text
        }
        guard let repository = repositories[id], role(of: call, in: repository) >= .triage else { return }
        if let names = call.body["labels"]?.arrayValue { issue.labelIDs = try labelIDs(names, in: id) }
        if let logins = call.body["assignees"]?.arrayValue { issue.assignees = try assignees(logins, in: repository) }
        if let login = call.body["assignee"]?.stringValue {
            issue.assignees = try assignees([.string(login)], in: repository)
        }
        if let milestone = call.body["milestone"] { try setMilestone(milestone, of: &issue, in: repository) }
        if let type = call.body["type"] { issue.type = type.stringValue }
    }

    private func setMilestone(_ value: JSON, of issue: inout Repository.Issue, in repository: Repository)
        throws(FakeFailure)
    {
        // PyGithub clears the milestone with an empty string, which GitHub accepts as well as null.
        guard !value.isNull, value != "" else { return issue.milestone = nil }
        guard let number = value.integerValue, repository.milestones.contains(where: { $0.number == number }) else {
            throw .invalid("Issue", "milestone")
        }
        issue.milestone = number
    }

    private func assignees(_ logins: [JSON], in repository: Repository) throws(FakeFailure) -> [Account] {
        var found: [Account] = []
        for login in logins.compactMap(\.stringValue) {
            guard let account = account(login),
                account.id == repository.owner.id || repository.roles[account.login.lowercased()] != nil
            else { throw .invalid("Issue", "assignees") }
            if !found.contains(account) { found.append(account) }
        }
        return found
    }

    /// GitHub applies the reason only if the state changes.
    private func setState(of issue: inout Repository.Issue, _ call: FakeCall) throws(FakeFailure) {
        guard let state = call.body["state"]?.stringValue, state != issue.state else { return }
        guard ["open", "closed"].contains(state) else { throw .invalid("Issue", "state") }
        let reason = call.body["state_reason"]?.stringValue
        if let reason, !["completed", "not_planned", "duplicate", "reopened"].contains(reason) {
            throw .invalid("Issue", "state_reason")
        }
        issue.state = state
        issue.stateReason = state == "closed" ? reason ?? "completed" : "reopened"
        issue.closedAt = state == "closed" ? call.now : nil
    }

    mutating func setLock(_ locked: Bool, _ call: FakeCall) throws(FakeFailure) -> Response {
        let found = try repository(call)
        var issue = try issue(call, in: found)
        try require(.write, call, in: found, else: .needsAdmin)
        issue.isLocked = locked
        issue.lockReason = locked ? call.body["lock_reason"]?.stringValue : nil
        store(issue, in: found, at: call.now)
        return .noContent
    }

    mutating func changeAssignees(_ call: FakeCall, adding: Bool) throws(FakeFailure) -> Response {
        let found = try repository(call)
        var issue = try issue(call, in: found)
        let named = try assignees(call.body["assignees"]?.arrayValue ?? [], in: found)
        if role(of: call, in: found) >= .triage {
            issue.assignees = issue.assignees.filter { !named.contains($0) } + (adding ? named : [])
        }
        store(issue, in: found, at: call.now)
        return .object(render(issue, in: found, call), status: adding ? .created : .ok)
    }
}

/// The filters of a list of issues ([list repository
/// issues](https://docs.github.com/rest/issues/issues#list-repository-issues)).
private struct IssueFilter {
    private let state: String
    private let since: Timestamp?
    private let creator: String?
    private let assignee: String?
    private let labels: [String]

    /// Parses the query once, because the filter is applied to each issue of a possibly large project.
    init(_ query: QueryParameters) {
        state = query["state"] ?? "open"
        since = query["since"].flatMap { Timestamp($0) }
        creator = query["creator"]?.lowercased()
        assignee = query["assignee"]?.lowercased()
        labels = (query["labels"] ?? "").split(separator: ",").map { $0.lowercased() }
    }

    func matches(_ issue: Repository.Issue, in repository: Repository) -> Bool {
        guard state == "all" || state == issue.state else { return false }
        if let since, issue.updatedAt < since { return false }
        if let creator, issue.author?.login.lowercased() != creator { return false }
        if let assignee, !issue.assignees.contains(where: { $0.login.lowercased() == assignee }) { return false }
        guard !labels.isEmpty else { return true }
        let names = issue.labelIDs.compactMap { id in repository.labels.first { $0.id == id }?.name.lowercased() }
        return labels.allSatisfy { names.contains($0) }
    }
}
