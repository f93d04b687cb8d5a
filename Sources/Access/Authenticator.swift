package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit

/// Recognises callers by their credential: an API token, or the JWT of a client.
package struct Authenticator: Sendable {
    /// The channel on which the database tells of clients and tokens that changed.
    package static let notificationChannel = "access_changed"
    /// The longest credential that is looked at: a JWT of the gateway has some 400 bytes.
    private static let maximumLength = 4_096

    private let database: PostgresClient
    private let issuer: TokenIssuer
    private let times: AccessTimes
    private let clock: any WallClock
    private let memory = CallerMemory()

    /// Makes an authenticator.
    package init(database: PostgresClient, issuer: TokenIssuer, times: AccessTimes, clock: any WallClock) {
        self.database = database
        self.issuer = issuer
        self.times = times
        self.clock = clock
    }

    /// The caller, if it was recognised a moment ago: the fast path, which waits for nothing.
    package func recall(_ credential: String) -> Principal? {
        memory.principal(for: credential, at: clock.now())
    }

    /// The caller; nil for a credential that is wrong, over, or revoked.
    ///
    /// Cheap enough to be asked for everybody, so that nobody with a valid credential is refused because of others at
    /// the same address: a text that no token or JWT of the gateway can be is refused without the database, and a
    /// token's hash is looked up by its index.
    /// - Throws: `PostgresError` when the database can't be asked.
    package func authenticate(_ credential: String) async throws -> Principal? {
        if let known = recall(credential) { return known }
        guard credential.utf8.count <= Self.maximumLength else { return nil }
        let doubts = memory.doubts
        let entry =
            credential.hasPrefix(RandomSecret.apiTokenPrefix)
            ? try await holder(of: credential) : try await client(with: credential)
        guard let entry else {
            memory.forget(credential)
            return nil
        }
        memory.remember(entry, for: credential, knownSince: doubts)
        return entry.principal
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

    private func isStale(_ lastUsedAt: Timestamp?, _ now: Timestamp) -> Bool {
        lastUsedAt.map { $0 < now - times.useGranularity } ?? true
    }

    private func freshUntil(_ now: Timestamp, _ end: Timestamp?) -> Timestamp {
        min(now + times.memory, end ?? now + times.memory)
    }

    // MARK: Changes

    /// Doubts callers as the database tells of their changes; returns when the stream ends.
    /// - Parameter changed: Called after each: what asks for callers from now on hears of the change.
    package func followChanges(_ changed: @Sendable () -> Void = {}) async {
        for await notification in database.notifications(on: Self.notificationChannel) {
            switch notification {
            case .message(let payload): memory.doubt(callerWithKey: payload)
            case .reconnected: memory.doubtAll()
            }
            changed()
        }
    }

    /// Doubts a caller at once, for the process that changes it: its next call asks the database.
    func doubt(_ principal: Principal) { memory.doubt(callerWithKey: principal.key) }
}

extension Client {
    /// The caller with a JWT: it may do what the JWT says, as far as the client may still do it.
    fileprivate func principal(restrictedTo scopes: Set<Scope>) -> Principal {
        let present = principal
        return Principal(
            kind: present.kind, id: present.id, name: present.name, scopes: scopes.filter(present.allows),
            channels: present.channels)
    }
}
