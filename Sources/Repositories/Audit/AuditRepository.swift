package import Models
package import Postgres
package import Primitives

/// Queries on the table `audit_entry`, which is append-only: a trigger rejects updates and deletions.
package struct AuditRepository: Sendable {
    private let executor: any SQLExecutor

    /// - Parameter executor: A client, its reader or a transaction.
    package init(_ executor: any SQLExecutor) {
        self.executor = executor
    }

    package func add(_ entry: AuditEntry) async throws {
        try await executor.run(
            """
            INSERT INTO audit_entry (id, occurred_at, action, principal_kind, principal_id, principal_name, actor,
                object_type, object_id, object_name, channel, request_id, before, after)
            VALUES (\(entry.id), \(entry.occurredAt), \(entry.action), \(entry.principalKind.rawValue), \(entry.principalID),
                \(entry.principalName), \(entry.actor), \(entry.target.kind.rawValue), \(entry.target.id), \(entry.target.name),
                \(entry.target.channel), \(entry.requestID), \(entry.before), \(entry.after))
            """)
    }

    /// The member of a `token.revoke` entry's `before` with the hash of the revoked token.
    package static let tokenFingerprint = "fingerprint"
    /// The number of the last revocations that are searched: enough for the holders of tokens that were revoked
    /// recently, and few enough for a query on behalf of a caller without valid credentials.
    private static let searchedRevocations = 1_000

    /// Whether a token with this hash was among the last that were revoked.
    package func hasRevokedToken(fingerprint: String) async throws -> Bool {
        try await executor.run(
            """
            SELECT FROM (SELECT before FROM audit_entry WHERE action = 'token.revoke'
                ORDER BY occurred_at DESC, id DESC LIMIT \(Self.searchedRevocations)) revoked
            WHERE revoked.before ->> \(Self.tokenFingerprint)::text = \(fingerprint) LIMIT 1
            """
        ).count > 0
    }

    /// The matching entries, newest first.
    /// - Parameters:
    ///   - position: The last entry of the previous page; nil for the first page.
    ///   - limit: The maximum number of entries.
    package func list(_ filter: AuditFilter, after position: Position?, limit: Int) async throws -> [AuditEntry] {
        var conditions = filter.conditions
        if let position { conditions.append("(occurred_at, id) < (\(position.occurredAt), \(position.id))") }
        let restriction: SQL = conditions.isEmpty ? "" : "WHERE \(fragment: conditions.joined(separator: " AND "))"
        let rows = try await executor.run(
            """
            SELECT id, occurred_at, action, principal_kind, principal_id, principal_name, actor, object_type, object_id,
                object_name, channel, request_id, before, after
            FROM audit_entry \(fragment: restriction) ORDER BY occurred_at DESC, id DESC LIMIT \(limit)
            """)
        return try rows.map(AuditEntry.init(row:))
    }

    /// The last entry of a page.
    package struct Position: Sendable, Hashable {
        package var occurredAt: Timestamp
        package var id: AuditEntry.ID

        package init(occurredAt: Timestamp, id: AuditEntry.ID) {
            self.occurredAt = occurredAt
            self.id = id
        }
    }
}

extension AuditEntry {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), occurredAt: try row.decode("occurred_at"), action: try row.decode("action"),
            principalKind: try row.decode("principal_kind"), principalID: try row.decode("principal_id"),
            principalName: try row.decode("principal_name"), actor: try row.decode("actor"),
            target: try AuditTarget(row: row),
            requestID: try row.decode("request_id"), before: try row.decode("before"), after: try row.decode("after"))
    }
}

extension AuditTarget {
    fileprivate init(row: Row) throws {
        self.init(
            try row.decode("object_type"), id: try row.decode("object_id"), name: try row.decode("object_name"),
            channel: try row.decode("channel"))
    }
}

extension Principal.Kind: PostgresDecodable {}
extension AuditTarget.Kind: PostgresDecodable {}
