import JWTKit
import Primitives

/// The private key of a GitHub App, which signs the JWTs that authenticate the App itself
/// ([generating a JWT](https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app)).
struct AppKey: Sendable, Redacted {
    private let appID: String
    private let key: Insecure.RSA.PrivateKey

    /// How far a JWT is backdated to allow for clock drift. GitHub recommends one minute.
    static let allowedDrift = Duration.seconds(60)
    /// How long a JWT is valid. Together with the drift, it stays below GitHub's maximum of ten minutes.
    static let lifetime = Duration.seconds(8 * 60)

    /// Reads a key in PEM format: PKCS#1 (`RSA PRIVATE KEY`, as issued by GitHub) or PKCS#8 (`PRIVATE KEY`).
    /// - Throws: JWTKit's error for anything else; it does not contain the key.
    init(appID: String, pem: String) throws {
        self.appID = appID
        key = try Insecure.RSA.PrivateKey(pem: pem)
    }

    /// A JWT that is valid at `now`.
    func token(at now: Timestamp) async throws -> String {
        let claims = AppClaims(iss: appID, iat: (now - Self.allowedDrift).seconds, exp: (now + Self.lifetime).seconds)
        let keys = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256)
        return try await keys.sign(claims)
    }
}

/// The claims of an App's JWT. Times are whole seconds, because GitHub rejects fractions.
struct AppClaims: JWTPayload, Hashable {
    /// The App's ID or client ID.
    var iss: String
    /// The start of the validity, in Unix seconds.
    var iat: Int64
    /// The end of the validity, in Unix seconds.
    var exp: Int64

    /// Does nothing: GitHub verifies the JWT.
    func verify(using algorithm: some JWTAlgorithm) {}
}
