package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit

/// Authenticates callers by their credential: an API token, or the JWT of a client.
package struct Authenticator: Sendable {
    /// The PostgreSQL notification channel on which changes of clients and tokens are announced.
    package static let notificationChannel = "access_changed"
    /// The maximum length of a credential in bytes. A JWT of the gateway has about 400.
    private static let maximumLength = 4_096

    private let database: PostgresClient
    private let issuer: TokenIssuer
    private let times: AccessTimes
    private let clock: any WallClock
    private let memory = CallerMemory()

    package init(database: PostgresClient, issuer: TokenIssuer, times: AccessTimes, clock: any WallClock) {
        self.database = database
        self.issuer = issuer
        self.times = times
        self.clock = clock
    }

    /// The caller, if it is cached: the fast path, without a query.
    package func cached(_ credential: String) -> Principal? {
        memory.principal(for: credential, at: clock.now())
    }

    /// Returns the caller; nil for a credential that is invalid, expired or revoked.
    ///
    /// Cheap enough to run for every request before any rate limit per address, so that a valid credential is never
    /// refused because of others at the same address: text that cannot be a token or JWT of the gateway is rejected
    /// without a query, and a token's hash is looked up by index.
    /// - Throws: `PostgresError` if the database is unavailable.
    package func authenticate(_ credential: String) async throws -> Principal? {
        if let known = cached(credential) { return known }
        guard credential.utf8.count <= Self.maximumLength else { return nil }
        let invalidations = memory.invalidations
        let entry =
            credential.hasPrefix(RandomSecret.apiTokenPrefix)
            ? try await holder(of: credential) : try await client(with: credential)
        guard let entry else {
            memory.forget(credential)
            return nil
        }
        memory.remember(entry, for: credential, knownSince: invalidations)
        return entry.principal
    }

    /// When a valid credential expires; nil for a token that never does.
    package func expiry(of credential: String) async throws -> Timestamp? {
        guard credential.hasPrefix(RandomSecret.apiTokenPrefix) else {
            return await issuer.verify(credential)?.expiresAt
        }
        return try await APITokenRepository(database.reader).find(hash: RandomSecret.hash(of: credential))?.expiresAt
    }

    private func holder(of token: String) async throws -> CallerMemory.Entry? {
        guard RandomSecret.isAPIToken(token),
            let known = try await APITokenRepository(database.reader).find(hash: RandomSecret.hash(of: token))
        else { return nil }
        let now = clock.now()
        if let end = known.expiresAt, end <= now { return nil }
        if isStale(known.lastUsedAt, now) {
            try await APITokenRepository(database).noteUse(
                of: known.id, at: now, unlessAfter: now - times.useGranularity)
        }
        return CallerMemory.Entry(principal: known.principal, freshUntil: freshUntil(now, known.expiresAt))
    }

    private func client(with jwt: String) async throws -> CallerMemory.Entry? {
        guard let claims = await issuer.verify(jwt),
            let client = try await ClientRepository(database.reader).find(id: claims.client)
        else { return nil }
        let now = clock.now()
        if isStale(client.lastUsedAt, now) {
            try await ClientRepository(database).noteUse(
                of: client.id, at: now, unlessAfter: now - times.useGranularity)
        }
        return CallerMemory.Entry(
            principal: client.principal(restrictedTo: claims.scopes), freshUntil: freshUntil(now, claims.expiresAt))
    }

    /// The reason why ``authenticate(_:)`` refused a credential.
    package func refusal(of credential: String) async throws -> CredentialRefusal {
        guard credential.utf8.count <= Self.maximumLength else { return .unknown }
        guard credential.hasPrefix(RandomSecret.apiTokenPrefix) else { return await refusal(ofJWT: credential) }
        guard RandomSecret.isAPIToken(credential) else { return .unknown }
        let hash = RandomSecret.hash(of: credential)
        let tokens = APITokenRepository(database.reader)
        if let known = try await tokens.find(hash: hash) { return known.expiresAt.map { .expired($0) } ?? .unknown }
        return try await AuditRepository(database.reader).hasRevokedToken(fingerprint: Hexadecimal.text(hash))
            ? .revoked : .unknown
    }

    private func refusal(ofJWT jwt: String) async -> CredentialRefusal {
        guard let claims = await issuer.claims(of: jwt) else { return .unknown }
        return claims.expiresAt <= clock.now() ? .jwtExpired(claims.expiresAt) : .revoked
    }

    private func isStale(_ lastUsedAt: Timestamp?, _ now: Timestamp) -> Bool {
        lastUsedAt.map { $0 < now - times.useGranularity } ?? true
    }

    private func freshUntil(_ now: Timestamp, _ end: Timestamp?) -> Timestamp {
        min(now + times.memory, end ?? now + times.memory)
    }

    // MARK: Changes

    /// Invalidates cached callers when the database announces their changes; returns when the stream ends.
    /// - Parameter changed: Called after each invalidation, so that later look-ups see the change.
    package func followChanges(_ changed: @Sendable () -> Void = {}) async {
        for await notification in database.notifications(on: Self.notificationChannel) {
            switch notification {
            case .message(let payload): memory.invalidate(callerWithKey: payload)
            case .reconnected: memory.invalidateAll()
            }
            changed()
        }
    }

    /// Invalidates a cached caller immediately in the process that changes it: its next request queries the database.
    func invalidate(_ principal: Principal) { memory.invalidate(callerWithKey: principal.key) }
}

extension Client {
    /// The caller that presents a JWT: it has the scopes of the JWT that the client still has.
    fileprivate func principal(restrictedTo scopes: Set<Scope>) -> Principal {
        let present = principal
        return Principal(
            kind: present.kind, id: present.id, name: present.name, scopes: scopes.filter(present.allows),
            channels: present.channels)
    }
}
