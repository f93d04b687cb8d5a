package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit

/// The use cases of API tokens: list, create, revoke. A caller sees and manages only tokens whose rights do not exceed
/// its own.
package struct TokenService: Sendable {
    private let database: PostgresClient
    private let authenticator: Authenticator?
    private let audit: AuditLog
    private let quota: ObjectQuota
    private let clock: any WallClock
    private let identifiers: any IdentifierSource

    /// - Parameter authenticator: Its cache drops revoked tokens immediately; nil in commands, which authenticate no
    ///   callers.
    package init(
        database: PostgresClient, authenticator: Authenticator?, audit: AuditLog,
        quota: ObjectQuota = ObjectQuota(), clock: any WallClock,
        identifiers: any IdentifierSource
    ) {
        self.database = database
        self.authenticator = authenticator
        self.audit = audit
        self.quota = quota
        self.clock = clock
        self.identifiers = identifiers
    }

    /// The fields of a new token.
    package struct Draft: Sendable {
        package var title: String
        package var scopes: Set<Scope>
        /// The channels that the token is restricted to; nil for all channels.
        package var channels: Set<String>?
        /// Nil for a token that never expires.
        package var expiresAt: Timestamp?

        package init(title: String, scopes: Set<Scope>, channels: Set<String>? = nil, expiresAt: Timestamp? = nil) {
            self.title = title
            self.scopes = scopes
            self.channels = channels
            self.expiresAt = expiresAt
        }
    }

    /// A page of the tokens whose rights do not exceed the caller's.
    package func list(_ page: SlugPage, context: CallContext) async throws -> [APIToken] {
        try await APITokenRepository(database.reader).list(page, within: context.principal)
    }

    /// Finds a token.
    /// - Throws: `ServiceError.notFound` also if its rights exceed the caller's.
    package func find(_ id: APIToken.ID, context: CallContext) async throws -> APIToken {
        try Self.visible(try await APITokenRepository(database.reader).find(id: id), context)
    }

    private static func visible(_ token: APIToken?, _ context: CallContext) throws -> APIToken {
        guard let token, context.principal.covers(token.scopes, channels: token.channels) else { throw missing }
        return token
    }

    /// Creates a token.
    /// - Returns: The stored record, and the token itself, which cannot be retrieved later.
    /// - Throws: 403 if its rights would exceed the caller's; 422 if it would already be expired.
    package func create(_ draft: Draft, context: CallContext) async throws -> (token: APIToken, secret: String) {
        try await database.transaction { try await create(draft, context: context, in: $0) }
    }

    /// Creates a token in an existing transaction.
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
        try await quota.requireRoom(for: .token, in: transaction)
        try await APITokenRepository(transaction).add(token, hash: secret.hash)
        try await record("token.create", before: nil, after: token, context: context, in: transaction)
        return (token, secret.text)
    }

    /// Revokes and deletes a token. Its rules and subscriptions are disabled.
    package func revoke(_ id: APIToken.ID, if precondition: Precondition, context: CallContext) async throws {
        let revoked = try await database.transaction { transaction in
            let token = try Self.visible(try await APITokenRepository(transaction).lock(id: id), context)
            try precondition.require(token.etag)
            let hash = try await APITokenRepository(transaction).delete(id: id)
            try await AuthorDeletion(audit: audit, clock: clock, identifiers: identifiers)
                .disable(authoredBy: token.principal, context: context, in: transaction)
            // The hash of 256 random bits reveals nothing, and identifies the token if its holder still uses it.
            try await record(
                "token.revoke", before: token, after: nil, fingerprint: hash.map { Hexadecimal.text($0) },
                context: context, in: transaction)
            return token
        }
        authenticator?.invalidate(revoked.principal)
    }

    /// Disables the rules and subscriptions whose author's token has expired, or whose author was deleted without
    /// disabling them. They already do nothing.
    package func disableLeftBehind() async throws {
        try await AuthorDeletion(audit: audit, clock: clock, identifiers: identifiers).disableLeftBehind(in: database)
    }

    private static let missing = ServiceError.notFound("token")

    private func record(
        _ action: String, before: APIToken?, after: APIToken?, fingerprint: String? = nil, context: CallContext,
        in transaction: Transaction
    ) async throws {
        guard let token = after ?? before else { return }
        var former = before?.auditJSON.objectValue
        if let fingerprint { former?[AuditRepository.tokenFingerprint] = .string(fingerprint) }
        try await audit.record(
            action, target: AuditTarget(.token, id: token.id, name: token.title), before: former.map(JSON.object),
            after: after?.auditJSON,
            context: context, in: transaction)
    }
}

extension APIToken {
    /// Only the time of last use ever changes, so it is the version.
    package var etag: ETag { ETag(lastUsedAt ?? createdAt) }

    /// The token's fields for the audit log, without the token itself.
    fileprivate var auditJSON: JSON {
        [
            "title": .string(title), "prefix": .string(prefix), "scopes": JSON(scopes.sorted().map(\.rawValue)),
            "channels": channels.map { JSON($0.sorted()) } ?? .null, "expires_at": JSON(expiresAt),
        ]
    }
}
