/// A transaction isolation level (PostgreSQL documentation, 13.2).
package enum Isolation: String, Sendable {
    /// Each statement sees what was committed before it began. The default.
    case readCommitted = "READ COMMITTED"
    /// All statements see one snapshot. May fail with `40001`, which is retried.
    case repeatableRead = "REPEATABLE READ"
    /// Equivalent to running the transactions one after another. May fail with `40001`, which is retried.
    case serializable = "SERIALIZABLE"
}

/// An open transaction. It begins with its first statement and is valid only inside the closure that received it.
package final class Transaction: SQLExecutor, Sendable {
    private enum Phase {
        case notBegun
        case begun
        case over
    }

    private let connection: ExclusiveConnection
    private let begin: SQL
    private let phase = Guarded(Phase.notBegun)
    private let news = Guarded(Set<String>())
    private let faults: StatementFaults

    init(_ connection: ExclusiveConnection, _ isolation: Isolation, faults: StatementFaults) {
        self.connection = connection
        self.faults = faults
        begin = SQL(unsafeSQL: isolation == .readCommitted ? "BEGIN" : "BEGIN ISOLATION LEVEL \(isolation.rawValue)")
    }

    /// Runs one statement. After an error, every further statement fails with `25P02`.
    @discardableResult
    package func run(_ sql: SQL) async throws -> Rows {
        if phase.withLock({ $0 == .over }) { throw PostgresError(.closed("the transaction has ended")) }
        return try await faults.recording(sql) {
            try await connection.run(sql, policy: .inTransaction) { self.beginning() }
        }
    }

    /// Notifies a channel's listeners after this transaction has committed.
    package func announce(on channel: String) { news.withLock { _ = $0.insert(channel) } }

    /// The channels to notify after the commit.
    var announcements: Set<String> { news.withLock { $0 } }

    /// BEGIN is sent together with the first statement, which saves a round trip.
    private func beginning() -> SQL? {
        phase.withLock { phase in
            guard phase == .notBegun else { return nil }
            phase = .begun
            return begin
        }
    }

    /// Throws `.rolledBack` if the server rolled back instead.
    func commit() async throws {
        guard end() == .begun else { return }
        let rows = try await faults.recording("COMMIT") { try await connection.run("COMMIT", policy: .inTransaction) }
        if rows.storage.commandTag == "ROLLBACK" { throw PostgresError(.rolledBack) }
    }

    /// Rolls back, even in a cancelled task. If that fails, the connection is closed, which rolls back too.
    func rollback() async {
        guard end() == .begun, !connection.isBroken else { return }
        do { _ = try await connection.runToTheEnd("ROLLBACK") } catch { connection.close() }
    }

    private func end() -> Phase {
        phase.withLock { phase in
            defer { phase = .over }
            return phase
        }
    }
}
