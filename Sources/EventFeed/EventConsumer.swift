package import Postgres
package import Repositories

/// Processes events: each one once, in feed order, in whichever process runs the dispatcher.
package protocol EventConsumer: Sendable {
    /// The name that identifies the consumer's feed position in the database. Must never change.
    var name: String { get }

    /// Whether events could have any effect. While they cannot, they are skipped unread.
    func isNeeded(_ executor: any SQLExecutor) async throws -> Bool

    /// Processes the next events. Everything written in the transaction is committed together with the consumer's feed
    /// position. So only record the work to do, as rows and jobs, and do it quickly: no other process can serve this
    /// consumer meanwhile. If it throws, the same events are passed again.
    /// - Returns: Whether the commit must be durable before anyone acts on it. If not, a database crash may undo it,
    ///   and the same events are passed again.
    func take(_ events: [FeedEvent], in transaction: Transaction) async throws -> Bool
}
