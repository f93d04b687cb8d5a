package import Logging
import Models
package import Postgres
package import Primitives
import Synchronization

/// Reports connections whose circuit breaker opens or closes, whether requests, deliveries or syncs caused it.
package final class ConnectionHealthMonitor: Sendable {
    /// The polling interval.
    private static let interval = Duration.seconds(2)

    private let provider: TrackerProvider
    private let health: ConnectionHealth
    private let logger: Logger
    /// The last report for each connection: whether its calls reach the tracker.
    private let reported = Mutex<[Connection.ID: Bool]>([:])

    package init(
        provider: TrackerProvider, database: PostgresClient, identifiers: any IdentifierSource,
        clock: any WallClock, logger: Logger
    ) {
        self.provider = provider
        self.logger = logger
        health = ConnectionHealth(database: database, identifiers: identifiers, clock: clock)
    }

    /// Polls until its task is cancelled.
    package func run() async throws {
        while true {
            await look()
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Reports changes since the last poll. A change that cannot be stored is reported again at the next one.
    package func look() async {
        for (connection, budget) in provider.budgetsByConnection {
            guard let isReached = budget.isReached, reported.withLock({ $0[connection] }) != isReached else { continue }
            do {
                if isReached {
                    // Also if this process never reported a failure, since an earlier process may have. Limited to
                    // `failing`, because a tracker that responds may still reject the credentials.
                    try await health.report(.ok, isCertain: true, after: .failing, of: connection)
                } else {
                    let detail = "not called for a while after \(budget.failures) consecutive failures"
                    try await health.report(.failing, detail: detail, isCertain: true, of: connection)
                }
                reported.withLock { $0[connection] = isReached }
            } catch {
                logger.debug("the health of a connection could not be stored", metadata: ["error": "\(error)"])
            }
        }
    }
}

extension UpstreamBudget {
    /// Whether calls reach the tracker: false while the breaker is open, true if the last call succeeded; nil in
    /// between and before the first response.
    fileprivate var isReached: Bool? {
        switch breaker {
        case .open: false
        case .closed where failures == 0 && calls.answered > 0: true
        case .closed, .halfOpen: nil
        }
    }
}
