public import Models
public import Postgres

/// The SQL of the table `event_consumer`.
public struct EventConsumerRepository: Sendable {
    private let executor: any SQLExecutor

    /// Runs its statements on `executor`.
    public init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The place of a consumer, which is its alone until the transaction ends; nil for one that is not known yet.
    public func lock(_ name: String) async throws -> EventPlace? {
        try await executor.run("SELECT transaction_id, event_id FROM event_consumer WHERE name = \(name) FOR UPDATE").first.map {
            EventPlace(transactionID: try $0.decode(0), event: try $0.decode(1))
        }
    }

    /// Makes a consumer known; of two that do so at a time the first counts.
    public func begin(_ name: String, at place: EventPlace) async throws {
        try await executor.run(
            """
            INSERT INTO event_consumer (name, transaction_id, event_id) VALUES (\(name), \(place.transactionID), \(place.event))
            ON CONFLICT (name) DO NOTHING
            """)
    }

    /// Keeps how far a consumer has come.
    public func move(_ name: String, to place: EventPlace) async throws {
        try await executor.run(
            "UPDATE event_consumer SET transaction_id = \(place.transactionID), event_id = \(place.event) WHERE name = \(name)")
    }

    /// Keeps how far a consumer has come that had nothing to do. It is not waited for until that is on the disk: a crash has it pass over the
    /// same events again, and whatever it might act on later waits for the disk after it.
    /// - Returns: Whether that is further than it was.
    public func skip(_ name: String, to place: EventPlace) async throws -> Bool {
        try await !executor.run(
            """
            UPDATE event_consumer SET transaction_id = \(place.transactionID), event_id = \(place.event)
            FROM set_config('synchronous_commit', 'off', true) AS setting
            WHERE name = \(name) AND setting = 'off' AND (transaction_id, event_id) < (\(place.transactionID), \(place.event))
            RETURNING name
            """
        ).isEmpty
    }
}
