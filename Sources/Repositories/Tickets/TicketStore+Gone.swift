package import Models
import Postgres
package import Primitives

/// Which tickets left their tracker.
extension TicketStore {
    /// Lets one transaction at a time decide whether tickets of these keys are there; until it ends.
    package func lock(_ keys: [String], in channel: Channel.ID) async throws {
        try await executor.run(
            """
            SELECT pg_advisory_xact_lock(hashtextextended(\(channel)::text || ' ' || key, 0))
            FROM (SELECT DISTINCT key FROM unnest(\(keys)::text[]) key ORDER BY key OFFSET 0) ordered
            """)
    }

    /// Notes that tickets are gone.
    package func noteGone(_ keys: [String], from channel: Channel.ID, at now: Timestamp) async throws {
        try await executor.run(
            """
            INSERT INTO ticket_gone (channel_id, key, gone_at) SELECT \(channel), key, \(now) FROM unnest(\(keys)::text[]) key
            ON CONFLICT (channel_id, key) DO UPDATE SET gone_at = excluded.gone_at
            """)
    }

    /// Which of these tickets were noted as gone, after a moment if one is given.
    package func gone(_ keys: [String], from channel: Channel.ID, after moment: Timestamp?) async throws -> Set<String>
    {
        let rows = try await executor.run(
            """
            SELECT key FROM ticket_gone
            WHERE channel_id = \(channel) AND key = ANY(\(keys)) AND (\(moment)::timestamptz IS NULL OR gone_at > \(moment))
            """)
        return Set(try rows.map { try $0.decode("key", as: String.self) })
    }

    /// Removes tickets by their keys, and answers what was removed.
    package func delete(keys: [String], from channel: Channel.ID) async throws -> [Ticket] {
        try await executor.run(
            "DELETE FROM ticket WHERE channel_id = \(channel) AND key = ANY(\(keys)) RETURNING \(fragment: Ticket.columns)"
        ).map(Ticket.init(row:))
    }

    /// Forgets what was gone before a moment.
    package func forgetGone(before moment: Timestamp) async throws {
        try await executor.run("DELETE FROM ticket_gone WHERE gone_at < \(moment)")
    }
}
