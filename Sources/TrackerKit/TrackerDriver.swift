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
    /// The kind of tracker, and the fields of its credentials and settings.
    var declaration: TrackerDeclaration { get }
    /// Every capability of its adapter, regardless of the credentials.
    var capabilities: Set<Capability> { get }
    /// The length limits of texts, and the syntax in them that triggers actions at the tracker.
    var textRules: TextRules { get }
    /// The rules for a connection, including references to pages of its server.
    /// - Parameters:
    ///   - baseURL: The connection's; nil for the driver's default.
    ///   - page: The URL of a page at the tracker, which may have another host than the API: a server can be reached
    ///     under a name that it does not know. Nil if none is known.
    func textRules(baseURL: String?, page: String?) -> TextRules
    /// The rate-limit policy of the tracker: limits, spacing and retries.
    var upstreamPolicy: UpstreamPolicy { get }
    /// Reads the webhook deliveries of the tracker; nil for a tracker that sends none.
    var webhooks: (any WebhookDialect)? { get }
    /// Whether labels whose names differ only in case are the same label at the tracker.
    var labelNamesIgnoreCase: Bool { get }
    /// Creates an adapter for one connection.
    func makeTracker(_ context: TrackerContext) throws -> any IssueTracker
}

extension TrackerDriver {
    package var kind: TrackerKind { declaration.kind }
    package var defaultBaseURL: String? { declaration.defaultBaseURL }
    package var isRemote: Bool { declaration.isRemote }
    package var webhooks: (any WebhookDialect)? { nil }
    /// The API's own limits, without any active syntax.
    package var textRules: TextRules { .standard }
    /// The same rules for every server.
    package func textRules(baseURL: String?, page: String?) -> TextRules { textRules }
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
    /// The connection's settings, valid according to the driver's declaration.
    package var settings: JSON
    /// A secret of the connection that stays the same when its credentials are replaced. It signs what the gateway
    /// itself writes at the tracker. Nil for connections created before signing keys existed. Never logged.
    package var signingKey: String?
    /// Sends the calls, with budget, retries and circuit breaker applied.
    package var transport: any HTTPTransport
    package var clock: any WallClock

    package init(
        connectionID: String, baseURL: String, credentials: TrackerCredentials, settings: JSON = [:],
        signingKey: String? = nil, transport: any HTTPTransport, clock: any WallClock
    ) {
        self.connectionID = connectionID
        self.baseURL = baseURL
        self.credentials = credentials
        self.settings = settings
        self.signingKey = signingKey
        self.transport = transport
        self.clock = clock
    }
}
