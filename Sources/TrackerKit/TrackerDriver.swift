package import HTTPKit
package import Primitives

/// The name of a kind of tracker, such as `github` or `local`. It is a connection's `tracker`.
package struct TrackerKind: RawRepresentable, Sendable, Hashable, Comparable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Registers a kind of tracker: how its connections are checked, how its calls are limited, and how its adapter is
/// created.
///
/// A new tracker is one folder with an ``IssueTracker`` and a driver, and one line in the registry.
package protocol TrackerDriver: Sendable {
    /// The kind of tracker that it registers.
    var kind: TrackerKind { get }
    /// The API's address if a connection has no `base_url`; nil for a tracker that has no fixed address or needs none.
    var defaultBaseURL: String? { get }
    /// Every capability of its adapter, regardless of the credentials.
    var capabilities: Set<Capability> { get }
    /// The length limits of texts, and the syntax in them that triggers actions at the tracker.
    var textRules: TextRules { get }
    /// The rules for a connection, including references to pages of its server.
    /// - Parameter baseURL: The connection's; nil for the driver's default.
    func textRules(baseURL: String?) -> TextRules
    /// The rate-limit policy of the tracker: limits, spacing and retries.
    var upstreamPolicy: UpstreamPolicy { get }
    /// Whether a connection calls another machine, so that address checks and budgets apply.
    var isRemote: Bool { get }
    /// Reads the webhook deliveries of the tracker; nil for a tracker that sends none.
    var webhooks: (any WebhookDialect)? { get }
    /// Whether labels whose names differ only in case are the same label at the tracker.
    var labelNamesIgnoreCase: Bool { get }
    /// Validates credentials. Errors have JSON pointers relative to `/credentials`; empty if the credentials are
    /// well-formed.
    func problems(with credentials: TrackerCredentials) -> [FieldError]
    /// Creates an adapter for one connection.
    func makeTracker(_ context: TrackerContext) throws -> any IssueTracker
}

extension TrackerDriver {
    package var webhooks: (any WebhookDialect)? { nil }
    /// The API's own limits, without any active syntax.
    package var textRules: TextRules { .standard }
    /// The same rules for every server.
    package func textRules(baseURL: String?) -> TextRules { textRules }
    package var labelNamesIgnoreCase: Bool { false }
}

/// The dependencies of an adapter.
package struct TrackerContext: Sendable {
    /// The connection's identifier as text.
    package var connectionID: String
    /// The API's base URL, without a trailing slash.
    package var baseURL: String
    /// The decrypted credentials; never logged.
    package var credentials: TrackerCredentials
    /// A secret of the connection that stays the same when its credentials are replaced. It signs what the gateway
    /// itself writes at the tracker. Nil for connections created before signing keys existed. Never logged.
    package var signingKey: String?
    /// Sends the calls, with budget, retries and circuit breaker applied.
    package var transport: any HTTPTransport
    package var clock: any WallClock

    package init(
        connectionID: String, baseURL: String, credentials: TrackerCredentials, signingKey: String? = nil,
        transport: any HTTPTransport,
        clock: any WallClock
    ) {
        self.connectionID = connectionID
        self.baseURL = baseURL
        self.credentials = credentials
        self.signingKey = signingKey
        self.transport = transport
        self.clock = clock
    }
}

/// The credentials of a connection. Descriptions and dumps never show a secret.
package enum TrackerCredentials: Sendable, Hashable {
    /// The `local` tracker needs none.
    case none
    /// A personal, project or group token.
    case token(String)
    /// Trello: an application's key and an account's token. The optional secret is the application's, with which Trello
    /// signs webhooks.
    case keyAndToken(key: String, token: String, secret: String?)
    /// A GitHub App: its identifier, private key (PEM) and installation.
    case githubApp(appID: String, privateKey: String, installationID: String)
}

extension TrackerCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Only the kind of credentials.
    package var description: String {
        switch self {
        case .none: "none"
        case .token: "token"
        case .keyAndToken: "key_and_token"
        case .githubApp: "github_app"
        }
    }

    package var debugDescription: String { description }

    /// Without children, so that dumps contain no secrets.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
