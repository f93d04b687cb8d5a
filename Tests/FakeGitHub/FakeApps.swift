import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

struct FakeApp: Sendable {
    /// The accounts that installed the App, by installation id.
    var installations: [String: Account]
    /// Whether a token has a valid signature of the App.
    var verifies: @Sendable (String) -> Bool
    /// The App's bot account.
    var bot: Account
}

/// An access token of an installation.
struct FakeInstallationToken: Sendable {
    var installation: String
    var expiresAt: Timestamp
    var bot: Account
}

extension FakeState {
    /// The lifetime of an installation token.
    static let installationTokenLifetime = Duration.seconds(3600)

    /// Whether a credential is a valid JWT of a GitHub App: three parts, not issued in the future, and expiring within
    /// ten minutes.
    func isAppToken(_ credential: String, _ call: FakeCall) -> Bool { app(credential, call.now) != nil }

    func app(_ credential: String, _ now: Timestamp) -> FakeApp? {
        let parts = credential.split(separator: ".")
        guard parts.count == 3, let claims = Self.claims(parts[1]), let issuer = claims["iss"]?.stringValue,
            let app = apps[issuer],
            let issued = claims["iat"]?.integerValue, let expires = claims["exp"]?.integerValue,
            issued <= now.seconds, expires > now.seconds, expires <= now.seconds + 600, app.verifies(credential)
        else { return nil }
        return app
    }

    /// The claims of a JSON Web Token (RFC 7519), whose signature is not verified.
    private static func claims(_ part: Substring) -> JSON? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var bytes: [UInt8] = []
        var bits = 0
        var count = 0
        for byte in part.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return try? JSON(parsing: bytes)
    }

    mutating func makeInstallationToken(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let app = app(call.credential, call.now) else { throw .badCredentials }
        guard app.installations[call[0]] != nil else { throw .notFound }
        let text = "ghs_fake\(newID())"
        let expiresAt = call.now + Self.installationTokenLifetime
        installationTokens[text] = FakeInstallationToken(installation: call[0], expiresAt: expiresAt, bot: app.bot)
        return .object(
            ["token": .string(text), "expires_at": JSON(expiresAt), "permissions": permissions], status: .created)
    }

    func installation(_ call: FakeCall) throws(FakeFailure) -> Response {
        guard let app = app(call.credential, call.now), let account = app.installations[call[0]] else {
            throw .notFound
        }
        return .object(["id": JSON(Int(call[0])), "account": short(account, call), "permissions": permissions])
    }

    private var permissions: JSON { ["issues": "write", "metadata": "read"] }
}
