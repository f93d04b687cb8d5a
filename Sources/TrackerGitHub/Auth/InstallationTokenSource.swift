import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// Keeps the token of a GitHub App's installation: fetched when first needed, renewed before it ends, one fetch at a
/// time ([installation
/// tokens](https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app)).
actor InstallationTokenSource: GitHubAuthorization, Redacted {
    private let exchange: GitHubExchange
    private let key: AppKey
    private let installationID: String
    private var current: InstallationToken?
    private var fetch: Task<InstallationToken, any Error>?

    /// How long before its end a token is renewed, so that no call under way outlives it. Tokens count for an hour.
    static let renewalMargin = Duration.seconds(5 * 60)

    /// Makes a source; nothing is fetched yet.
    init(exchange: GitHubExchange, key: AppKey, installationID: String) {
        self.exchange = exchange
        self.key = key
        self.installationID = installationID
    }

    /// The token, fresh enough for a call.
    func credential() async throws -> String {
        if let current, exchange.clock.now() + Self.renewalMargin < current.expiresAt { return current.text }
        return try await renewed()
    }

    /// A new token in place of one that was revoked early; the present one when it is another already.
    func replacement(for refused: String) async throws -> String? {
        if let current, current.text != refused { return current.text }
        current = nil
        return try await renewed()
    }

    /// What GitHub says about the installation itself, asked with the App's own token.
    func installation() async throws -> WireObject {
        let call = APICall(
            .get, APIPath("app", "installations", installationID), what: "installation \(installationID)")
        let response = try await exchange.send(call, bearing: try await key.token(at: exchange.clock.now()))
        return try WireObject(response.json(), "installation")
    }

    /// Joins the fetch that is under way, or begins one.
    private func renewed() async throws -> String {
        let task = fetch ?? Task { try await self.fetched() }
        fetch = task
        defer { if fetch == task { fetch = nil } }
        let token = try await task.value
        current = token
        return token.text
    }

    private func fetched() async throws -> InstallationToken {
        let path = APIPath("app", "installations", installationID, "access_tokens")
        var call = APICall(.post, path, what: "installation \(installationID)")
        call.isSafeToRepeat = true
        let response = try await exchange.send(call, bearing: try await key.token(at: exchange.clock.now()))
        let wire = try WireObject(response.json(), "installation token")
        return InstallationToken(
            text: try wire.requiredString("token"), expiresAt: try wire.requiredTimestamp("expires_at"))
    }
}

/// A token of an installation.
private struct InstallationToken: Sendable, Redacted {
    let text: String
    let expiresAt: Timestamp
}
