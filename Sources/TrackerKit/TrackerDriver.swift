package import HTTPKit
package import Primitives

/// The name of a kind of tracker: `github`, `local` … What a connection's `tracker` says.
package struct TrackerKind: RawRepresentable, Sendable, Hashable, Comparable {
    /// The name.
    package let rawValue: String

    /// Makes a name.
    package init(rawValue: String) { self.rawValue = rawValue }

    /// By name.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What the registry knows of a kind of tracker: how a connection is checked, how calls are paced, how an adapter is
/// made.
///
/// A new tracker is one folder with an ``IssueTracker`` and a driver, and one line in the registry.
package protocol TrackerDriver: Sendable {
    /// The kind that it drives.
    var kind: TrackerKind { get }
    /// Where the tracker lives when the connection names no `base_url`; nil for one that has no fixed home or needs
    /// none.
    var defaultBaseURL: String? { get }
    /// Every capability that its adapter has, whatever the credentials.
    var capabilities: Set<Capability> { get }
    /// How long texts may be, and what in them acts.
    var textRules: TextRules { get }
    /// The same for a connection: with what refers to the pages of the server that it calls.
    /// - Parameter baseURL: the connection's, nil for the driver's own.
    func textRules(baseURL: String?) -> TextRules
    /// The manners of the tracker: limits, spacing, retries.
    var upstreamPolicy: UpstreamPolicy { get }
    /// Whether a connection calls another machine, so that address checks and budgets apply.
    var isRemote: Bool { get }
    /// How it reads what the tracker sends by itself; nil for a tracker that sends nothing.
    var webhooks: (any WebhookDialect)? { get }
    /// Whether the tracker takes two names of labels for the same when they differ only in upper and lower case.
    var labelNamesIgnoreCase: Bool { get }
    /// What is wrong with these credentials, by JSON pointer below `/credentials`; empty when they are well-formed.
    func problems(with credentials: TrackerCredentials) -> [FieldError]
    /// An adapter for one connection.
    func makeTracker(_ context: TrackerContext) throws -> any IssueTracker
}

extension TrackerDriver {
    /// Nothing is sent.
    package var webhooks: (any WebhookDialect)? { nil }
    /// The API's own limits, and nothing acts.
    package var textRules: TextRules { .standard }
    /// The same for every server.
    package func textRules(baseURL: String?) -> TextRules { textRules }
    /// Names are compared as they are.
    package var labelNamesIgnoreCase: Bool { false }
}

/// What an adapter gets to work with.
package struct TrackerContext: Sendable {
    /// The connection's identifier, as text.
    package var connectionID: String
    /// Where the API lives, without a trailing slash.
    package var baseURL: String
    /// The credentials in clear; never logged.
    package var credentials: TrackerCredentials
    /// A secret of the connection that stays when its credentials are replaced, to sign what the gateway itself writes
    /// at the tracker; nil for connections that were made before there was one. Never logged.
    package var signingKey: String?
    /// How it calls: budget, retries and breaker are behind this.
    package var transport: any HTTPTransport
    /// The time of day.
    package var clock: any WallClock

    /// Makes a context.
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

/// What a connection authenticates with. Its description never shows a secret.
package enum TrackerCredentials: Sendable, Hashable {
    /// Nothing: the `local` tracker.
    case none
    /// A personal, project or group token.
    case token(String)
    /// An application's key and an account's token: Trello. The application's secret, which Trello signs webhooks with,
    /// may be left out.
    case keyAndToken(key: String, token: String, secret: String?)
    /// A GitHub App: its identifier, private key (PEM) and installation.
    case githubApp(appID: String, privateKey: String, installationID: String)
}

extension TrackerCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of credentials alone.
    package var description: String {
        switch self {
        case .none: "none"
        case .token: "token"
        case .keyAndToken: "key_and_token"
        case .githubApp: "github_app"
        }
    }

    /// As ``description``.
    package var debugDescription: String { description }

    /// Shows no children: dumps must not hold secrets.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
