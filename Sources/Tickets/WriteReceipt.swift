package import Models
package import Postgres

/// A write that the tracker has performed and the gateway has not stored yet.
///
/// A use case returns it after calling the tracker, and its caller commits it: only then are mirror, events, audit log
/// and the end of the own write stored, in one transaction. A caller with something of its own to store, such as the
/// completion of an operation, adds it to this transaction, so that neither is ever stored without the other.
///
/// A receipt that is never committed is a write whose process died after the tracker's response: the next sync or
/// webhook reports the change, and a repeated write finds it.
package struct WriteReceipt<Value: Sendable>: Sendable {
    /// Changes of the caller in the same transaction, given the changed object. The transaction may be repeated, so
    /// they must have no side effects outside the database.
    package typealias Addition = @Sendable (AuditTarget, Transaction) async throws -> Void
    typealias Reading = @Sendable () async throws -> Value

    private let store: @Sendable (Addition?) async throws -> Reading

    /// The receipt of a performed write.
    /// - Parameters:
    ///   - store: Stores the write, and returns the changed object and what `read` needs.
    ///   - read: Returns the use case's result, after the commit.
    init<Stored: Sendable>(
        in database: PostgresClient, store: @escaping @Sendable (Transaction) async throws -> (AuditTarget, Stored),
        read: @escaping @Sendable (Stored) async throws -> Value
    ) {
        self.store = { addition in
            let stored = try await database.transaction { transaction in
                let (target, stored) = try await store(transaction)
                try await addition?(target, transaction)
                return stored
            }
            return { try await read(stored) }
        }
    }

    /// The receipt of a call that had nothing to write. Committing it stores nothing.
    init(unchanged read: @escaping Reading) {
        store = { _ in read }
    }

    /// Stores the write, and returns the use case's result.
    package func commit() async throws -> Value { try await store(nil)() }

    /// Stores the write together with the caller's changes. They are not stored if there was nothing to write.
    package func commit(with addition: @escaping Addition) async throws { _ = try await store(addition) }
}
