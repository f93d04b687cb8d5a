package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit

/// Exchanges a client's id and secret for a JWT.
package struct AuthorizationService: Sendable {
    private let database: PostgresClient
    private let issuer: TokenIssuer
    private let lifetime: Duration

    /// Makes the service.
    package init(database: PostgresClient, issuer: TokenIssuer, times: AccessTimes) {
        self.database = database
        self.issuer = issuer
        lifetime = times.jwtLifetime
    }

    /// What a client gets.
    package struct Grant: Sendable, Redacted {
        /// The JWT.
        package var jwt: String
        /// How long it is good for.
        package var lifetime: Duration
        /// What it is good for.
        package var scopes: Set<Scope>
        /// The client.
        package var principal: Principal
    }

    /// A hash that no secret has: compared with when the client is unknown, so that this takes as long as a wrong
    /// secret.
    private static let nobody = [UInt8](repeating: 0, count: 32)

    /// The JWT; nil when the id or the secret is wrong.
    package func authorize(clientID: String, secret: String) async throws -> Grant? {
        let found = try await ClientRepository(database.reader).find(clientID: clientID)
        let isRight = RandomSecret.matches(secret, hash: found?.secretHash ?? Self.nobody)
        guard isRight, let client = found?.client else { return nil }
        let jwt = try await issuer.issue(for: client, lifetime: lifetime)
        return Grant(jwt: jwt, lifetime: lifetime, scopes: client.scopes, principal: client.principal)
    }
}
