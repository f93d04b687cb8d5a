package import Models
package import Postgres

/// Queries on the table `event_consumer`.
package struct EventConsumerRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The feed position of a consumer, locked until the transaction ends; nil for an unknown consumer.
    package func lock(_ name: String) async throws -> FeedPosition? {
        try await executor.run("SELECT transaction_id, event_id FROM event_consumer WHERE name = \(name) FOR UPDATE")
            .first.map {
                FeedPosition(transactionID: try $0.decode(0), event: try $0.decode(1))
            }
    }

    /// Registers a consumer. If two processes register it concurrently, the first one's position is kept.
    package func begin(_ name: String, at position: FeedPosition) async throws {
        try await executor.run(
            """
            INSERT INTO event_consumer (name, transaction_id, event_id) VALUES (\(name), \(position.transactionID), \(position.event))
            ON CONFLICT (name) DO NOTHING
            """)
    }

    /// Stores the feed position of a consumer.
    /// - Parameter waitsForDisk: Whether the commit of the transaction waits for the disk.
    package func move(_ name: String, to position: FeedPosition, waitsForDisk: Bool) async throws {
        let move: SQL =
            "UPDATE event_consumer SET transaction_id = \(position.transactionID), event_id = \(position.event)"
        if waitsForDisk { return _ = try await executor.run(move + " WHERE name = \(name)") }
        _ = try await executor.run(move + Self.withoutWaiting + "name = \(name)")
    }

    /// Stores the feed position of a consumer that had no events to process, without waiting for the disk.
    /// - Returns: Whether it is after the stored one.
    package func skip(_ name: String, to position: FeedPosition) async throws -> Bool {
        let move: SQL =
            "UPDATE event_consumer SET transaction_id = \(position.transactionID), event_id = \(position.event)"
        let condition: SQL =
            "name = \(name) AND (transaction_id, event_id) < (\(position.transactionID), \(position.event)) RETURNING name"
        return try await !executor.run(move + Self.withoutWaiting + condition).isEmpty
    }

    /// Makes the commit of the transaction not wait for the disk. After a crash of the database, the consumer may
    /// process the same events again.
    private static let withoutWaiting: SQL =
        " FROM set_config('synchronous_commit', 'off', true) AS setting WHERE setting = 'off' AND "
}
