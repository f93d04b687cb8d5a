import Postgres
package import Primitives
package import TrackerKit

extension LocalTracker {
    private static let columns = SQL(
        unsafeSQL: """
            ticket.id, ticket.number, \(TicketFields.local.map { "ticket.\($0.name)" }.joined(separator: ", ")), \
            ticket.status, ticket.resolution, ticket.author, ticket.assignees, ticket.labels, ticket.parent, ticket.closed_at, \
            ticket.created_at, ticket.updated_at, milestone.id AS milestone_id, milestone.number AS milestone_number, \
            milestone.title AS milestone_title, to_jsonb(ticket) - 'marker' AS data, (SELECT count(*) FROM local_comment WHERE ticket_id = ticket.id) AS comment_count
            """)
    private static let source: SQL =
        "local_ticket AS ticket LEFT JOIN local_milestone AS milestone ON milestone.id = ticket.milestone_id"

    /// Lists the tickets, oldest change first. The page token is the last one's time of change, in microseconds, and
    /// its number.
    package func tickets(in project: ProjectReference, since: Timestamp?, page: PageToken?, pageSize: Int) async throws
        -> Page<Ticket>
    {
        var sql: SQL =
            "SELECT \(fragment: Self.columns) FROM \(fragment: Self.source) WHERE ticket.project_id = \(fragment: projectID(project))"
        if let since { sql += " AND ticket.updated_at >= \(since)" }
        if let page {
            let parts = page.text.split(separator: ":").compactMap { Int64($0) }
            guard parts.count == 2 else { throw TrackerError.foreignPageToken }
            sql += " AND (ticket.updated_at, ticket.number) > (\(Timestamp(microseconds: parts[0])), \(parts[1]))"
        }
        sql += " ORDER BY ticket.updated_at, ticket.number LIMIT \(pageSize)"
        let rows = try await database.run(sql)
        if rows.isEmpty, page == nil { try await requireProject(project) }
        return try Self.page(rows, limit: pageSize, Ticket.init(local:)) {
            "\($0.updatedAt.microseconds):\($0.key)"
        }
    }

    package func ticket(_ key: String, in project: ProjectReference) async throws -> Ticket {
        try await ticket(where: "ticket.id = \(fragment: ticketID(key, in: project))")
    }

    private func ticket(where condition: SQL) async throws -> Ticket {
        let rows = try await database.run(
            "SELECT \(fragment: Self.columns) FROM \(fragment: Self.source) WHERE \(fragment: condition)")
        guard let row = rows.first else { throw Self.ticketNotFound }
        return try Ticket(local: row)
    }

    package func findTicket(marked marker: CreationMarker, in project: ProjectReference, since: Timestamp) async throws
        -> Ticket?
    {
        do {
            return try await ticket(
                where: "ticket.project_id = \(fragment: projectID(project)) AND ticket.marker = \(marker.text)")
        } catch TrackerError.notFound {
            return nil
        }
    }

    /// Creates a ticket with the project's next number. If a ticket with the same marker exists, returns that one.
    package func createTicket(_ draft: TicketDraft, in project: ProjectReference, marker: CreationMarker?) async throws
        -> Ticket
    {
        guard !draft.title.isEmpty else { throw TrackerError.invalid("/title", "must not be empty") }
        if let marker, let made = try await findTicket(marked: marker, in: project, since: clock.now()) { return made }
        let milestone = try await milestoneID(draft.milestone, in: project)
        let parent = try await parentNumber(draft.parent, in: project)
        let status = try Self.status(draft.status) ?? (TicketStatus.open, nil)
        let now = clock.now()
        let fields = TicketFields.local
        let values = fields.map { Self.sql(Self.value(of: $0, in: draft), $0) }
        let rows = try await database.run(
            """
            WITH project AS (
                UPDATE local_project SET last_ticket_number = last_ticket_number + 1, updated_at = \(now)
                WHERE connection_id = \(connection) AND path = \(project.path) RETURNING id, last_ticket_number),
            labels AS (\(fragment: makingLabels(draft.labels, in: "SELECT id FROM project")))
            INSERT INTO local_ticket (id, project_id, number, \(unsafeSQL: fields.map(\.name).joined(separator: ", ")), status, resolution,
                author, assignees, labels, milestone_id, parent, closed_at, marker, created_at, updated_at)
            SELECT \(identifiers.next(ConnectionTag.self))::uuid, id, last_ticket_number, \(fragment: values.joined(separator: ", ")),
                \(status.0.rawValue), \(status.1?.rawValue), \(account), \(draft.assignees.unique)::text[],
                \(draft.labels.unique.sorted())::text[], \(milestone)::uuid, \(parent)::bigint,
                \(status.0.state == .closed ? now : nil)::timestamptz, \(marker?.text), \(now)::timestamptz, \(now)::timestamptz
            FROM project RETURNING number
            """)
        guard let row = rows.first else { throw TrackerError.notFound(what: "project") }
        return try await ticket(String(try row.decode("number", as: Int64.self)), in: project)
    }

