/// Runs statements: the client, its shared reader, or a transaction. Repositories accept any of them.
package protocol SQLExecutor: Sendable {
    /// Runs one statement and returns its rows. Throws `PostgresError`, or `CancellationError` if the task was
    /// cancelled.
    @discardableResult
    func run(_ sql: SQL) async throws -> Rows

    /// Notifies a channel's listeners, with an empty payload, once this executor's writes are committed. The
    /// notification is sent after the commit, not as part of it, and is lost if the process ends in between, so
    /// listeners must also poll.
    func announce(on channel: String)
}
