package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit

/// The use cases of API tokens.
package struct TokenService: Sendable {
    private let database: PostgresClient
    private let authenticator: Authenticator?
    private let audit: AuditLog
    private let clock: any WallClock
    private let identifiers: any IdentifierSource

    /// Makes the service.
    /// - Parameter authenticator: Forgets revoked tokens at once; nil for a command, whose process recognises nobody.
    package init(
        database: PostgresClient, authenticator: Authenticator?, audit: AuditLog, clock: any WallClock,
        identifiers: any IdentifierSource
    ) {
        self.database = database
        self.authenticator = authenticator
        self.audit = audit
        self.clock = clock
        self.identifiers = identifiers
    }

    /// A token to make.
    package struct Draft: Sendable {
        /// What it is for.
        package var title: String
        /// What its holder may do.
        package var scopes: Set<Scope>
        /// The only channels that its holder may know of; nil for all.
        package var channels: Set<String>?
        /// When it ends; nil for never.
        package var expiresAt: Timestamp?

        /// Makes a draft.
        package init(title: String, scopes: Set<Scope>, channels: Set<String>? = nil, expiresAt: Timestamp? = nil) {
            self.title = title
            self.scopes = scopes
            self.channels = channels
            self.expiresAt = expiresAt
        }
    }

    /// A page of the tokens that give no more rights than the caller has.
    package func list(_ page: SlugPage, context: CallContext) async throws -> [APIToken] {
        try await APITokenRepository(database.reader).list(page, within: context.principal)
    }

    /// One token; one that gives more rights than the caller has is not found.
    package func find(_ id: APIToken.ID, context: CallContext) async throws -> APIToken {
        try Self.visible(try await APITokenRepository(database.reader).find(id: id), context)
    }

    private static func visible(_ token: APIToken?, _ context: CallContext) throws -> APIToken {
        guard let token, context.principal.covers(token.scopes, channels: token.channels) else { throw missing }
        return token
    }

    /// Makes a token.
    /// - Returns: What is kept of it, and the token, which is nowhere else.
    /// - Throws: 403 when it would give more rights than the caller has.
    package func create(_ draft: Draft, context: CallContext) async throws -> (token: APIToken, secret: String) {
        try await database.transaction { try await create(draft, context: context, in: $0) }
    }

    /// The same in a transaction of the caller's.
    package func create(_ draft: Draft, context: CallContext, in transaction: Transaction) async throws -> (
        token: APIToken, secret: String
    ) {
        try context.requireRights(draft.scopes, channels: draft.channels)
        let secret = RandomSecret.apiToken()
        let now = clock.now()
        if let end = draft.expiresAt, end <= now { throw ServiceError.invalid("/expires_at", "must be in the future") }
        let token = APIToken(
            id: identifiers.next(), title: draft.title,
            prefix: String(secret.text.prefix(RandomSecret.shownPrefixLength)),
            scopes: draft.scopes, channels: draft.channels, expiresAt: draft.expiresAt, lastUsedAt: nil, createdAt: now)
        try await APITokenRepository(transaction).add(token, hash: secret.hash)
        try await record("token.create", before: nil, after: token, context, transaction)
        return (token, secret.text)
    }

    /// Revokes a token: it stops working, and is gone.
    package func revoke(_ id: APIToken.ID, if precondition: Precondition, context: CallContext) async throws {
        let revoked = try await database.transaction { transaction in
            let token = try Self.visible(try await APITokenRepository(transaction).lock(id: id), context)
            try precondition.require(token.etag)
            try await APITokenRepository(transaction).delete(id: id)
            try await AuthorDeletion(audit: audit, clock: clock, identifiers: identifiers)
                .disable(authoredBy: token.principal, context: context, in: transaction)
            try await record("token.revoke", before: token, after: nil, context, transaction)
            return token
        }
        authenticator?.doubt(revoked.principal)
    }

    /// Disables the rules and subscriptions of tokens that have expired, and of authors that were deleted without that.
    /// They do nothing already.
    package func disableLeftBehind() async throws {
        try await AuthorDeletion(audit: audit, clock: clock, identifiers: identifiers).disableLeftBehind(in: database)
    }

    private static let missing = ServiceError.notFound("token")

    private func record(
        _ action: String, before: APIToken?, after: APIToken?, _ context: CallContext, _ transaction: Transaction
    ) async throws {
        guard let token = after ?? before else { return }
        try await audit.record(
            action, target: AuditTarget(.token, id: token.id, name: token.title), before: before?.auditJSON,
            after: after?.auditJSON,
            context: context, in: transaction)
    }
}

extension APIToken {
    /// The token's version: nothing of it ever changes but when it was last used.
    package var etag: ETag { ETag(lastUsedAt ?? createdAt) }

    /// The token for the audit log, without the token.
    fileprivate var auditJSON: JSON {
        [
            "title": .string(title), "prefix": .string(prefix), "scopes": JSON(scopes.sorted().map(\.rawValue)),
            "channels": channels.map { JSON($0.sorted()) } ?? .null, "expires_at": JSON(expiresAt),
        ]
    }
}
