/// Who waits for a statement.
protocol PipelineToken: AnyObject {
    /// Nobody wants the result any more.
    var isCancelled: Bool { get }
}

/// A statement on its way through a pipeline.
struct PipelineQuery<Token: PipelineToken> {
    /// What may be done when it did not come through.
    enum Policy {
        /// A read: sent again when another statement's error swept it away, and once when the connection was lost.
        case repeatable
        /// A single write: sent again only when it surely was not executed.
        case once
        /// Part of a transaction: never sent again alone.
        case inTransaction
    }

    /// Who waits for it.
    let token: Token
    let sql: SQL
    let policy: Policy
    /// Whether it is worth a prepared statement; LISTEN and its like are not.
    var isPrepared = true
    /// How often it was sent again for its own sake: a stale plan, a lost connection, another's cancellation.
    var repetitions = 0
}
