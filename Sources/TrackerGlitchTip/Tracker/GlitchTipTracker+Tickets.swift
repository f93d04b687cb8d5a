import HTTPTypes
package import Primitives
package import TrackerKit

extension GlitchTipTracker {
    /// The maximum number of list pages that one call reads, to limit its duration. The next call continues from there.
    private static let maximumReads = 20

    /// Issues with their latest events, ordered by the time of that event, oldest first; see ``TicketReading``. A page
    /// may be empty although there are more.
    ///
    /// Only events move an issue in the list. A change of status or a comment made on the server's web pages does not,
    /// and is found by the next full sync.
    package func tickets(
        in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int
    ) async throws -> Page<Ticket> {
        var reading = try page.map { try TicketReading($0) } ?? TicketReading(since: since)
        var result = Page<Ticket>(items: [], next: nil)
        var walk = DownwardWalk()
        for _ in 0..<Self.maximumReads {
            guard let position = reading.passed.popLast() else { break }
            let list = try await issues(in: project, at: position.cursor, pageSize: pageSize)
            result.rereads += list.rereads
            if list.issues.isEmpty, list.skipped.isEmpty, position.cursor.isEmpty { try await requireProject(project) }
            let taken = reading.take(list.issues, next: list.next, at: position)
            try walk.pass(list.issues, isDownward: taken == nil)
            // A page that is passed on the way down is read again on the way up.
            guard let fresh = taken else { continue }
            result.skipped += list.skipped
            guard !fresh.isEmpty else { continue }
            let readings = try await tickets(fresh, in: project)
            result.items = readings.map(\.ticket)
            result.skipped += readings.compactMap(\.skipped)
            break
        }
        result.next = reading.isFinished ? nil : reading.token
        return result
    }

    /// A page of the list, latest event first. Sentry lists only unresolved issues unless `query` is present and empty.
    func issues(
        in project: ProjectReference, at cursor: String, pageSize: Int
    ) async throws -> (issues: [GlitchTip.Issue], next: String?, skipped: [SkippedRow], rereads: Int) {
        let query =
            dialect == .sentry ? [("query", ""), ("statsPeriod", ""), ("sort", "date")] : [("sort", "-last_seen")]
        let limit = min(max(pageSize, 1), GlitchTip.maximumPageSize)
        let list = try await client.list(
            path(project, "issues"), what: "tickets of \(project.path)", cursor: cursor, limit: limit, query: query)
        let page = try await own(try list.reading("shortId", "short_id", "id") { try GlitchTip.Issue($0) }, of: project)
        directory.note(page.items, in: project)
        return (Self.dated(page.items), list.next?.text, page.skipped, page.rereads)
    }

    /// The issues of a page. One without a readable time gets the time of the issue before it, or else after it: a sync
    /// relies on these times, and treats an issue much older than its page as already read.
    private static func dated(_ issues: [GlitchTip.Issue]) -> [GlitchTip.Issue] {
        guard issues.contains(where: \.lacksLastSeen) else { return issues }
        var dated = issues
        for index in issues.indices where issues[index].lacksLastSeen {
            let near = issues[..<index].last { !$0.lacksLastSeen } ?? issues[index...].first { !$0.lacksLastSeen }
            if let near { dated[index].lastSeen = near.lastSeen }
        }
        return dated
    }

    /// The issues of a page that belong to the project. The server uses only the slug, which another project may have
    /// taken; the list is then rejected. If the slug is still the project's, rows that name another project are
    /// skipped.
    private func own(_ page: Page<GlitchTip.Issue>, of project: ProjectReference) async throws -> Page<GlitchTip.Issue>
    {
        guard let id = project.remoteID else { return page }
        let foreign = page.items.filter { $0.projectID != nil && $0.projectID != id }
        guard !foreign.isEmpty else { return page }
        try await requireProject(project)
        var own = page
        own.items.removeAll { $0.projectID != nil && $0.projectID != id }
        own.skipped += foreign.map {
            SkippedRow(key: $0.shortID, remoteID: $0.id, reason: "issue.project.id is another project's")
        }
        return own
    }

    /// Checks that the project exists: GlitchTip returns an empty list for an unknown one. The result is not cached,
    /// since the project may have been deleted.
    func requireProject(_ project: ProjectReference) async throws {
        let found = try await self.project(project.path)
        guard project.remoteID ?? found.remoteID == found.remoteID else {
            throw TrackerError.projectReplaced(path: project.path)
        }
    }

    package func ticket(_ key: String, in project: ProjectReference) async throws -> Ticket {
        try await readingAlone(try await issue(key, in: project), in: project)
    }

    /// A single ticket, which may lack its event.
    private func readingAlone(_ issue: GlitchTip.Issue, in project: ProjectReference) async throws -> Ticket {
        let reading = try await reading(issue, in: project)
        _ = try await checked([reading], in: project)
        return reading.ticket
    }

    /// The issue by its number, because its short ID changes with the project's slug.
    package func ticket(_ key: String, remoteID: String, in project: ProjectReference) async throws -> Ticket {
        guard remoteID.isNumber, let issue = try await issue(number: remoteID, in: project) else {
            throw TrackerError.notFound(what: "ticket \(key)")
        }
        return try await readingAlone(issue, in: project)
    }

    /// The delays between the checks whether a deleted issue is gone: GlitchTip deletes asynchronously, some seconds
    /// later.
    private static let deletionWaits: [Duration] = [
        .milliseconds(300), .milliseconds(700), .seconds(1), .seconds(2), .seconds(3), .seconds(3),
    ]

    /// Deletes an issue, and waits some seconds until it is gone.
    package func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        let issue = try await issue(key, in: project)
        try await client.send(APICall(.delete, try path(issue: issue.id, in: project), what: "ticket \(key)"))
        for pause in Self.deletionWaits {
            guard try await self.issue(number: issue.id, in: project) != nil else { return }
            try await wait(pause)
        }
    }
}
