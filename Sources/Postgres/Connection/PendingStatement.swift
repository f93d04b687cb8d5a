import Synchronization

/// A statement and the task that waits for its result.
///
/// Invariant for `@unchecked Sendable`: `isCancelled` and `continuation` are accessed only on the connection's loop,
/// except that the continuation is set once before the statement is handed to the loop.
final class PendingStatement: PipelineToken, @unchecked Sendable {
    let sql: SQL
    let policy: PipelineQuery<PendingStatement>.Policy
    let isPrepared: Bool
    private(set) var isCancelled = false
    private var continuation: CheckedContinuation<Rows, any Error>?
    private let finished = Atomic(false)

    init(_ sql: SQL, policy: PipelineQuery<PendingStatement>.Policy, isPrepared: Bool = true) {
        self.sql = sql
        self.policy = policy
        self.isPrepared = isPrepared
    }

    var query: PipelineQuery<PendingStatement> {
        PipelineQuery(token: self, sql: sql, policy: policy, isPrepared: isPrepared)
    }

    /// Whether the waiting task has received its result. Also false before a task waits.
    var isFinished: Bool { finished.load(ordering: .acquiring) }

    /// Waits for the result. `start` hands the statement to its loop.
    func result(_ start: () -> Void) async throws -> Rows {
        // The runtime orders the loop's writes before the waiting task's reads, but if the result arrives before the
        // wait begins, the thread sanitizer can't see that. This load and the store before the resumption establish the
        // same ordering in a way that it understands.
        defer { _ = isFinished }
        return try await withCheckedThrowingContinuation { continuation in
            self.continuation = continuation
            start()
        }
    }

    /// Completes the statement; only the first call has an effect. If it was cancelled, a failure is reported as
    /// `CancellationError`; a success is still delivered.
    func finish(_ result: Result<Rows, PostgresError>) {
        guard let continuation else { return }
        self.continuation = nil
        finished.store(true, ordering: .releasing)
        switch result {
        case .success(let rows): continuation.resume(returning: rows)
        case .failure(let error): continuation.resume(throwing: isCancelled ? CancellationError() : error)
        }
    }

    /// Notes that the result is no longer needed.
    func markCancelled() {
        isCancelled = true
    }
}

extension Pipeline.Completion where Token == PendingStatement, Payload == Rows {
    /// Passes the result to the waiting task.
    func deliver() {
        token.finish(result)
    }
}

extension SQL {
    /// Throws `.invalidParameter` for text that contains a zero byte: the text format would silently truncate it there.
    func checkParameters() throws(PostgresError) {
        guard let position = parameters.unsendable else { return }
        throw PostgresError(
            .invalidParameter(position: position, reason: "text with a zero byte, which PostgreSQL can't store"))
    }
}
