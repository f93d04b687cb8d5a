package import Models
import Postgres
import Primitives
import TrackerKit

extension EventRepository {
    /// The tickets that were removed within a time span, oldest first. Events are kept forever, so a reader that
    /// returns late misses none.
    /// - Parameter filter: Only its channels, trackers, `updated` span and audience apply, because nothing else is
    ///   known about removed tickets.
    package func deletedTickets(_ filter: TicketFilter, limit: Int) async throws -> [DeletedTicket] {
        var sql: SQL = """
            SELECT event.ticket_id, event.ticket_key, event.occurred_at FROM event JOIN channel ON channel.id = event.channel_id
            WHERE event.type = \(EventType.ticketDeleted.rawValue) AND event.ticket_id IS NOT NULL AND event.ticket_key IS NOT NULL
            """
        if let channels = filter.effectiveChannels {
            sql += " AND event.channel_id IN (SELECT id FROM channel WHERE slug = ANY(\(channels.sorted())))"
        }
        if !filter.trackers.isEmpty {
            let kinds = filter.trackers.map(\.rawValue)
            sql += " AND channel.connection_id IN (SELECT id FROM connection WHERE tracker = ANY(\(kinds)))"
        }
        if let from = filter.updated.from { sql += " AND event.occurred_at >= \(from)" }
        if let to = filter.updated.to { sql += " AND event.occurred_at < \(to)" }
        if !filter.audience.includesConfidential { sql += " AND NOT event.confidential AND NOT event.concealed" }
        return try await executor.run(sql + " ORDER BY event.occurred_at, event.id LIMIT \(limit)").map { row in
            DeletedTicket(
                id: try row.decode("ticket_id"), key: try row.decode("ticket_key"),
                deletedAt: try row.decode("occurred_at"))
        }
    }
}
