import HTTPKit
import HTTPTypes
import Primitives
import TrackerKit

/// The token of a GitHub App's installation. Fetched when first needed and renewed before it expires, with one fetch at
/// a time
/// ([installation tokens](https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app)).
actor InstallationTokenSource: GitHubAuthorization, Redacted {
    private let exchange: GitHubExchange
    private let key: AppKey
    private let installationID: String
    private var current: InstallationToken?
    private var fetch: Task<InstallationToken, any Error>?

    /// How long before its expiry a token is renewed, so that it does not expire during a call. Tokens are valid for an
    /// hour.
    static let renewalMargin = Duration.seconds(5 * 60)

    /// Fetches nothing yet.
    init(exchange: GitHubExchange, key: AppKey, installationID: String) {
        self.exchange = exchange
        self.key = key
        self.installationID = installationID
    }

    /// A token that is valid long enough for a call.
    func credential() async throws -> String {
        if let current, exchange.clock.now() + Self.renewalMargin < current.expiresAt { return current.text }
        return try await renewed()
    }

    /// A new token if this one was revoked early, or the current one if it is already a different one.
    func replacement(for refused: String) async throws -> String? {
        if let current, current.text != refused { return current.text }
        current = nil
        return try await renewed()
    }

    /// GitHub's description of the installation, requested with the App's own JWT.
    func installation() async throws -> WireObject {
        let call = APICall(
            .get, APIPath("app", "installations", installationID), what: "installation \(installationID)")
        let response = try await exchange.send(call, bearing: try await key.token(at: exchange.clock.now()))
        return try WireObject(response.json(), "installation")
    }

    /// Joins the fetch in progress, or starts one.
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

private struct InstallationToken: Sendable, Redacted {
    let text: String
    let expiresAt: Timestamp
}
