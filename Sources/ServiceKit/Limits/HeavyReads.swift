package import Postgres

/// Reads that may take as long as dozens of others: searches, and lists whose filter or whose caller's rights hide
/// much, such as those of events, jobs, deliveries, runs of rules and the audit log. They have connections of their
/// own, so that no write and no quick read waits behind them, and each caller has a share, so that forty searches of
/// one caller delay nobody else's searches.
package final class HeavyReads: Sendable {
    /// How many run at a time: more would only slow each other down, and take the database's processors from all else.
    package static let standardPlaces = 4
    /// How many of them may be one caller's.
    static let perCaller = 2
    /// How many of one caller's may wait: a few seconds' work.
    static let maximumWaiting = 100

    private let database: PostgresClient
    private let places: FairPlaces

    /// Makes them.
    /// - Parameter database: the connections that they use; nobody else should use them.
    package init(database: PostgresClient, places: Int = standardPlaces) {
        self.database = database
        self.places = FairPlaces(places, perCaller: min(places, Self.perCaller), maximumWaiting: Self.maximumWaiting)
    }

    /// Reads when it is the caller's turn.
    /// - Parameter caller: whose it is, as in `Principal.key`.
    /// - Throws: 503 when too many of the caller's wait already.
    package func run<Value>(for caller: String, _ body: (any SQLExecutor) async throws -> Value) async throws -> Value {
        try await places.use(for: caller) { try await body(database) }
    }
}
