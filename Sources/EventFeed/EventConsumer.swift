package import Postgres
package import Repositories

/// Somebody who acts on events: on each one once, in the order of the feed, whichever process does it.
package protocol EventConsumer: Sendable {
    /// Its name in the database; not to be changed.
    var name: String { get }

    /// Whether there is anything that events could lead to. While there is not, they are passed over unread.
    func isNeeded(_ executor: any SQLExecutor) async throws -> Bool

    /// Takes the next events. What is written in the transaction is kept together with how far the consumer has come:
    /// both or neither. So nothing is done here but writing down what is to be done, rows and jobs, and that quickly:
    /// no other process goes on meanwhile. When it throws, the same events come again.
    /// - Returns: Whether the commit must be on the disk before anybody acts on it. If not, a crash of the database may
    ///   take it back, and the same events come again.
    func take(_ events: [FeedEvent], in transaction: Transaction) async throws -> Bool
}
