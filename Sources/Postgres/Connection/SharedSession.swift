import EventLoop
import Logging
import Synchronization

/// A pipelined connection that many tasks share and that comes back by itself: reads wait out a short outage, then fail
/// at once until it is over.
///
/// Invariant for `@unchecked Sendable`: everything below "On the loop" is touched on the loop only; what other threads
/// may ask is atomic.
final class SharedSession: @unchecked Sendable {
    /// Two Syncs under way keep the server busy while the next batch gathers.
    private static let batchesInFlight = 2

    let loop: EventLoop
    let configuration: PostgresConfiguration
    let logger: Logger
    private let up = Atomic(false)
    private let givenUp = Atomic(false)
    let connects = Atomic(0)
    private let reason = Guarded("not connected yet")

    // On the loop.
    let wire: Wire
    var isStopped = false
    var failures = 0
    var graceTimer: ScheduledWork?
    var retryTimer: ScheduledWork?
    /// Called on the loop when a session begins, before anything that waits is sent.
    var onConnected: (() -> Void)?
    /// Called on the loop when the grace is over and the server still away.
    var onGivenUp: ((PostgresError) -> Void)?

    init(_ configuration: PostgresConfiguration, loop: EventLoop, logger: Logger) {
        self.configuration = configuration
        self.loop = loop
        self.logger = logger
        wire = Wire(configuration, loop: loop, batchesInFlight: Self.batchesInFlight)
    }

    /// Whether a session is open now. From any thread.
    var isUp: Bool {
        get { up.load(ordering: .relaxed) }
        set { up.store(newValue, ordering: .relaxed) }
    }

    /// Whether the server has been away longer than the grace. From any thread.
    var isGivenUp: Bool {
        get { givenUp.load(ordering: .relaxed) }
        set { givenUp.store(newValue, ordering: .relaxed) }
    }

    /// How often a session was opened. From any thread.
    var connectCount: Int { connects.load(ordering: .relaxed) }

    /// Why there was no session the last time. From any thread.
    var lastReason: String {
        get { reason.withLock { $0 } }
        set { reason.withLock { $0 = newValue } }
    }

    /// What statements fail with while the server is away. From any thread.
    var outage: PostgresError { PostgresError(.unavailable(reason: lastReason)) }

    /// Runs a read, from any thread. It is sent with all others of this turn of the loop.
    func run(_ sql: SQL, isPrepared: Bool = true, within limit: Duration? = nil) async throws -> Rows {
        try sql.checkParameters()
        let statement = PendingStatement(sql, policy: .repeatable, isPrepared: isPrepared)
        return try await withTaskCancellationHandler {
            try await statement.result {
                if loop.isCurrent { submit(statement) } else { loop.submit { self.submit(statement) } }
                if let limit { loop.schedule(after: limit) { self.cancel(statement) } }
            }
        } onCancel: {
            loop.submit { self.cancel(statement) }
        }
    }

    // MARK: On the loop

    /// Queues a statement.
    func submit(_ statement: PendingStatement) {
        if isStopped || statement.isCancelled { return statement.finish(.failure(.clientClosed)) }
        if isGivenUp { return statement.finish(.failure(outage)) }
        wire.submit(statement)
    }

    /// Ends a statement early: its answer, if it still comes, finds nobody.
    private func cancel(_ statement: PendingStatement) {
        guard !statement.isFinished else { return }
        statement.markCancelled()
        if !wire.withdraw(statement) { wire.stopExecution(of: statement) }
        statement.finish(.failure(.clientClosed))
    }
}
