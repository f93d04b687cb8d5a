import Models
package import Postgres
package import Primitives

/// Finds authors of rules and subscriptions that no longer have any rights.
package struct DeletedAuthorRepository: Sendable {
    /// An author that was deleted or has expired.
    package struct Author: Sendable, Hashable {
        /// As in `Principal.authorKey`.
        package var key: String
        /// The expired token; nil if the author was deleted.
        package var expired: Expired?
    }

    package struct Expired: Sendable, Hashable {
        /// The token's title.
        package var title: String
        /// When it expired.
        package var at: Timestamp
    }

    private let executor: any SQLExecutor

    /// - Parameter executor: A client or a transaction.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The authors of rules or subscriptions that are still enabled. Deleted authors are included only if an older
    /// version deleted them, because it did not disable anything.
    package func withSomethingEnabled() async throws -> [Author] {
        try await executor.run(
            """
            SELECT acting.author, token.title, token.expires_at FROM (
                SELECT author FROM rule WHERE enabled UNION SELECT author FROM subscription WHERE disabled_reason IS NULL) acting
            LEFT JOIN api_token token ON token.id = CASE WHEN acting.author LIKE 'token:%' THEN substr(acting.author, 7)::uuid END
            LEFT JOIN client ON client.id = CASE WHEN acting.author LIKE 'client:%' THEN substr(acting.author, 8)::uuid END
            WHERE acting.author IS NOT NULL AND client.id IS NULL AND (token.id IS NULL OR token.expires_at <= now())
            ORDER BY acting.author
            """
        ).map { row in
            let title = try row.decode("title", as: String?.self)
            return Author(
                key: try row.decode("author"),
                expired: try title.map { Expired(title: $0, at: try row.decode("expires_at")) })
        }
    }
}
