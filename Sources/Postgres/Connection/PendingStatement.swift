import Synchronization

/// Somebody who waits for a statement.
///
/// Invariant for `@unchecked Sendable`: `isCancelled` and `continuation` are touched on the connection's loop only, but
/// for the continuation being set once before the request is handed to the loop.
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

    /// Whether who waited has been answered. False also before anybody waits.
    var isFinished: Bool { finished.load(ordering: .acquiring) }

    /// Waits for the statement; `start` hands this request to its loop.
    func result(_ start: () -> Void) async throws -> Rows {
        // The runtime orders what the loop wrote before what the waiter reads, but where the answer comes before the
        // waiting begins, it does so out of the thread sanitizer's sight. This load, with the store before the
        // resumption, says the same in words that it understands.
        defer { _ = isFinished }
        return try await withCheckedThrowingContinuation { continuation in
            self.continuation = continuation
            start()
        }
    }

    /// Settles it; only the first time counts. A cancelled one ends with `CancellationError`, unless it came through
    /// all the same.
    func finish(_ result: Result<Rows, PostgresError>) {
        guard let continuation else { return }
        self.continuation = nil
        finished.store(true, ordering: .releasing)
        switch result {
        case .success(let rows): continuation.resume(returning: rows)
        case .failure(let error): continuation.resume(throwing: isCancelled ? CancellationError() : error)
        }
    }

    /// Notes that nobody wants the result any more.
    func markCancelled() {
        isCancelled = true
    }
}

extension Pipeline.Completion where Token == PendingStatement, Payload == Rows {
    /// Hands the result to who waits.
    func deliver() {
        token.finish(result)
    }
}

extension SQL {
    /// Refuses what the text format can't carry: it would be cut off silently at the zero byte.
    func checkParameters() throws(PostgresError) {
        guard let position = parameters.unsendable else { return }
        throw PostgresError(
            .invalidParameter(position: position, reason: "text with a zero byte, which PostgreSQL can't store"))
    }
}
