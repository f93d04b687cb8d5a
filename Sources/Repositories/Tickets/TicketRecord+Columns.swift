import Models
import Postgres
import TrackerKit

extension TicketRecord {
    /// The columns of a record in the order of its fields, for a ticket `t` in a channel `c`.
    /// - Parameter includesLinks: Whether to read links. Planning for them takes a fifth of the time of a read, and few
    ///   tickets have any.
    static func columns(for audience: TicketAudience, includesRemoteData: Bool, includesLinks: Bool = true) -> SQL {
        guard audience.channels == nil else { return makeColumns(for: audience, includesRemoteData, includesLinks) }
        return unboundColumns[
            (audience.includesConfidential ? 4 : 0) + (includesRemoteData ? 2 : 0) + (includesLinks ? 1 : 0)]
    }

    /// For callers that are not restricted to channels; these columns have no parameters. Cached, because every read of
    /// a ticket needs them.
    private static let unboundColumns: [SQL] = (0..<8).map { bits in
        makeColumns(
            for: TicketAudience(channels: nil, includesConfidential: bits & 4 != 0), bits & 2 != 0, bits & 1 != 0)
    }

    private static func makeColumns(for audience: TicketAudience, _ includesRemoteData: Bool, _ includesLinks: Bool)
        -> SQL
    {
        let own: [SQL] = [
            "t.id", "c.slug", "t.tracker", includesLinks ? links(for: audience) : "NULL::text", "t.synced_at",
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

    /// A condition, starting with ` AND`, that an audience can see the ticket with this alias, regardless of its
    /// channel.
    static func visible(_ alias: String, to audience: TicketAudience) -> SQL {
        audience.includesConfidential ? "" : SQL(unsafeSQL: " AND NOT \(alias).confidential")
    }

    /// The key of the parent. Without access to confidential tickets, it is shown only if the mirror has the parent and
    /// it is not confidential. A parent that is not mirrored may be confidential.
    private static func parent(for audience: TicketAudience) -> SQL {
        if audience.includesConfidential { return "t.parent_key" }
        return """
            CASE WHEN t.parent_key IS NOT NULL THEN (
                SELECT above.key FROM ticket above WHERE above.channel_id = t.channel_id AND above.key = t.parent_key AND NOT above.confidential
                LIMIT 1) END
            """
    }

    /// The number of comments that the audience can read, as far as the mirror knows which are internal.
    private static func commentCount(for audience: TicketAudience) -> SQL {
        if audience.includesConfidential { return "t.comment_count" }
        return """
            CASE WHEN t.comment_count = 0 THEN 0 ELSE greatest(0, t.comment_count - (
                SELECT count(*)::integer FROM comment WHERE comment.ticket_id = t.id AND comment.internal AND NOT comment.system)) END
            """
    }

    /// The tracker's own JSON, which may contain the parent: withheld whenever ``parent(for:)`` is.
    private static func remoteData(for audience: TicketAudience) -> SQL {
        if audience.includesConfidential { return "t.remote_data" }
        return "CASE WHEN t.parent_key IS NULL OR \(fragment: parent(for: audience)) IS NOT NULL THEN t.remote_data END"
    }

    /// The ids of the links' targets as an array, and the links as JSON, in one text, because a second subquery would
    /// make the read slower. Read only if the ticket is known to have links.
    private static func links(for audience: TicketAudience) -> SQL {
        """
        CASE WHEN t.has_links THEN (
            SELECT (coalesce(array_agg(link.target_id) FILTER (WHERE link.target_id IS NOT NULL), '{}')::text
                || json_agg(json_build_object('id', link.id, 'type', link.type, 'ticket', t.id, 'target',
                json_build_object('id', link.target_id, 'channel', link.target_channel, 'key', link.target_key, 'url', link.target_url,
                    'title', link.target_title, 'state', link.target_state), 'created_at', \(fragment: rfc3339("link.created_at")))
                ORDER BY link.created_at, link.id)::text)
            FROM (\(fragment: LinkRepository.select(of: "t.id", for: audience))) link) END
        """
    }

    /// A time in the API's format, for use inside a JSON document.
    private static func rfc3339(_ expression: String) -> SQL {
        SQL(unsafeSQL: "to_char(\(expression) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
    }
}
