package import Models
package import Postgres
import Primitives
import Repositories
import ServiceKit

/// Exchanges a client's id and secret for a JWT.
package struct AuthorizationService: Sendable {
    private let database: PostgresClient
    private let issuer: TokenIssuer
    private let lifetime: Duration

    package init(database: PostgresClient, issuer: TokenIssuer, times: AccessTimes) {
        self.database = database
        self.issuer = issuer
        lifetime = times.jwtLifetime
    }

    /// The result of a successful exchange.
    package struct Grant: Sendable, Redacted {
        package var jwt: String
        package var lifetime: Duration
        /// The scopes of the JWT.
        package var scopes: Set<Scope>
        package var principal: Principal
    }

    /// A hash that no secret has. It is compared if the client is unknown, so that this takes as long as a wrong
    /// secret.
    private static let nobody = [UInt8](repeating: 0, count: 32)

    /// Returns a JWT; nil if the id or the secret is wrong.
    package func authorize(clientID: String, secret: String) async throws -> Grant? {
        let found = try await ClientRepository(database.reader).find(clientID: clientID)
        let isRight = RandomSecret.matches(secret, hash: found?.secretHash ?? Self.nobody)
        guard isRight, let client = found?.client else { return nil }
        let jwt = try await issuer.issue(for: client, lifetime: lifetime)
        return Grant(jwt: jwt, lifetime: lifetime, scopes: client.scopes, principal: client.principal)
    }
}
