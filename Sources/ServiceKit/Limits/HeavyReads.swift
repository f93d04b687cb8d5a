package import Postgres

/// Runs expensive queries: searches, and lists whose filter or access check may skip most rows, such as those of
/// events, jobs, deliveries, rule runs and the audit log. They have their own connections, so that no write or quick
/// read waits for them, and a limit per caller, so that forty searches of one caller do not delay the searches of
/// others. While there is other work, a caller's queries take at most a quarter of the time of one connection
/// (``SlotRest``); otherwise they would use up the processors of the database.
package final class HeavyReads: Sendable {
    /// The number of concurrent queries. More would only slow each other down and take CPU time of the database from
    /// everything else.
    package static let standardSlots = 2
    /// The number of concurrent queries of one caller.
    static let perCaller = 1
    /// How many queries of one caller may wait: a few seconds' work.
    static let maximumWaiting = 100

    private let database: PostgresClient
    private let slots: FairSlots

    /// - Parameter database: A pool that is used for nothing else.
    package init(database: PostgresClient, slots: Int = standardSlots) {
        self.database = database
        self.slots = FairSlots(
            slots, perCaller: min(slots, Self.perCaller), maximumWaiting: Self.maximumWaiting,
            rest: SlotRest { database.sharedStatementCount })
    }

    /// Runs a query when a slot is free for the caller.
    /// - Parameter caller: The caller, as in `Principal.key`.
    /// - Throws: 503 if too many queries of the caller are waiting.
    package func run<Value>(for caller: String, _ body: (any SQLExecutor) async throws -> Value) async throws -> Value {
        try await slots.use(for: caller) { try await body(database) }
    }
}
