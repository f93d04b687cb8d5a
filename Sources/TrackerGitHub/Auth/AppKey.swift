import JWTKit
import Primitives

/// The private key of a GitHub App, which signs the tokens that the App itself authenticates with ([generating a
/// JWT](https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app)).
struct AppKey: Sendable, Redacted {
    private let appID: String
    private let key: Insecure.RSA.PrivateKey

    /// How far back a token is dated, since clocks differ: a minute, as GitHub recommends.
    static let allowedDrift = Duration.seconds(60)
    /// How long a token counts from now: with the drift still under the ten minutes that GitHub allows.
    static let lifetime = Duration.seconds(8 * 60)

    /// Reads a key in PEM: PKCS#1 (`RSA PRIVATE KEY`, as GitHub gives it out) or PKCS#8 (`PRIVATE KEY`).
    /// - Throws: what JWTKit throws for anything else; it does not hold the key.
    init(appID: String, pem: String) throws {
        self.appID = appID
        key = try Insecure.RSA.PrivateKey(pem: pem)
    }

    /// A token that counts at `now`.
    func token(at now: Timestamp) async throws -> String {
        let claims = AppClaims(iss: appID, iat: (now - Self.allowedDrift).seconds, exp: (now + Self.lifetime).seconds)
        let keys = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256)
        return try await keys.sign(claims)
    }
}

/// What an App says about itself. The times are whole seconds, since GitHub refuses fractions.
struct AppClaims: JWTPayload, Hashable {
    /// The App's identifier or client identifier.
    var iss: String
    /// From when the token counts, in Unix seconds.
    var iat: Int64
    /// Until when it counts.
    var exp: Int64

    /// Verified by GitHub, never here.
    func verify(using algorithm: some JWTAlgorithm) {}
}
