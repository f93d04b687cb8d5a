package import Logging
import Models
package import Postgres
package import Primitives
import Synchronization

/// Tells of connections whose breaker opens, and closes again, whoever's calls did it: requests, deliveries or syncs.
package final class ConnectionWatch: Sendable {
    /// How often it looks.
    private static let interval = Duration.seconds(2)

    private let provider: TrackerProvider
    private let health: ConnectionHealth
    private let logger: Logger
    /// What was told of each connection last: whether its calls reach the tracker.
    private let told = Mutex<[Connection.ID: Bool]>([:])

    /// Makes a watch over the connections that this process calls.
    package init(
        provider: TrackerProvider, database: PostgresClient, identifiers: any IdentifierSource,
        clock: any WallClock, logger: Logger
    ) {
        self.provider = provider
        self.logger = logger
        health = ConnectionHealth(database: database, identifiers: identifiers, clock: clock)
    }

    /// Looks from time to time until its task is cancelled.
    package func run() async throws {
        while true {
            await look()
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Tells what has turned since it looked last; what could not be reported is told the next time.
    package func look() async {
        for (connection, budget) in provider.budgetsByConnection {
            guard let isReached = budget.isReached, told.withLock({ $0[connection] }) != isReached else { continue }
            do {
                if isReached {
                    // Also when this process never told that it failed: an earlier one may have. An answer may still
                    // refuse the credentials.
                    try await health.report(.ok, isCertain: true, after: .failing, of: connection)
                } else {
                    let detail = "left alone for a while after \(budget.failures) failures in a row"
                    try await health.report(.failing, detail: detail, isCertain: true, of: connection)
                }
                told.withLock { $0[connection] = isReached }
            } catch {
                logger.debug("the health of a connection could not be stored", metadata: ["error": "\(error)"])
            }
        }
    }
}

extension UpstreamBudget {
    /// Whether calls reach the tracker: no when the breaker is open, yes when the last call was answered; nil between
    /// the two, and before the first answer.
    fileprivate var isReached: Bool? {
        switch breaker {
        case .open: false
        case .closed where failures == 0 && calls.answered > 0: true
        case .closed, .halfOpen: nil
        }
    }
}