    /// The value of a column for a new ticket.
    private static func value(of field: AnyTicketField, in draft: TicketDraft) -> TicketValue {
        switch field.name {
        case TicketFields.table.title.name: .text(draft.title)
        case TicketFields.table.body.name: .text(draft.body)
        case TicketFields.table.kind.name: (draft.kind ?? .issue).ticketValue
        default: draft[field] ?? field.unspecified ?? .nothing
        }
    }

    /// A value as the column of its field takes it.
    static func sql(_ value: TicketValue, _ field: AnyTicketField) -> SQL {
        let cast = SQL(unsafeSQL: "::\(field.form.columnType)")
        return switch value {
        case .nothing: "NULL\(fragment: cast)"
        case .text(let text): "\(text)\(fragment: cast)"
        case .names(let names): "\(names)\(fragment: cast)"
        case .flag(let flag): "\(flag)\(fragment: cast)"
        case .number(let number): "\(number)\(fragment: cast)"
        case .moment(let moment): "\(moment)\(fragment: cast)"
        case .document(let json): "\(json)\(fragment: cast)"
        }
    }

    /// Deletes a ticket with its comments, attachments and subscriptions.
    package func deleteTicket(_ key: String, in project: ProjectReference) async throws {
        let rows = try await database.run("DELETE FROM local_ticket WHERE id = \(fragment: ticketID(key, in: project))")
        guard rows.affected == 1 else { throw Self.ticketNotFound }
    }

    /// Subscribes or unsubscribes the current account.
    package func setSubscribed(_ subscribed: Bool, to key: String, in project: ProjectReference) async throws {
        _ = try await ticket(key, in: project)
        let ticket = ticketID(key, in: project)
        if subscribed {
            try await database.run(
                "INSERT INTO local_subscription (ticket_id, username) VALUES (\(fragment: ticket), \(account)) ON CONFLICT DO NOTHING"
            )
        } else {
            try await database.run(
                "DELETE FROM local_subscription WHERE ticket_id = \(fragment: ticket) AND username = \(account)")
        }
    }

    /// A statement that inserts the labels that do not exist yet.
    func makingLabels(_ names: [String], in project: SQL) -> SQL {
        let ids = names.map { _ in identifiers.next(ConnectionTag.self) }
        return """
            INSERT INTO local_label (id, project_id, name)
            SELECT made.id, (\(fragment: project)), made.name FROM unnest(\(ids.map(\.text))::uuid[], \(names)::text[]) AS made (id, name)
            ON CONFLICT (project_id, name) DO NOTHING
            """
    }

    /// The status and resolution requested by a change; nil for no change.
    /// - Throws: ``TrackerError`` if an open status has a resolution, or if a raw status is unknown.
    static func status(_ change: StatusChange?) throws -> (TicketStatus, Resolution?)? {
        switch change {
        case nil: return nil
        case .status(let status, .some) where status.state == .open:
            throw TrackerError.invalid("/resolution", "applies only to closed tickets")
        case .status(let status, let resolution): return (status, resolution ?? standardResolution(of: status))
        case .raw(let id):
            let statuses = TicketStatus.allCases.filter { $0 != .unknown }.map(\.rawValue)
            guard let status = TicketStatus(rawValue: id), statuses.contains(id) else {
                throw TrackerError.invalid("/status_raw/id", UnknownWord.detail(.string(id), among: statuses))
            }
            return (status, standardResolution(of: status))
        }
    }

    private static func standardResolution(of status: TicketStatus) -> Resolution? {
        switch status {
        case .done: .completed
        case .ignored: .notPlanned
        default: nil
        }
    }

    /// The number of a parent ticket; nil if none is named.
    /// - Throws: ``TrackerError`` at `/parent` if it does not exist.
    func parentNumber(_ key: String?, in project: ProjectReference) async throws -> Int64? {
        guard let key else { return nil }
        do {
            return Int64(try await ticket(key, in: project).key)
        } catch TrackerError.notFound {
            throw TrackerError.invalid("/parent", "there is no such ticket")
        }
    }
}

extension [String] {
    /// The elements without duplicates, in their order.
    var unique: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
