package import Models
package import Postgres
package import Primitives

/// Queries on the table `own_write`.
package struct OwnWriteRepository: Sendable {
    private let executor: any SQLExecutor

    /// How long a write is kept whose end was never recorded.
    package static let keptFor = Duration.seconds(24 * 3600)

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// Records a write before the tracker is called. It is visible to all processes immediately, but the commit does
    /// not wait for the disk: a crash of the database loses only the cause of a change.
    package func begin(_ write: OwnWrite) async throws {
        try await executor.run(
            """
            INSERT INTO own_write (id, channel_id, ticket_key, marker, subjects, cause, started_at, causation_id)
            SELECT \(write.id), \(write.channelID), \(write.ticketKey), \(write.marker), \(write.subjects.sorted())::text[],
                \(write.cause.json.storable.text)::json, \(write.startedAt), \(write.causationID)::uuid
            FROM set_config('synchronous_commit', 'off', true) AS setting WHERE setting = 'off'
            """)
    }

    /// Deletes a write, because it is in the mirror or was not made.
    package func end(_ id: OwnWrite.ID) async throws {
        try await executor.run("DELETE FROM own_write WHERE id = \(id)")
    }

    /// The writes to tickets with these keys, and those that create tickets with these markers; latest first.
    package func find(in channel: Channel.ID, keys: [String], markers: [String]) async throws -> [OwnWrite] {
        try await executor.run(
            """
            SELECT id, channel_id, ticket_key, marker, subjects, cause, started_at, causation_id FROM own_write
            WHERE channel_id = \(channel) AND (ticket_key = ANY(\(keys)) OR marker = ANY(\(markers))) ORDER BY started_at DESC, id DESC
            """
        ).compactMap(Self.write)
    }

    /// Deletes the writes that started before a time.
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
