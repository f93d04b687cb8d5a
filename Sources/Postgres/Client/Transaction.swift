import Synchronization

/// How much a transaction sees of the others (documentation 13.2).
package enum Isolation: String, Sendable {
    /// Each statement sees what was committed before it: the default.
    case readCommitted = "READ COMMITTED"
    /// All statements see one moment. May fail with `40001`, which is retried.
    case repeatableRead = "REPEATABLE READ"
    /// As if the transactions ran one after the other. May fail with `40001`, which is retried.
    case serializable = "SERIALIZABLE"
}

/// A transaction under way; it begins with its first statement. Only good inside the closure that got it.
package final class Transaction: SQLExecutor, Sendable {
    private enum Phase {
        case notBegun
        case begun
        case over
    }

    private let connection: ExclusiveConnection
    private let begin: SQL
    private let phase = Guarded(Phase.notBegun)
    private let savepoints = Atomic(0)
    private let news = Guarded(Set<String>())

    init(_ connection: ExclusiveConnection, _ isolation: Isolation) {
        self.connection = connection
        begin = SQL(unsafeSQL: isolation == .readCommitted ? "BEGIN" : "BEGIN ISOLATION LEVEL \(isolation.rawValue)")
    }

    /// Runs one statement. After an error every further one fails with `25P02`, but for those behind a savepoint.
    @discardableResult
    package func run(_ sql: SQL) async throws -> Rows {
        if phase.withLock({ $0 == .over }) { throw PostgresError(.closed("the transaction is over")) }
        return try await connection.run(sql, policy: .inTransaction) { self.beginning() }
    }

    /// Wakes those who listen to a channel when this transaction has committed.
    package func announce(on channel: String) { news.withLock { _ = $0.insert(channel) } }

    /// The channels to announce on after the commit.
    var announcements: Set<String> { news.withLock { $0 } }

    /// BEGIN travels with whichever statement is sent first: no round trip of its own.
    private func beginning() -> SQL? {
        phase.withLock { phase in
            guard phase == .notBegun else { return nil }
            phase = .begun
            return begin
        }
    }

    /// Runs the closure behind a savepoint: when it throws, what it did is undone, and the transaction goes on.
    package func savepoint<Value: Sendable>(_ body: (Transaction) async throws -> Value) async throws -> Value {
        let name = "p\(savepoints.wrappingAdd(1, ordering: .relaxed).newValue)"
        try await run(SQL(unsafeSQL: "SAVEPOINT \(name)"))
        do {
            let value = try await body(self)
            try await run(SQL(unsafeSQL: "RELEASE SAVEPOINT \(name)"))
            return value
        } catch {
            try await run(SQL(unsafeSQL: "ROLLBACK TO SAVEPOINT \(name)"))
            throw error
        }
    }

    /// Commits. Throws `.rolledBack` when the server could only roll back.
    func commit() async throws {
        guard end() == .begun else { return }
        let rows = try await connection.run("COMMIT", policy: .inTransaction)
        if rows.storage.commandTag == "ROLLBACK" { throw PostgresError(.rolledBack) }
    }

    /// Rolls back, also in a cancelled task; a connection on which that fails is given up, which rolls back too.
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
