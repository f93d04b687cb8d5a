package import Logging
package import Postgres
import Primitives
import Repositories

/// Synchronises a process's clock with the database's, and moves due times back when the database's clock is set back.
package struct ClockMonitor: Sendable {
    /// How often the database's time is read. After a clock step, a job is delayed by at most this much.
    private static let interval = Duration.seconds(5)
    /// Readings with a longer round trip are discarded, because they are too imprecise.
    private static let longestAnswer = Duration.seconds(1)

    private let database: PostgresClient
    private let clock: DatabaseClock?
    private let logger: Logger

    /// - Parameter clock: The clock to synchronise; nil if the process uses another one, as tests do.
    package init(database: PostgresClient, clock: DatabaseClock?, logger: Logger) {
        self.database = database
        self.clock = clock
        self.logger = logger
    }

    /// Runs until its task is cancelled. Does nothing without a clock to synchronise.
    /// - Parameter movesDueTimes: Whether this process also corrects due times.
    package func run(movesDueTimes: Bool) async throws {
        guard let clock else { return }
        while true {
            do {
                let now = try await read(clock)
                // Skipped if the database responded slowly, so as not to add to its load.
                if movesDueTimes, now != nil { try await follow() }
            } catch let error as PostgresError {
                logger.debug("the database's time is unknown", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Sets the clock to the database's time.
    /// - Returns: The time; nil if the round trip took longer than ``longestAnswer`` and the clock was left unchanged.
    @discardableResult
    func read(_ clock: DatabaseClock) async throws -> Timestamp? {
        let asked = clock.uptime()
        let time = try await DueTimeRepository(database.reader).now()
        let answered = clock.uptime()
        guard answered - asked <= Self.longestAnswer else { return nil }
        clock.observe(time, asked: asked, answered: answered)
        return time
    }

    /// Moves due times back if the database's clock was set back.
    /// - Parameter moment: The current time, for tests; nil for the database's time.
    func follow(_ moment: Timestamp? = nil) async throws {
        let step = try await database.transaction { try await DueTimeRepository($0).follow(moment) }
        if let step {
            logger.warning(
                "the database's clock was set back; due times were moved back by the same amount",
                metadata: ["by": "\(step)"])
        }
    }
}
