package import Models
package import Postgres

/// The SQL of the table `event_consumer`.
package struct EventConsumerRepository: Sendable {
    private let executor: any SQLExecutor

    /// Runs its statements on `executor`.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The place of a consumer, which is its alone until the transaction ends; nil for one that is not known yet.
    package func lock(_ name: String) async throws -> EventPlace? {
        try await executor.run("SELECT transaction_id, event_id FROM event_consumer WHERE name = \(name) FOR UPDATE")
            .first.map {
                EventPlace(transactionID: try $0.decode(0), event: try $0.decode(1))
            }
    }

    /// Makes a consumer known; of two that do so at a time the first counts.
    package func begin(_ name: String, at place: EventPlace) async throws {
        try await executor.run(
            """
            INSERT INTO event_consumer (name, transaction_id, event_id) VALUES (\(name), \(place.transactionID), \(place.event))
            ON CONFLICT (name) DO NOTHING
            """)
    }

    /// Keeps how far a consumer has come.
    /// - Parameter waitsForDisk: Whether the transaction's commit waits until it is on the disk.
    package func move(_ name: String, to place: EventPlace, waitsForDisk: Bool) async throws {
        let move: SQL = "UPDATE event_consumer SET transaction_id = \(place.transactionID), event_id = \(place.event)"
        if waitsForDisk { return _ = try await executor.run(move + " WHERE name = \(name)") }
        _ = try await executor.run(move + Self.withoutWaiting + "name = \(name)")
    }

    /// Keeps how far a consumer has come that had nothing to do, without waiting for the disk.
    /// - Returns: Whether that is further than it was.
    package func skip(_ name: String, to place: EventPlace) async throws -> Bool {
        let move: SQL = "UPDATE event_consumer SET transaction_id = \(place.transactionID), event_id = \(place.event)"
        let condition: SQL =
            "name = \(name) AND (transaction_id, event_id) < (\(place.transactionID), \(place.event)) RETURNING name"
        return try await !executor.run(move + Self.withoutWaiting + condition).isEmpty
    }

    /// The transaction's commit does not wait for the disk: a crash of the database may have the consumer take the same
    /// events again.
    private static let withoutWaiting: SQL =
        " FROM set_config('synchronous_commit', 'off', true) AS setting WHERE setting = 'off' AND "
}
