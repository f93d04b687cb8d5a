import JWTKit
import Models
package import Primitives

/// Signs and checks the JWTs that clients get for their secret: HS256 (RFC 7518, section 3.2).
package struct TokenIssuer: Sendable, Redacted {
    /// What a JWT of the gateway says.
    struct Claims: JWTPayload {
        /// Who made it.
        var iss: IssuerClaim
        /// The id of the client.
        var sub: SubjectClaim
        /// What it is good for, with spaces between the scopes (RFC 8693, section 4.2).
        var scope: String
        /// When it was made.
        var iat: IssuedAtClaim
        /// When it ends.
        var exp: ExpirationClaim

        /// Times are checked by `TokenIssuer`, with its clock.
        func verify(using algorithm: some JWTAlgorithm) throws {}
    }

    private static let issuer = "ticket-gateway"

    private let keys: JWTKeyCollection
    private let clock: any WallClock

    /// Makes an issuer.
    /// - Parameter secret: Signs; shared by all processes of the gateway.
    package init(secret: String, clock: any WallClock) async {
        keys = await JWTKeyCollection().add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        self.clock = clock
    }

    /// A JWT for a client.
    func issue(for client: Client, lifetime: Duration) async throws -> String {
        let now = clock.now()
        let claims = Claims(
            iss: IssuerClaim(value: Self.issuer), sub: SubjectClaim(value: client.id.text), scope: client.scopes.text,
            iat: IssuedAtClaim(value: now.date), exp: ExpirationClaim(value: (now + lifetime).date))
        return try await keys.sign(claims)
    }

    /// What a JWT that the gateway signed says; nil for every other text, and for one whose time is over.
    func verify(_ text: String) async -> (client: Client.ID, scopes: Set<Scope>, expiresAt: Timestamp)? {
        guard let claims = try? await keys.verify(text, as: Claims.self), claims.iss.value == Self.issuer,
            let client = Client.ID(claims.sub.value)
        else { return nil }
        let expiresAt = Timestamp(claims.exp.value)
        guard clock.now() < expiresAt else { return nil }
        return (client, Set(text: claims.scope), expiresAt)
    }
}

extension Set<Scope> {
    /// The scopes with spaces between them, in the order of the contract.
    package var text: String { sorted().map(\.rawValue).joined(separator: " ") }

    init(text: String) { self.init(text.split(separator: " ").compactMap { Scope(rawValue: String($0)) }) }
}
