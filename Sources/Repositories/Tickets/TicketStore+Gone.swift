package import Models
import Postgres
package import Primitives

/// The tickets that no longer exist at their tracker.
extension TicketStore {
    /// Locks these keys until the transaction ends, so that only one transaction at a time decides whether their
    /// tickets exist.
    package func lock(_ keys: [String], in channel: Channel.ID) async throws {
        try await executor.run(
            """
            SELECT pg_advisory_xact_lock(hashtextextended(\(channel)::text || ' ' || key, 0))
            FROM (SELECT DISTINCT key FROM unnest(\(keys)::text[]) key ORDER BY key OFFSET 0) ordered
            """)
    }

    /// Records that tickets no longer exist.
    package func recordRemovals(_ keys: [String], from channel: Channel.ID, at now: Timestamp) async throws {
        try await executor.run(
            """
            INSERT INTO ticket_gone (channel_id, key, gone_at) SELECT \(channel), key, \(now) FROM unnest(\(keys)::text[]) key
            ON CONFLICT (channel_id, key) DO UPDATE SET gone_at = excluded.gone_at
            """)
    }

    /// The keys among these that were recorded as gone, optionally only after a time.
    package func gone(_ keys: [String], from channel: Channel.ID, after moment: Timestamp?) async throws -> Set<String>
    {
        let rows = try await executor.run(
            """
            SELECT key FROM ticket_gone
            WHERE channel_id = \(channel) AND key = ANY(\(keys)) AND (\(moment)::timestamptz IS NULL OR gone_at > \(moment))
            """)
        return Set(try rows.map { try $0.decode("key", as: String.self) })
    }

    /// Deletes tickets by their keys and returns them.
    package func delete(keys: [String], from channel: Channel.ID) async throws -> [MirroredTicket] {
        try await executor.run(
            "DELETE FROM ticket WHERE channel_id = \(channel) AND key = ANY(\(keys)) RETURNING \(fragment: MirroredTicket.columns)"
        ).map(MirroredTicket.init(row:))
    }

    /// Deletes the records of tickets that were gone before a time.
    package func deleteRemovalRecords(before moment: Timestamp) async throws {
        try await executor.run("DELETE FROM ticket_gone WHERE gone_at < \(moment)")
    }
}
