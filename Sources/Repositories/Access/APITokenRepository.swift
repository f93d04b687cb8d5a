package import Models
package import Postgres
package import Primitives

/// Queries on the table `api_token`.
package struct APITokenRepository: Sendable {
    private let executor: any SQLExecutor

    /// - Parameter executor: A client, its reader or a transaction.
    package init(_ executor: any SQLExecutor) {
        self.executor = executor
    }

    /// A page of tokens.
    /// - Parameter principal: Restricts the list to tokens with no more rights than this caller has.
    package func list(_ page: SlugPage, within principal: Principal) async throws -> [APIToken] {
        let rows = try await executor.run(
            """
            SELECT \(fragment: Self.columns) FROM api_token
            WHERE \(fragment: principal.coversRow)\(fragment: page.sql(of: "api_token"))
            """)
        return try rows.map(APIToken.init(row:))
    }

    package func find(id: APIToken.ID) async throws -> APIToken? {
        try await first("WHERE id = \(id)")
    }

    /// Finds a token and locks it until the transaction ends.
    package func lock(id: APIToken.ID) async throws -> APIToken? {
        try await first("WHERE id = \(id) FOR UPDATE")
    }

    package func find(hash: [UInt8]) async throws -> APIToken? {
        try await first("WHERE token_hash = \(hash)")
    }

    /// Whether there are no tokens.
    package func isEmpty() async throws -> Bool {
        try await executor.run("SELECT 1 FROM api_token LIMIT 1").isEmpty
    }

    package func add(_ token: APIToken, hash: [UInt8]) async throws {
        try await executor.run(
            """
            INSERT INTO api_token (id, title, prefix, token_hash, scopes, channels, expires_at, created_at)
            VALUES (\(token.id), \(token.title), \(token.prefix), \(hash), \(token.scopes.names), \(token.channels?.sorted()),
                \(token.expiresAt), \(token.createdAt))
            """)
    }

    /// Deletes a token.
    /// - Returns: Its hash; nil if it does not exist.
    @discardableResult
    package func delete(id: APIToken.ID) async throws -> [UInt8]? {
        try await executor.run("DELETE FROM api_token WHERE id = \(id) RETURNING token_hash").first?.decode(
            0, as: [UInt8].self)
    }

    /// Records that the token was used, unless a use at or after `staleBefore` is already recorded.
    package func noteUse(of id: APIToken.ID, at moment: Timestamp, unlessAfter staleBefore: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE api_token SET last_used_at = \(moment)
            WHERE id = \(id) AND (last_used_at IS NULL OR last_used_at < \(staleBefore))
            """)
    }

    private static let columns: SQL = "id, title, prefix, scopes, channels, expires_at, last_used_at, created_at"

    private func first(_ condition: SQL) async throws -> APIToken? {
        try await executor.run("SELECT \(fragment: Self.columns) FROM api_token \(fragment: condition)").first.map(
            APIToken.init(row:))
    }
}

extension APIToken {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), title: try row.decode("title"), prefix: try row.decode("prefix"),
            scopes: Set(names: try row.decode("scopes")),
            channels: try row.decode("channels", as: [String]?.self).map(Set.init),
            expiresAt: try row.decode("expires_at"), lastUsedAt: try row.decode("last_used_at"),
            createdAt: try row.decode("created_at"))
    }
}
