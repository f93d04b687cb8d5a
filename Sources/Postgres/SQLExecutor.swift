/// Something that runs a statement: the client, its shared reader, or a transaction. Repositories take one and don't ask which.
public protocol SQLExecutor: Sendable {
    /// Runs one statement and returns its rows. Throws `PostgresError`, or `CancellationError` when the task was cancelled.
    @discardableResult
    func run(_ sql: SQL) async throws -> Rows
}
