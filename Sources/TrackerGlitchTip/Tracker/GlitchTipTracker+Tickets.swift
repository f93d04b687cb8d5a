import HTTPTypes
public import Primitives
public import TrackerKit

extension GlitchTipTracker {
    /// How many pages of the list one call reads at most, so that it ends in time; a longer way down is continued by the next call.
    private static let maximumReads = 20

    /// Issues, oldest event first, each with its latest event; see ``TicketReading`` for how. A page may be empty while there are more.
    ///
    /// Only events move an issue: a change of status or a comment made on the server's own pages does not, and is seen when the project
    /// is read whole.
    public func tickets(
        in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int
    ) async throws -> Page<RemoteTicket> {
        var reading = try page.map { try TicketReading($0) } ?? TicketReading(since: since)
        for _ in 0..<Self.maximumReads {
            guard let place = reading.passed.popLast() else { break }
            let list = try await issues(in: project, at: place.cursor, pageSize: pageSize)
            if list.issues.isEmpty, place.cursor.isEmpty { try await requireProject(project) }
            guard let fresh = reading.take(list.issues, next: list.next, at: place), !fresh.isEmpty else { continue }
            let tickets = try await tickets(fresh, in: project)
            return Page(items: tickets, next: reading.isOver ? nil : reading.token)
        }
        return Page(items: [], next: reading.isOver ? nil : reading.token)
    }

    /// A page of the list, latest event first. Sentry lists only what is unresolved unless the query is there and empty.
    private func issues(
        in project: ProjectReference, at cursor: String, pageSize: Int
    ) async throws -> (issues: [GlitchTip.Issue], next: String?) {
        let query = dialect == .sentry ? [("query", ""), ("statsPeriod", ""), ("sort", "date")] : [("sort", "-last_seen")]
        let limit = min(max(pageSize, 1), GlitchTip.maximumPageSize)
        let list = try await client.list(
            path(project, "issues"), what: "tickets of \(project.path)", cursor: cursor, limit: limit, query: query)
        let issues = try list.items.map { try GlitchTip.Issue($0) }
        try requireOwn(issues, in: project)
        directory.note(issues, in: project)
        return (issues, list.next)
    }

    /// Refuses a list of another project's issues: the server goes by the slug alone, which another project may have taken.
    private func requireOwn(_ issues: [GlitchTip.Issue], in project: ProjectReference) throws {
        guard let id = project.remoteID, issues.contains(where: { $0.projectID != nil && $0.projectID != id }) else { return }
        throw TrackerError.projectReplaced(path: project.path)
    }

    /// GlitchTip lists nothing for a project that is not there, which must not look like an empty one. Asked anew each time, since it may have
    /// been deleted.
    private func requireProject(_ project: ProjectReference) async throws {
        let found = try await self.project(project.path)
        guard project.remoteID ?? found.remoteID == found.remoteID else { throw TrackerError.projectReplaced(path: project.path) }
    }

    /// One issue by its short identifier or number.
    public func ticket(_ key: String, in project: ProjectReference) async throws -> RemoteTicket {
        try await ticket(try await issue(key, in: project), in: project)
    }

    /// The issue by its number: its short identifier changes with the project's slug.
    public func ticket(_ key: String, remoteID: String, in project: ProjectReference) async throws -> RemoteTicket {
        guard remoteID.isNumber, let issue = try await issue(number: remoteID, in: project) else {
            throw TrackerError.notFound(what: "ticket \(key)")
        }
        return try await ticket(issue, in: project)
    }

    /// How often, and how long apart, a deleted issue is looked for until it is gone: GlitchTip deletes in its own time, some seconds later.
    private static let deletionWaits: [Duration] = [
        .milliseconds(300), .milliseconds(700), .seconds(1), .seconds(2), .seconds(3), .seconds(3),
    ]

    /// Deletes an issue, and waits a little until it is gone.
    public func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        let issue = try await issue(key, in: project)
        try await client.send(APICall(.delete, try path(issue: issue.id, in: project), what: "ticket \(key)"))
        for pause in Self.deletionWaits {
            guard try await self.issue(number: issue.id, in: project) != nil else { return }
            try await wait(pause)
        }
    }
}
