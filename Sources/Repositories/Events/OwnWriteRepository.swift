package import Models
package import Postgres
package import Primitives

/// The SQL of the table `own_write`.
package struct OwnWriteRepository: Sendable {
    private let executor: any SQLExecutor

    /// How long one is kept that was never seen to end.
    package static let keptFor = Duration.seconds(24 * 3600)

    /// Runs its statements on `executor`.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// Keeps a write before the tracker is called. Everybody sees it at once, but nothing waits for the disk: in a
    /// crash of the database only the name of a cause is lost.
    package func begin(_ write: OwnWrite) async throws {
        try await executor.run(
            """
            INSERT INTO own_write (id, channel_id, ticket_key, marker, subjects, cause, started_at, causation_id)
            SELECT \(write.id), \(write.channelID), \(write.ticketKey), \(write.marker), \(write.subjects.sorted())::text[],
                \(write.cause.json.storable.text)::json, \(write.startedAt), \(write.causationID)::uuid
            FROM set_config('synchronous_commit', 'off', true) AS setting WHERE setting = 'off'
            """)
    }

    /// Forgets a write: it is in the mirror, or was never done.
    package func end(_ id: OwnWrite.ID) async throws {
        try await executor.run("DELETE FROM own_write WHERE id = \(id)")
    }

    /// The writes to tickets with these keys, and those that make tickets with these markers; the latest first.
    package func find(in channel: Channel.ID, keys: [String], markers: [String]) async throws -> [OwnWrite] {
        try await executor.run(
            """
            SELECT id, channel_id, ticket_key, marker, subjects, cause, started_at, causation_id FROM own_write
            WHERE channel_id = \(channel) AND (ticket_key = ANY(\(keys)) OR marker = ANY(\(markers))) ORDER BY started_at DESC, id DESC
            """
        ).compactMap(Self.write)
    }

    /// Forgets those that began before a moment.
    package func prune(before moment: Timestamp) async throws {
        try await executor.run("DELETE FROM own_write WHERE started_at < \(moment)")
    }

    private static func write(_ row: Row) throws -> OwnWrite? {
        guard let cause = EventCause(json: try row.decode("cause")) else { return nil }
        var write = OwnWrite(
            id: try row.decode("id"), channelID: try row.decode("channel_id"), ticketKey: try row.decode("ticket_key"),
            marker: try row.decode("marker"), subjects: Set(try row.decode("subjects", as: [String].self)),
            cause: cause,
            startedAt: try row.decode("started_at"))
        write.causationID = try row.decode("causation_id")
        return write
    }
}
