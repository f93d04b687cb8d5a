package import Models
package import Postgres
import Primitives

/// A ticket as named in the API.
package struct TicketName: Sendable, Hashable {
    /// The channel's slug.
    package var channel: String
    package var key: String

    package init(channel: String, key: String) {
        self.channel = channel
        self.key = key
    }
}

/// Determines which tickets an audience currently cannot see. For a ticket that left the mirror, the last state in its
/// events counts; without any event, it is hidden.
package struct HiddenTickets: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The tickets in this list that the audience cannot see. Runs no statement if the audience sees everything.
    package func among(_ ids: [MirroredTicket.ID], from audience: TicketAudience) async throws -> Set<MirroredTicket.ID>
    {
        guard audience != .everything, !ids.isEmpty else { return [] }
        let rows = try await executor.run(
            "SELECT asked.id FROM unnest(\(ids)::uuid[]) asked(id) WHERE \(fragment: Self.isHidden("asked.id", from: audience))"
        )
        return Set(try rows.map { try $0.decode(0) })
    }

    /// Whether any of these tickets is missing from the mirror or not visible to the audience. Runs no statement if the
    /// audience sees everything.
    package func hidesOne(of names: [TicketName], from audience: TicketAudience) async throws -> Bool {
        guard audience != .everything, !names.isEmpty else { return false }
        let rows = try await executor.run(
            """
            SELECT FROM unnest(\(names.map(\.channel))::text[], \(names.map(\.key))::text[]) asked(channel, key)
            WHERE NOT EXISTS (
                SELECT FROM ticket shown JOIN channel home ON home.id = shown.channel_id
                WHERE home.slug = asked.channel AND shown.key = asked.key\(fragment: Self.restriction("shown.confidential", audience)))
            LIMIT 1
            """)
        return !rows.isEmpty
    }

    /// Whether any of these comments is internal now and hidden from the audience for that. Deleted ones count as
    /// public.
    package func hidesOne(of comments: [Comment.ID], from audience: TicketAudience) async throws -> Bool {
        guard !audience.includesConfidential, !comments.isEmpty else { return false }
        return try await !executor.run("SELECT FROM comment WHERE id = ANY(\(comments)) AND internal LIMIT 1").isEmpty
    }

    /// The condition that the ticket in an SQL expression is hidden.
    static func isHidden(_ id: String, from audience: TicketAudience) -> SQL {
        let id = SQL(unsafeSQL: id)
        return """
            CASE WHEN EXISTS (SELECT FROM ticket shown WHERE shown.id = \(fragment: id)) THEN NOT EXISTS (
                SELECT FROM ticket shown JOIN channel home ON home.id = shown.channel_id
                WHERE shown.id = \(fragment: id)\(fragment: restriction("shown.confidential", audience)))
            ELSE NOT EXISTS (
                SELECT FROM (
                    SELECT latest.confidential OR latest.concealed AS hidden, latest.channel_id FROM event latest
                    WHERE latest.ticket_id = \(fragment: id) ORDER BY latest.occurred_at DESC, latest.id DESC LIMIT 1) last
                LEFT JOIN channel home ON home.id = last.channel_id
                WHERE true\(fragment: restriction("last.hidden", audience))) END
            """
    }

    private static func restriction(_ hidden: String, _ audience: TicketAudience) -> SQL {
        var sql: SQL = audience.includesConfidential ? "" : SQL(unsafeSQL: " AND NOT \(hidden)")
        if let channels = audience.channels { sql += " AND home.slug = ANY(\(channels.sorted()))" }
        return sql
    }
}

/// A stored document of an event, run or delivery, and whether an audience can currently see it.
enum StoredDocument {
    /// A condition, starting with ` AND`, that a row with `event_id`, `confidential` and `mentions` concerns nothing
    /// hidden from the audience.
    /// - Parameter text: The document as text. If an earlier version stored it without mentions, it must contain no
    ///   links and no parent to be visible.
    static func visible(_ alias: String, text: String, to audience: TicketAudience) -> SQL {
        guard audience != .everything else { return "" }
        let event = eventCondition(alias, audience)
        let mentions = SQL(
            unsafeSQL: """
                coalesce(\(alias).mentions, CASE WHEN position('"links":[{' in \(text)) = 0 AND position('"parent":"' in \(text)) = 0 \
                THEN '{}'::uuid[] END)
                """)
        let confidential = SQL(unsafeSQL: audience.includesConfidential ? "" : " AND NOT \(alias).confidential")
        return """
            \(fragment: confidential) AND (\(unsafeSQL: alias).event_id IS NULL OR EXISTS (\(fragment: event)))
            AND \(fragment: mentions) IS NOT NULL AND NOT EXISTS (
                SELECT FROM unnest(\(fragment: mentions)) mentioned(id)
                WHERE \(fragment: HiddenTickets.isHidden("mentioned.id", from: audience)))
            """
    }

    private static func eventCondition(_ alias: String, _ audience: TicketAudience) -> SQL {
        var sql: SQL = """
            SELECT FROM event origin LEFT JOIN channel origin_channel ON origin_channel.id = origin.channel_id
            WHERE origin.id = \(unsafeSQL: alias).event_id
            """
        if !audience.includesConfidential { sql += " AND NOT origin.confidential AND NOT origin.concealed" }
        if let channels = audience.channels {
            sql += " AND \(fragment: ConnectionUsers.condition(channels, event: "origin", channel: "origin_channel"))"
        }
        return sql
    }
}

extension [MirroredTicket.ID] {
    /// The identifiers as a PostgreSQL array literal, for passing one array per row.
    var arrayLiteral: String { "{" + map(\.text).joined(separator: ",") + "}" }
}
