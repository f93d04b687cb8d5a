import EventLoop
import Logging
import Synchronization

/// The statements that fail through no fault of the request: the server can't run them, for example because one of its
/// libraries was replaced while it ran, a table is missing, or the role lacks a right. Shared by the clients of one
/// database.
///
/// A statement counts as failing until it succeeds again, or has not been tried for ``remembered``.
final class StatementFaults: Sendable {
    /// How long after its last failure a statement still counts as failing. Longer than the interval of usual probes
    /// (10 to 30 s), and short enough that a process without requests becomes healthy again and is tried.
    static let remembered = Duration.seconds(60)
    /// The maximum number of statements that are remembered. A gateway that has this many is unhealthy anyway.
    private static let maximumStatements = 100

    private struct State {
        /// When each failing statement last failed, in nanoseconds of the monotonic clock.
        var failing: [[String]: (state: SQLState, at: UInt64)] = [:]
        var counts: [SQLState: Int] = [:]
    }

    private let state = Guarded(State())
    /// Whether any statement is failing, so that successful ones need no lock as long as none is.
    private let isAffected = Atomic(false)
    private let logger: Logger
    private let now: @Sendable () -> UInt64

    /// - Parameter now: Nanoseconds of the monotonic clock.
    init(logger: Logger, now: @escaping @Sendable () -> UInt64 = { MonotonicClock.now() }) {
        self.logger = logger
        self.now = now
    }

    /// The number of failures so far by SQLSTATE.
    var counts: [SQLState: Int] { state.withLock { $0.counts } }

    /// The SQLSTATE of the statement that failed last, if it still counts as failing.
    var present: SQLState? {
        let moment = now()
        return state.withLock { state in
            state.failing = state.failing.filter { moment < $0.value.at &+ Self.remembered.nanoseconds }
            isAffected.store(!state.failing.isEmpty, ordering: .relaxed)
            return state.failing.values.max { $0.at < $1.at }?.state
        }
    }

    /// Runs a statement and records its outcome.
    func recording(_ sql: SQL, _ body: () async throws -> Rows) async throws -> Rows {
        do {
            let rows = try await body()
            succeeded(sql)
            return rows
        } catch let error as PostgresError {
            failed(sql, error)
            throw error
        }
    }

    func succeeded(_ sql: SQL) {
        guard isAffected.load(ordering: .relaxed) else { return }
        let ended = state.withLock { state in
            guard state.failing.removeValue(forKey: sql.segments) != nil else { return false }
            isAffected.store(!state.failing.isEmpty, ordering: .relaxed)
            return true
        }
        if ended { logger.notice("PostgreSQL runs a statement again that failed before") }
    }

    /// Counts and logs the error if it is the server's fault: the first failure of a statement as an error.
    func failed(_ sql: SQL, _ error: PostgresError) {
        guard let server = error.serverError, server.sqlState.isServerFault, !server.requiresPreparation else { return }
        let moment = now()
        let isFirst = state.withLock { state in
            state.counts[server.sqlState, default: 0] += 1
            // ``WriteAvailability`` notices a full disk, and sooner that there is room again.
            if server.sqlState == .diskFull { return false }
            isAffected.store(true, ordering: .relaxed)
            guard state.failing.count < Self.maximumStatements || state.failing[sql.segments] != nil else {
                return false
            }
            return state.failing.updateValue((server.sqlState, moment), forKey: sql.segments) == nil
        }
        logger.log(
            level: isFirst ? .error : .debug, "PostgreSQL can't run a statement",
            metadata: ["sqlstate": "\(server.sqlState)", "message": "\(server.message)"])
    }
}

extension SQLState {
    /// Classes of errors that no request causes (PostgreSQL documentation, appendix A): invalid authorization, missing
    /// databases and schemas, missing objects and rights, insufficient resources, a faulty configuration, system errors
    /// such as a library that can't be loaded, and internal errors.
    private static let serverFaults: Set<Substring> = ["28", "3D", "3F", "42", "53", "58", "F0", "XX"]

    /// Whether an error with this code is the server's or the schema's fault, and not the request's.
    package var isServerFault: Bool { Self.serverFaults.contains(errorClass) }
}

extension PostgresClient {
    /// The number of statements that failed through no fault of the request, by SQLSTATE.
    package var statementFaults: [SQLState: Int] { faults.counts }

    /// The SQLSTATE of a statement that the server can't run at present; nil if there is none.
    package var presentFault: SQLState? { faults.present }
}
