package import Logging
package import Postgres
import Primitives
import Repositories

/// Keeps a process on the database's time, and due times where they belong when that is set back.
package struct ClockKeeper: Sendable {
    /// How often the database is asked: a job waits so much longer than it should after a step at most.
    private static let interval = Duration.seconds(5)
    /// An answer that took longer says too little about the time.
    private static let longestAnswer = Duration.seconds(1)

    private let database: PostgresClient
    private let clock: DatabaseClock?
    private let logger: Logger

    /// Makes a keeper.
    /// - Parameter clock: what is set by the database's time; nil where the process has another one, in tests.
    package init(database: PostgresClient, clock: DatabaseClock?, logger: Logger) {
        self.database = database
        self.clock = clock
        self.logger = logger
    }

    /// Works until its task is cancelled.
    /// - Parameter movesDueTimes: whether this process looks after due times too.
    package func run(movesDueTimes: Bool) async throws {
        guard let clock else { return }
        while true {
            do {
                let now = try await read(clock)
                // A database that answers slowly is asked again, rather than made to do more.
                if movesDueTimes, now != nil { try await follow() }
            } catch let error as PostgresError {
                logger.debug("the database's time is unknown", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Sets the clock by the database's time; a slow answer leaves it as it is.
    @discardableResult
    func read(_ clock: DatabaseClock) async throws -> Timestamp? {
        let asked = clock.uptime()
        let time = try await DueTimeRepository(database.reader).now()
        let answered = clock.uptime()
        guard answered - asked <= Self.longestAnswer else { return nil }
        clock.observe(time, asked: asked, answered: answered)
        return time
    }

    /// Moves due times if the database's time has gone back.
    /// - Parameter moment: the time, in tests; nil for the database's.
    func follow(_ moment: Timestamp? = nil) async throws {
        let step = try await database.transaction { try await DueTimeRepository($0).follow(moment) }
        if let step {
            logger.warning(
                "the database's clock was set back; due times were moved back by the same amount",
                metadata: ["by": "\(step)"])
        }
    }
}
