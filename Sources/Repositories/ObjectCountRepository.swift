package import Postgres

/// A kind of object that callers create and that stays until it is deleted.
package enum ConfigurationObject: String, Sendable, Hashable, CaseIterable {
    case connection
    case channel
    case client
    case token = "api_token"
    case template
    case rule
    case subscription

    /// The raw value is the name of the table.
    fileprivate var table: String { rawValue }

    /// Restricts the objects to those that callers create: a project's own template files do not count.
    fileprivate var condition: SQL { self == .template ? " WHERE source_path IS NULL" : "" }
}

/// Counts the objects of a kind.
package struct ObjectCountRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// Whether there are fewer than `maximum` objects. Run it in the transaction that inserts one: until the
    /// transaction ends, others that insert an object of this kind wait.
    package func hasRoom(for kind: ConfigurationObject, below maximum: Int) async throws -> Bool {
        try await executor.run("SELECT pg_advisory_xact_lock(hashtext(\("quota " + kind.rawValue)))")
        return try await executor.run(
            "SELECT FROM \(identifier: kind.table)\(fragment: kind.condition) LIMIT 1 OFFSET \(max(0, maximum - 1))"
        ).isEmpty
    }
}
