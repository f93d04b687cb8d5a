package import HTTPKit
package import Postgres
package import Primitives
package import TrackerKit

/// The driver of the tracker that is stored in the gateway's own database. It needs no account and no network.
package struct LocalDriver: TrackerDriver {
    package static let kind = TrackerKind(rawValue: "local")

    private let database: any SQLExecutor
    private let identifiers: any IdentifierSource

    package init(database: any SQLExecutor, identifiers: any IdentifierSource) {
        self.database = database
        self.identifiers = identifiers
    }

    /// Makes no network calls, and takes no credentials.
    package static let declaration = TrackerDeclaration(kind: kind, isRemote: false, credentials: [.none])

    package var declaration: TrackerDeclaration { Self.declaration }
    /// All capabilities of ``LocalTracker``.
    package var capabilities: Set<Capability> { LocalTracker.allCapabilities }
    /// Unused: the tracker makes no network calls.
    package var upstreamPolicy: UpstreamPolicy { UpstreamPolicy() }

    /// Creates an adapter that writes as ``LocalTracker/ownAccount``.
    package func makeTracker(_ context: TrackerContext) throws -> any IssueTracker {
        guard let connection = Identifier<LocalTracker.ConnectionTag>(context.connectionID) else {
            throw TrackerError.malformedResponse(detail: "the connection has no identifier")
        }
        return LocalTracker(connection: connection, database: database, clock: context.clock, identifiers: identifiers)
    }
}
