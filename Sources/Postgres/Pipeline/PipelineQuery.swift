/// Identifies the task that waits for a statement.
protocol PipelineToken: AnyObject {
    /// Whether the result is no longer needed.
    var isCancelled: Bool { get }
}

/// A statement queued or in flight in a pipeline.
struct PipelineQuery<Token: PipelineToken> {
    /// When a statement may be sent again.
    enum Policy {
        /// A read: sent again when another statement's error aborted it, and once when the connection was lost.
        case repeatable
        /// A single write: sent again only if it was certainly not executed.
        case once
        /// Part of a transaction: never sent again on its own.
        case inTransaction
    }

    let token: Token
    let sql: SQL
    let policy: Policy
    /// Whether to use a prepared statement. LISTEN and similar statements are not worth one.
    var isPrepared = true
    /// How often it was sent again because of a stale plan, a lost connection or a cancellation meant for another
    /// statement.
    var repetitions = 0
}
