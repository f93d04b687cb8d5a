import HTTPTypes
package import Primitives
package import TrackerKit

extension GitLabTracker {
    /// Issues, least recently changed first ([list project
    /// issues](https://docs.gitlab.com/api/issues/#list-project-issues)). The list is read by time, which avoids
    /// GitLab's limit of 50,000 rows for offset pagination and the missing totals beyond 10,000 rows.
    package func tickets(
        in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int
    ) async throws -> Page<Ticket> {
        let position = try TicketListPosition(since: since, page: page)
        let asked = position.page(ofAtMost: min(max(pageSize, 1), GitLab.maximumPageSize))
        let path = try projectPath(project).appending("issues").query([
            "scope": "all", "order_by": "updated_at", "sort": "asc", "updated_after": position.since?.wholeSeconds,
            "per_page": String(asked.size), "page": asked.number > 1 ? String(asked.number) : nil,
        ])
        let list = try await client.list(APICall(.get, path, what: "tickets of \(project.path)"), page: nil)
        var page = try list.reading("iid", "id") { wire -> Ticket? in
            if let row = ListRow(wire, key: "iid"), position.hasGiven(row) { return nil }
            if let since, let time = wire.timestamp("updated_at"), time < since { return nil }
            let issue = try GitLab.Issue(wire)
            guard issue.isIn(project) else {
                throw TrackerError.malformedResponse(detail: "issue.project_id is another project's")
            }
            return ticket(of: issue, in: project)
        }
        let rows = list.items.compactMap { ListRow($0, key: "iid") }
        page.next = try list.next.map { _ in
            try position.following(rows, passing: list.rowCount == 0 ? asked.size : list.rowCount).token
        }
        return page
    }

    /// The ticket of an issue. If GitLab omits the URL, it is derived from the project and the number.
    private func ticket(of issue: GitLab.Issue, in project: ProjectReference) -> Ticket {
        var ticket = issue.ticket(in: project)
        if ticket.url.isEmpty { ticket.url = page(of: issue.iid, in: project) }
        return ticket
    }

    package func ticket(_ key: String, in project: ProjectReference) async throws -> Ticket {
        ticket(of: try await issue(key, in: project), in: project)
    }

    /// Reads an issue and checks its number and project.
    func issue(_ key: String, in project: ProjectReference) async throws -> GitLab.Issue {
        let issue = try GitLab.Issue(
            try await client.object(APICall(.get, try issuePath(key, in: project), what: "ticket \(key)")))
        guard issue.iid == key, issue.isIn(project) else { throw TrackerError.notFound(what: "ticket \(key)") }
        return issue
    }

    /// Searches the issues created since, oldest first, for the marker in the description. A copied issue has the same
    /// marker, but the original is older.
    package func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> Ticket?
    {
        // One second earlier, because the parameter has a resolution of whole seconds.
        let path = try projectPath(project).appending("issues").query([
            "scope": "all", "order_by": "created_at", "sort": "asc",
            "created_after": (since - TicketListPosition.resolution).wholeSeconds,
            "per_page": String(GitLab.maximumPageSize),
        ])
        let call = APICall(.get, path, what: "tickets of \(project.path)")
        let pages: (PageToken?) async throws -> Page<WireObject> = { try await client.list(call, page: $0) }
        let found = try await firstFound(in: call.what, pages: pages) { list in
            // Issues that cannot be read were not created by the gateway.
            list.lazy.compactMap { try? GitLab.Issue($0) }.first { $0.carries(marker) }
        }
        return found?.ticket(in: project)
    }

    /// Deletes an issue. Requires the role of owner or planner in the project.
    package func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        try await client.send(APICall(.delete, try issuePath(key, in: project), what: "ticket \(key)"))
    }

    /// Subscribes the token's account, or unsubscribes it. GitLab responds 304 if nothing changed
    /// ([subscribe](https://docs.gitlab.com/api/issues/#subscribe-to-an-issue)).
    package func setSubscribed(_ subscribed: Bool, to key: String, in project: ProjectReference) async throws {
        let path = try issuePath(key, in: project).appending(subscribed ? "subscribe" : "unsubscribe")
        var call = APICall(.post, path, what: "ticket \(key)")
        call.isSafeToRepeat = true
        try await client.send(call, taking: [304])
    }
}
