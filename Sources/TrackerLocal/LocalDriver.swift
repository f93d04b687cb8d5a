package import HTTPKit
package import Postgres
package import Primitives
package import TrackerKit

/// Drives the tracker that is kept in the gateway's own database: no account, no network, complete.
package struct LocalDriver: TrackerDriver {
    /// `local`.
    package static let kind = TrackerKind(rawValue: "local")

    private let database: any SQLExecutor
    private let identifiers: any IdentifierSource

    /// Keeps its tickets in `database`.
    package init(database: any SQLExecutor, identifiers: any IdentifierSource) {
        self.database = database
        self.identifiers = identifiers
    }

    /// `local`.
    package var kind: TrackerKind { Self.kind }
    /// None: it calls nobody.
    package var defaultBaseURL: String? { nil }
    /// Everything that a connection without a mail server can do.
    package var capabilities: Set<Capability> { LocalTracker.allCapabilities }
    /// Not used: it calls nobody.
    package var upstreamPolicy: UpstreamPolicy { UpstreamPolicy() }
    /// False.
    package var isRemote: Bool { false }

    /// It takes none.
    package func problems(with credentials: TrackerCredentials) -> [FieldError] {
        credentials == .none ? [] : [FieldError(pointer: "", detail: "the local tracker takes no credentials")]
    }

    /// An adapter that writes as ``LocalTracker/ownAccount``.
    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker {
        guard let connection = Identifier<LocalTracker.ConnectionTag>(context.connectionID) else {
            throw TrackerError.malformedResponse(detail: "the connection has no identifier")
        }
        return LocalTracker(connection: connection, database: database, clock: context.clock, identifiers: identifiers)
    }
}
