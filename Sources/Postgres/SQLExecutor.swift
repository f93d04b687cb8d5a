/// Something that runs a statement: the client, its shared reader, or a transaction. Repositories take one and don't
/// ask which.
package protocol SQLExecutor: Sendable {
    /// Runs one statement and returns its rows. Throws `PostgresError`, or `CancellationError` when the task was
    /// cancelled.
    @discardableResult
    func run(_ sql: SQL) async throws -> Rows

    /// Wakes those who listen to a channel, with an empty message, once what this executor wrote is committed. It is
    /// told after the commit, not by it, and is lost when the process ends in between: who listens also looks by itself
    /// from time to time.
    func announce(on channel: String)
}
