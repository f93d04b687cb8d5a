package import Models
package import Postgres

/// A ticket as the API names it.
package struct TicketName: Sendable, Hashable {
    /// The channel's slug.
    package var channel: String
    /// The ticket's key.
    package var key: String

    /// Names a ticket.
    package init(channel: String, key: String) {
        self.channel = channel
        self.key = key
    }
}

/// Which tickets an audience may not know of as things stand now, those included that have left the mirror: of these
/// the last that their events tell counts, and one of which no event tells is hidden.
package struct HiddenTickets: Sendable {
    private let executor: any SQLExecutor

    /// Runs its statements on `executor`.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// Those of some tickets that the audience may not know of. No statement for an audience that may know of
    /// everything.
    package func among(_ ids: [Ticket.ID], from audience: TicketAudience) async throws -> Set<Ticket.ID> {
        guard audience != .everything, !ids.isEmpty else { return [] }
        let rows = try await executor.run(
            "SELECT asked.id FROM unnest(\(ids)::uuid[]) asked(id) WHERE \(fragment: Self.isHidden("asked.id", from: audience))"
        )
        return Set(try rows.map { try $0.decode(0) })
    }

    /// Whether the mirror lacks one of these tickets, or the audience may not see it. No statement for an audience that
    /// may see everything.
    package func hidesOne(of names: [TicketName], from audience: TicketAudience) async throws -> Bool {
        guard audience != .everything, !names.isEmpty else { return false }
        let rows = try await executor.run(
            """
            SELECT FROM unnest(\(names.map(\.channel))::text[], \(names.map(\.key))::text[]) asked(channel, key)
            WHERE NOT EXISTS (
                SELECT FROM ticket shown JOIN channel place ON place.id = shown.channel_id
                WHERE place.slug = asked.channel AND shown.key = asked.key\(fragment: Self.restriction("shown.confidential", audience)))
            LIMIT 1
            """)
        return !rows.isEmpty
    }

    /// Whether the ticket that an expression names is hidden.
    static func isHidden(_ id: String, from audience: TicketAudience) -> SQL {
        let id = SQL(unsafeSQL: id)
        return """
            CASE WHEN EXISTS (SELECT FROM ticket shown WHERE shown.id = \(fragment: id)) THEN NOT EXISTS (
                SELECT FROM ticket shown JOIN channel place ON place.id = shown.channel_id
                WHERE shown.id = \(fragment: id)\(fragment: restriction("shown.confidential", audience)))
            ELSE NOT EXISTS (
                SELECT FROM (
                    SELECT told.confidential OR told.concealed AS hidden, told.channel_id FROM event told
                    WHERE told.ticket_id = \(fragment: id) ORDER BY told.occurred_at DESC, told.id DESC LIMIT 1) last
                LEFT JOIN channel place ON place.id = last.channel_id
                WHERE true\(fragment: restriction("last.hidden", audience))) END
            """
    }

    private static func restriction(_ hidden: String, _ audience: TicketAudience) -> SQL {
        var sql: SQL = audience.includesConfidential ? "" : SQL(unsafeSQL: " AND NOT \(hidden)")
        if let channels = audience.channels { sql += " AND place.slug = ANY(\(channels.sorted()))" }
        return sql
    }
}

/// What was stored of an event, a run or a delivery, and whether an audience may have it as things stand now.
enum StoredDocument {
    /// ` AND` the row of that alias, with `event_id`, `confidential` and `mentions`, tells of nothing that the audience
    /// may not know of.
    /// - Parameter text: the document as text. Where an earlier version stored it and noted no mentions, it must have
    ///   no links and no parent.
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

extension [Ticket.ID] {
    /// The identifiers as PostgreSQL writes an array: for one array in each row of many.
    var arrayLiteral: String { "{" + map(\.text).joined(separator: ",") + "}" }
}
