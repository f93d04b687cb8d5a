import HTTPTypes
package import Primitives
package import TrackerKit

extension GitHubTracker {
    /// Issues, ordered by their last change, oldest first. A page may contain fewer than `pageSize`, or none, even if
    /// more follow, because pull requests are filtered out.
    package func tickets(
        in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int
    ) async throws -> Page<Ticket> {
        let position = try TicketListPosition(since: since, page: page)
        let asked = position.page(ofAtMost: min(max(pageSize, 1), GitHub.maximumPageSize))
        let path = try repository(project).appending("issues").query([
            "state": "all", "sort": "updated", "direction": "asc", "since": position.since?.wholeSeconds,
            "per_page": String(asked.size), "page": asked.number > 1 ? String(asked.number) : nil,
        ])
        let list = try await client.list(APICall(.get, path, what: "tickets of \(project.path)"), page: nil)
        var issues: [GitHub.Issue] = []
        var page = try list.reading("number", "id") { wire -> Ticket? in
            if let row = ListRow(wire, key: "number"), position.hasGiven(row) { return nil }
            let issue = try GitHub.Issue(wire)
            issues.append(issue)
            return issue.isPullRequest ? nil : issue.ticket(in: project)
        }
        seen.note(issues, in: project)
        let rows = list.items.compactMap { ListRow($0, key: "number") }
        page.next = try list.next.map { _ in
            try position.following(rows, passing: list.rowCount == 0 ? asked.size : list.rowCount).token
        }
        return page
    }

    package func ticket(_ key: String, in project: ProjectReference) async throws -> Ticket {
        try await issue(key, in: project).ticket(in: project)
    }

    /// Reads an issue.
    /// - Throws: ``TrackerError/notFound(what:)`` also for a pull request, and for an issue that was moved to another
    ///   repository: GitHub redirects to it, but it has a different number there.
    func issue(_ key: String, in project: ProjectReference) async throws -> GitHub.Issue {
        let call = APICall(.get, try issuePath(key, in: project), what: "ticket \(key)")
        let issue = try GitHub.Issue(try await client.object(call))
        guard !issue.isPullRequest, issue.number == key else { throw TrackerError.notFound(what: "ticket \(key)") }
        seen.note([issue], in: project)
        return issue
    }

    /// Searches the issues created since then, newest first, for the marker in the body. If several contain it, the
    /// oldest is returned: copying an issue may copy the marker too.
    package func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> Ticket?
    {
        // One second of tolerance, since GitHub's timestamps are whole seconds.
        let start = since - TicketListPosition.resolution
        let path = try repository(project).appending("issues").query([
            "state": "all", "sort": "created", "direction": "desc", "since": start.wholeSeconds,
            "per_page": String(GitHub.maximumPageSize),
        ])
        let call = APICall(.get, path, what: "tickets of \(project.path)")
        let pages: (PageToken?) async throws -> Page<WireObject> = { try await client.list(call, page: $0) }
        var found: GitHub.Issue?
        _ = try await firstFound(in: call.what, pages: pages) { list -> Bool? in
            // Skip unreadable issues: the gateway did not create them.
            let issues = list.compactMap { try? GitHub.Issue($0) }
            found =
                issues.last {
                    !$0.isPullRequest && ($0.lacksTimes || $0.createdAt >= start) && $0.carries(marker)
                } ?? found
            return issues.contains { !$0.lacksTimes && $0.createdAt < start } ? true : nil
        }
        return found?.ticket(in: project)
    }

    /// Uses GraphQL's `deleteIssue`, because REST can't delete issues. Requires administration of the repository.
    package func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        let id = try await nodeID(of: key, in: project)
        let mutation = "mutation($id: ID!) { deleteIssue(input: {issueId: $id}) { clientMutationId } }"
        _ = try await client.graphQL(mutation, variables: ["id": .string(id)], what: "ticket \(key)")
    }

    /// Subscribes the token's account with GraphQL's `updateSubscription`, because REST supports only notification
    /// threads.
    package func setSubscribed(_ subscribed: Bool, to key: String, in project: ProjectReference) async throws {
        try require(.subscribe)
        let id = try await nodeID(of: key, in: project)
        let mutation = """
            mutation($id: ID!, $state: SubscriptionState!) { \
            updateSubscription(input: {subscribableId: $id, state: $state}) { subscribable { viewerSubscription } } }
            """
        let state: JSON = subscribed ? "SUBSCRIBED" : "UNSUBSCRIBED"
        _ = try await client.graphQL(mutation, variables: ["id": .string(id), "state": state], what: "ticket \(key)")
    }

    private func nodeID(of key: String, in project: ProjectReference) async throws -> String {
        guard let id = try await issue(key, in: project).nodeID else {
            throw TrackerError.malformedResponse(detail: "issue without node_id")
        }
        return id
    }
}

extension GitHub.Issue {
    fileprivate func carries(_ marker: CreationMarker) -> Bool { CreationMarker.split(body ?? "").marker == marker }
}
