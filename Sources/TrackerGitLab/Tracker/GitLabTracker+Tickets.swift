import HTTPTypes
public import Primitives
public import TrackerKit

extension GitLabTracker {
    /// Issues, oldest change first ([list project issues](https://docs.gitlab.com/api/issues/#list-project-issues)). The reading goes on by
    /// time, so that it meets neither the 50,000 rows that GitLab counts pages to, nor the missing totals of more than 10,000.
    public func tickets(
        in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int
    ) async throws -> Page<RemoteTicket> {
        let position = try TicketListPosition(since: since, page: page)
        let path = try projectPath(project).appending("issues").query([
            "scope": "all", "order_by": "updated_at", "sort": "asc", "updated_after": position.since?.wholeSeconds,
            "per_page": String(min(max(pageSize, 1), GitLab.maximumPageSize)), "page": position.page > 1 ? String(position.page) : nil,
        ])
        let list = try await client.list(APICall(.get, path, what: "tickets of \(project.path)"), page: nil)
        let issues = try list.items.map { try GitLab.Issue($0) }
        let fresh = issues.filter { issue in !position.hasGiven(issue) && since.map { issue.updatedAt >= $0 } ?? true }
        return Page(
            items: fresh.map { $0.ticket(in: project) }, next: list.next.map { _ in position.following(issues).token },
            isUnchanged: list.isUnchanged)
    }

    /// One issue by its number.
    public func ticket(_ key: String, in project: ProjectReference) async throws -> RemoteTicket {
        try await issue(key, in: project).ticket(in: project)
    }

    /// The issue as GitLab has it.
    func issue(_ key: String, in project: ProjectReference) async throws -> GitLab.Issue {
        let issue = try GitLab.Issue(try await client.object(APICall(.get, try issuePath(key, in: project), what: "ticket \(key)")))
        guard issue.iid == key else { throw TrackerError.notFound(what: "ticket \(key)") }
        return issue
    }

    /// Looks through what was made since, oldest first, for the marker in the description: a copy of an issue copies the marker too, and the
    /// original is older.
    public func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws -> RemoteTicket? {
        // A second of grace, since the moment is asked for in whole seconds.
        let path = try projectPath(project).appending("issues").query([
            "scope": "all", "order_by": "created_at", "sort": "asc", "created_after": (since - TicketListPosition.resolution).wholeSeconds,
            "per_page": String(GitLab.maximumPageSize),
        ])
        let call = APICall(.get, path, what: "tickets of \(project.path)")
        let pages: (PageToken?) async throws -> Page<WireObject> = { try await client.list(call, page: $0) }
        let found = try await firstFound(in: call.what, pages: pages) { list in
            try list.lazy.map { try GitLab.Issue($0) }.first { $0.carries(marker) }
        }
        return found?.ticket(in: project)
    }

    /// Deletes an issue, which wants the role of an owner (or planner) in the project.
    public func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        try await client.send(APICall(.delete, try issuePath(key, in: project), what: "ticket \(key)"))
    }

    /// Subscribes the token's account, or ends that; 304 says that it was so already
    /// ([subscribe](https://docs.gitlab.com/api/issues/#subscribe-to-an-issue)).
    public func setSubscribed(_ subscribed: Bool, to key: String, in project: ProjectReference) async throws {
        let path = try issuePath(key, in: project).appending(subscribed ? "subscribe" : "unsubscribe")
        var call = APICall(.post, path, what: "ticket \(key)")
        call.isSafeToRepeat = true
        try await client.send(call, taking: [304])
    }
}
