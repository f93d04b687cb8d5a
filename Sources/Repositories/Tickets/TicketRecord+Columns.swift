import Models
import Postgres
import TrackerKit

extension TicketRecord {
    /// The columns of a record in the order of its fields, of a ticket `t` in a channel `c`.
    /// - Parameter includesLinks: whether links are looked for. Planning for them costs every read a fifth of its time,
    ///   and few tickets have any.
    static func columns(for audience: TicketAudience, includesRemoteData: Bool, includesLinks: Bool = true) -> SQL {
        guard audience.channels == nil else { return makeColumns(for: audience, includesRemoteData, includesLinks) }
        return unboundColumns[
            (audience.includesConfidential ? 4 : 0) + (includesRemoteData ? 2 : 0) + (includesLinks ? 1 : 0)]
    }

    /// For callers who are bound to no channels, which have no parameters: made once, because every read of a ticket
    /// needs them.
    private static let unboundColumns: [SQL] = (0..<8).map { bits in
        makeColumns(
            for: TicketAudience(channels: nil, includesConfidential: bits & 4 != 0), bits & 2 != 0, bits & 1 != 0)
    }

    private static func makeColumns(for audience: TicketAudience, _ includesRemoteData: Bool, _ includesLinks: Bool)
        -> SQL
    {
        let own: [SQL] = [
            "t.id", "c.slug", "t.tracker", includesLinks ? links(for: audience) : "NULL::json", "t.synced_at",
            "t.has_links", "t.template_slug", "t.template_version",
        ]
        let fields = TicketFields.all.flatMap(\.shownColumns).map { column -> SQL in
            switch column.name {
            case "parent_key": parent(for: audience)
            case "comment_count": commentCount(for: audience)
            case "remote_data": includesRemoteData ? remoteData(for: audience) : "NULL::json"
            default: SQL(unsafeSQL: "t.\(column.name)")
            }
        }
        return (own + fields).joined(separator: ", ")
    }

    /// ` AND` the ticket of that alias may be shown, whatever its channel.
    static func visible(_ alias: String, to audience: TicketAudience) -> SQL {
        audience.includesConfidential ? "" : SQL(unsafeSQL: " AND NOT \(alias).confidential")
    }

    /// The key of the ticket above. Who may not know of confidential tickets is shown one that the mirror has and that
    /// is none: of one that it does not have, or no longer, nobody can tell.
    private static func parent(for audience: TicketAudience) -> SQL {
        if audience.includesConfidential { return "t.parent_key" }
        return """
            CASE WHEN t.parent_key IS NOT NULL THEN (
                SELECT above.key FROM ticket above WHERE above.channel_id = t.channel_id AND above.key = t.parent_key AND NOT above.confidential
                LIMIT 1) END
            """
    }

    /// The number of comments that the audience may read, as far as the mirror has read which are internal.
    private static func commentCount(for audience: TicketAudience) -> SQL {
        if audience.includesConfidential { return "t.comment_count" }
        return """
            CASE WHEN t.comment_count = 0 THEN 0 ELSE greatest(0, t.comment_count - (
                SELECT count(*)::integer FROM comment WHERE comment.ticket_id = t.id AND comment.internal AND NOT comment.system)) END
            """
    }

    /// The tracker's own JSON, which may tell of the ticket above in words of its own: it is withheld where
    /// ``parent(for:)`` is.
    private static func remoteData(for audience: TicketAudience) -> SQL {
        if audience.includesConfidential { return "t.remote_data" }
        return "CASE WHEN t.parent_key IS NULL OR \(fragment: parent(for: audience)) IS NOT NULL THEN t.remote_data END"
    }

    /// Looked for only where the ticket is known to have links.
    private static func links(for audience: TicketAudience) -> SQL {
        """
        CASE WHEN t.has_links THEN (
            SELECT json_agg(json_build_object('id', link.id, 'type', link.type, 'ticket', t.id, 'target',
                json_build_object('id', link.target_id, 'channel', link.target_channel, 'key', link.target_key, 'url', link.target_url,
                    'title', link.target_title, 'state', link.target_state), 'created_at', \(fragment: rfc3339("link.created_at")))
                ORDER BY link.created_at, link.id)
            FROM (\(fragment: LinkRepository.select(of: "t.id", for: audience))) link) END
        """
    }

    /// A time as the API spells it, inside a JSON document.
    private static func rfc3339(_ expression: String) -> SQL {
        SQL(unsafeSQL: "to_char(\(expression) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
    }
}
