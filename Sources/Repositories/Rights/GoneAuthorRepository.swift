package import Models
package import Postgres
package import Primitives

/// Finds authors of rules and subscriptions that may do nothing any more.
package struct GoneAuthorRepository: Sendable {
    /// An author that is gone.
    package struct Author: Sendable, Hashable {
        /// As in `Principal.authorKey`.
        package var key: String
        /// The token that has expired; nil where the author was deleted.
        package var expired: Expired?
    }

    /// A token that has expired.
    package struct Expired: Sendable, Hashable {
        /// What it was for.
        package var title: String
        /// When it ended.
        package var at: Timestamp
    }

    private let executor: any SQLExecutor

    /// A repository on a client or a transaction.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// Those that something enabled is of. Authors that were deleted are among them only where a version before deleted
    /// them, which disabled nothing.
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
