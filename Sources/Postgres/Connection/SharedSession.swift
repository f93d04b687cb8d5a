import EventLoop
import Logging
import Synchronization

/// A pipelined connection that many tasks share and that reconnects automatically. Reads wait through a short outage,
/// then fail immediately until the server is available again.
///
/// Invariant for `@unchecked Sendable`: everything below "On the loop" is accessed only on the loop; state that other
/// threads may read is atomic.
final class SharedSession: @unchecked Sendable {
    /// Two Syncs in flight keep the server busy while the next batch accumulates.
    private static let batchesInFlight = 2

    let loop: EventLoop
    let configuration: PostgresConfiguration
    let logger: Logger
    private let up = Atomic(false)
    private let givenUp = Atomic(false)
    let connects = Atomic(0)
    let statements = Atomic(0)
    private let reason = Guarded("not connected yet")

    // On the loop.
    let wire: Wire
    var isStopped = false
    var failures = 0
    var graceTimer: ScheduledWork?
    var retryTimer: ScheduledWork?
    /// Called on the loop when a session begins, before any waiting statement is sent.
    var onConnected: (() -> Void)?
    /// Called on the loop if the server is still unavailable after the grace period.
    var onUnavailable: ((PostgresError) -> Void)?

    init(_ configuration: PostgresConfiguration, loop: EventLoop, logger: Logger) {
        self.configuration = configuration
        self.loop = loop
        self.logger = logger
        wire = Wire(configuration, loop: loop, batchesInFlight: Self.batchesInFlight)
    }

    /// Whether a session is open. From any thread.
    var isUp: Bool {
        get { up.load(ordering: .relaxed) }
        set { up.store(newValue, ordering: .relaxed) }
    }

    /// Whether the server has been unavailable for longer than the grace period. From any thread.
    var isUnavailable: Bool {
        get { givenUp.load(ordering: .relaxed) }
        set { givenUp.store(newValue, ordering: .relaxed) }
    }

    /// The number of statements sent so far. From any thread.
    var statementCount: Int { statements.load(ordering: .relaxed) }

    /// The number of sessions opened so far. From any thread.
    var connectCount: Int { connects.load(ordering: .relaxed) }

    /// The reason for the last failure to connect or loss of a session. From any thread.
    var lastReason: String {
        get { reason.withLock { $0 } }
        set { reason.withLock { $0 = newValue } }
    }

    /// The error of statements while the server is unavailable. From any thread.
    var outage: PostgresError { PostgresError(.unavailable(reason: lastReason)) }

    /// Runs a read, in one batch with all others of the same loop iteration. From any thread.
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

    func submit(_ statement: PendingStatement) {
        if isStopped || statement.isCancelled { return statement.finish(.failure(.clientClosed)) }
        if isUnavailable { return statement.finish(.failure(outage)) }
        statements.add(1, ordering: .relaxed)
        wire.submit(statement)
    }

    /// Completes a statement early. If its result still arrives, it is ignored.
    private func cancel(_ statement: PendingStatement) {
        guard !statement.isFinished else { return }
        statement.markCancelled()
        if !wire.withdraw(statement) { wire.stopExecution(of: statement) }
        statement.finish(.failure(.clientClosed))
    }
}
