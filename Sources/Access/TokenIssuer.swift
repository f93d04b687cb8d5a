import JWTKit
import Models
package import Primitives

/// Signs and verifies the JWTs that clients receive for their secret: HS256 (RFC 7518, section 3.2).
package struct TokenIssuer: Sendable, Redacted {
    struct Claims: JWTPayload {
        var iss: IssuerClaim
        /// The client's UUID.
        var sub: SubjectClaim
        /// The scopes, separated by spaces (RFC 8693, section 4.2).
        var scope: String
        var iat: IssuedAtClaim
        var exp: ExpirationClaim

        /// Checks nothing: `TokenIssuer` checks the expiry with its own clock.
        func verify(using algorithm: some JWTAlgorithm) throws {}
    }

    private static let issuer = "ticket-gateway"

    private let keys: JWTKeyCollection
    private let clock: any WallClock

    /// - Parameter secret: The signing key, shared by all processes of the gateway.
    package init(secret: String, clock: any WallClock) async {
        keys = await JWTKeyCollection().add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        self.clock = clock
    }

    func issue(for client: Client, lifetime: Duration) async throws -> String {
        let now = clock.now()
        let claims = Claims(
            iss: IssuerClaim(value: Self.issuer), sub: SubjectClaim(value: client.id.text), scope: client.scopes.text,
            iat: IssuedAtClaim(value: now.date), exp: ExpirationClaim(value: (now + lifetime).date))
        return try await keys.sign(claims)
    }

    /// The claims of a JWT signed by the gateway; nil for any other text and for an expired JWT.
    func verify(_ text: String) async -> (client: Client.ID, scopes: Set<Scope>, expiresAt: Timestamp)? {
        guard let claims = await claims(of: text), clock.now() < claims.expiresAt else { return nil }
        return claims
    }

    /// The claims of a JWT signed by the gateway, also of an expired one; nil for any other text.
    func claims(of text: String) async -> (client: Client.ID, scopes: Set<Scope>, expiresAt: Timestamp)? {
        guard let claims = try? await keys.verify(text, as: Claims.self), claims.iss.value == Self.issuer,
            let client = Client.ID(claims.sub.value)
        else { return nil }
        return (client, Set(text: claims.scope), Timestamp(claims.exp.value))
    }
}

extension Set<Scope> {
    /// The scopes separated by spaces, in the order of the API documentation.
    package var text: String { sorted().map(\.rawValue).joined(separator: " ") }

    init(text: String) { self.init(text.split(separator: " ").compactMap { Scope(rawValue: String($0)) }) }
}
