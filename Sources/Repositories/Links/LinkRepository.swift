package import Models
package import Postgres
package import Primitives
import TrackerKit

extension LinkType: PostgresEncodable, PostgresDecodable {}

/// Queries on the table `ticket_link`.
package struct LinkRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// A page of a ticket's links, from both sides, oldest first, plus one row to detect whether there is a next page.
    /// Links to tickets that the audience cannot see are omitted.
    package func list(of ticket: MirroredTicket.ID, for audience: TicketAudience, page: TimePage<TicketLink>)
        async throws
        -> [TicketLink]
    {
        var sql: SQL = "SELECT * FROM (\(fragment: Self.select(of: ticket, for: audience))) link"
        if let after = page.after { sql += " WHERE (created_at, id) > (\(after.time), \(after.id))" }
        sql += " ORDER BY created_at, id LIMIT \(page.limit + 1)"
        return try await executor.run(sql).map { try TicketLink(row: $0, ticket: ticket) }
    }

    package func find(_ id: TicketLink.ID, of ticket: MirroredTicket.ID, for audience: TicketAudience) async throws
        -> TicketLink?
    {
        try await executor.run(
            "SELECT * FROM (\(fragment: Self.select(of: ticket, for: audience))) link WHERE id = \(id)"
        ).first
            .map { try TicketLink(row: $0, ticket: ticket) }
    }

    /// Locks the tickets of a link until the transaction ends, ordered by identifier. Call it before any other access
    /// to links in the transaction: the mirror and migrations lock `ticket` before `ticket_link`, and the opposite
    /// order could deadlock.
    package func lock(_ tickets: [MirroredTicket.ID]) async throws {
        // The lock mode of an UPDATE. If a migration has locked the table, this waits before holding any lock that the
        // migration could need.
        try await executor.run("LOCK TABLE ticket IN ROW EXCLUSIVE MODE")
        try await executor.run("SELECT FROM ticket WHERE id = ANY(\(tickets)) ORDER BY id FOR NO KEY UPDATE")
    }

    /// Whether the ticket already has a link of this type to the target, created from either side. A link to a deleted
    /// ticket keeps the ticket's URL; tickets of the built-in tracker have none, and an empty URL never matches. Links
    /// that the audience cannot see do not count.
    package func exists(
        _ type: LinkType, from ticket: MirroredTicket.ID, to target: LinkTarget, for audience: TicketAudience
    ) async throws -> Bool {
        let gone: SQL = " AND \(fragment: Self.isShown("ticket_link", to: audience))"
        let rows = try await executor.run(
            """
            SELECT FROM ticket_link
            WHERE (source_id = \(ticket) AND type = \(type)
                    AND (target_id = \(target.id) OR (target_id IS NULL AND target_url = \(target.url) AND target_url <> ''\(fragment: gone))))
                OR (source_id = \(target.id) AND target_id = \(ticket) AND type = \(type.opposite)) LIMIT 1
            """)
        return !rows.isEmpty
    }

    /// Inserts a link and marks both tickets as changed. Call ``lock(_:)`` first.
    package func insert(
        _ id: TicketLink.ID, _ type: LinkType, from ticket: MirroredTicket.ID, to target: LinkTarget, at now: Timestamp
    ) async throws {
        try await executor.run(
            """
            WITH added AS (
                INSERT INTO ticket_link (id, type, source_id, target_id, target_url, created_at)
                VALUES (\(id), \(type), \(ticket), \(target.id), \(target.url), \(now)) RETURNING source_id, target_id)
            UPDATE ticket t SET has_links = true, revision = nextval('revision') FROM added
            WHERE t.id IN (added.source_id, added.target_id)
            """)
    }

    /// Deletes a link and marks both tickets as changed; false if it does not exist. Call ``lock(_:)`` first.
    package func delete(_ id: TicketLink.ID) async throws -> Bool {
        try await executor.run(
            """
            WITH gone AS (DELETE FROM ticket_link WHERE id = \(id) RETURNING source_id, target_id)
            UPDATE ticket t SET revision = nextval('revision'), has_links = EXISTS (
                SELECT FROM ticket_link l WHERE l.id <> \(id) AND (l.source_id = t.id OR l.target_id = t.id))
            FROM gone WHERE t.id IN (gone.source_id, gone.target_id)
            """
        ).affected > 0
    }

    static func select(of ticket: MirroredTicket.ID, for audience: TicketAudience) -> SQL {
        select("\(ticket)::uuid", audience)
    }

    /// The links of the ticket in an SQL expression, seen from that ticket's side.
    static func select(of expression: String, for audience: TicketAudience) -> SQL {
        select(SQL(unsafeSQL: expression), audience)
    }

    private static func select(_ ticket: SQL, _ audience: TicketAudience) -> SQL {
        var known: SQL = "true\(fragment: TicketRecord.visible("o", to: audience))"
        if let channels = audience.channels { known += " AND oc.slug = ANY(\(channels.sorted()))" }
        let gone = isShown("side", to: audience)
        return """
            SELECT side.id, side.type, side.created_at, side.revision, o.id AS target_id, oc.slug AS target_channel, o.key AS target_key,
                nullif(coalesce(nullif(o.url, ''), side.target_url), '') AS target_url, o.title AS target_title, o.state AS target_state
            FROM (
                SELECT l.id, l.type, l.created_at, l.revision, l.target_id AS other, l.target_url, l.target_confidential,
                    l.target_channel_id FROM ticket_link l
                WHERE l.source_id = \(fragment: ticket)
                UNION ALL
                SELECT l.id, \(fragment: opposite), l.created_at, l.revision, l.source_id, NULL, false, NULL FROM ticket_link l
                WHERE l.target_id = \(fragment: ticket)) side
            LEFT JOIN ticket o ON o.id = side.other LEFT JOIN channel oc ON oc.id = o.channel_id
            WHERE CASE WHEN side.other IS NULL THEN \(fragment: gone) ELSE \(fragment: known) END
            """
    }

    /// The condition that an audience may see the URL of a target that is not in the mirror. A target that has left the
    /// mirror is treated as it was when it left: its URL shows its project, and may show its title. A URL that the
    /// mirror never had is shown.
    private static func isShown(_ alias: String, to audience: TicketAudience) -> SQL {
        let link = SQL(unsafeSQL: alias)
        var shown: SQL = audience.includesConfidential ? "true" : "NOT \(fragment: link).target_confidential"
        if let channels = audience.channels {
            shown += """
                 AND (\(fragment: link).target_channel_id IS NULL OR EXISTS (
                    SELECT FROM channel former WHERE former.id = \(fragment: link).target_channel_id AND former.slug = ANY(\(channels.sorted()))))
                """
        }
        return shown
    }

    private static let opposite: SQL = {
        let cases = LinkType.allCases.map { "WHEN '\($0.rawValue)' THEN '\($0.opposite.rawValue)'" }.joined(
            separator: " ")
        return SQL(unsafeSQL: "CASE l.type \(cases) END")
    }()
}

/// The target of a new link.
package enum LinkTarget: Sendable, Hashable {
    /// A mirrored ticket and its URL.
    case ticket(MirroredTicket.ID, url: String)
    /// A URL that no channel mirrors, at least not yet.
    case address(String)

    /// The ticket, if it is mirrored.
    package var id: MirroredTicket.ID? { if case .ticket(let id, _) = self { id } else { nil } }
    package var url: String {
        switch self {
        case .ticket(_, let url), .address(let url): url
        }
    }
}

extension TicketLink {
    init(row: Row, ticket: MirroredTicket.ID) throws {
        var target = TicketReference(url: try row.decode("target_url"))
        target.id = try row.decode("target_id")
        target.channel = try row.decode("target_channel")
        target.key = try row.decode("target_key")
        target.title = try row.decode("target_title")
        target.state = try row.decode("target_state")
        self.init(
            id: try row.decode("id"), type: try row.decode("type"), ticketID: ticket, target: target,
            createdAt: try row.decode("created_at"),
            revision: try row.decode("revision"))
    }
}
