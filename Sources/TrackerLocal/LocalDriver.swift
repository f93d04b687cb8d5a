public import HTTPKit
public import Postgres
public import Primitives
public import TrackerKit

/// Drives the tracker that is kept in the gateway's own database: no account, no network, complete.
public struct LocalDriver: TrackerDriver {
    /// `local`.
    public static let kind = TrackerKind(rawValue: "local")

    private let database: any SQLExecutor
    private let identifiers: any IdentifierSource

    /// Keeps its tickets in `database`.
    public init(database: any SQLExecutor, identifiers: any IdentifierSource) {
        self.database = database
        self.identifiers = identifiers
    }

    /// `local`.
    public var kind: TrackerKind { Self.kind }
    /// None: it calls nobody.
    public var defaultBaseURL: String? { nil }
    /// Everything that a connection without a mail server can do.
    public var capabilities: Set<Capability> { LocalTracker.allCapabilities }
    /// Not used: it calls nobody.
    public var upstreamPolicy: UpstreamPolicy { UpstreamPolicy() }
    /// False.
    public var isRemote: Bool { false }

    /// It takes none.
    public func problems(with credentials: TrackerCredentials) -> [FieldError] {
        credentials == .none ? [] : [FieldError(pointer: "", detail: "the local tracker takes no credentials")]
    }

    /// An adapter that writes as ``LocalTracker/ownAccount``.
    public func makeTracker(_ context: TrackerContext) throws -> any IssueTracker {
        guard let connection = Identifier<LocalTracker.ConnectionTag>(context.connectionID) else {
            throw TrackerError.malformedResponse(detail: "the connection has no identifier")
        }
        return LocalTracker(connection: connection, database: database, clock: context.clock, identifiers: identifiers)
    }
}
