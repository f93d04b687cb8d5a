package import Primitives
package import TrackerKit

/// A project made available through the gateway. Row of the table `channel`, including the fields of its connection
/// that every caller needs.
package struct Channel: Sendable, Hashable {
    package typealias ID = Identifier<Channel>

    package var id: ID
    /// The name in URLs.
    package var slug: String
    /// The display name.
    package var title: String
    package var connectionID: Connection.ID
    package var connectionSlug: String
    package var tracker: TrackerKind
    /// The project's path at its tracker.
    package var path: String
    /// The URL of the project's page.
    package var url: String?
    /// The tracker's identifier of the project; nil until it is known.
    package var remoteProjectID: String?
    /// Maps the tracker's statuses to the gateway's.
    package var statusMap: [String: TicketStatus]
    /// Options specific to the kind of tracker.
    package var settings: JSON
    /// Whether the gateway syncs the channel automatically.
    package var syncEnabled: Bool
    /// Seconds between two incremental syncs.
    package var syncIntervalSeconds: Int
    /// The number of tickets in the mirror.
    package var ticketCount: Int64
    /// When the last successful sync ended.
    package var syncedAt: Timestamp?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// A new, unique number after every change.
    package var revision: Int64

    /// The default interval between syncs, in seconds.
    package static let defaultSyncIntervalSeconds = 300

    /// A new channel of a connection. Set the other fields afterwards.
    package init(id: ID, slug: String, title: String, connection: Connection, path: String, at now: Timestamp) {
        self.id = id
        self.slug = slug
        self.title = title
        self.connectionID = connection.id
        self.connectionSlug = connection.slug
        self.tracker = connection.tracker
        self.path = path
        self.statusMap = [:]
        self.settings = [:]
        self.syncEnabled = true
        self.syncIntervalSeconds = Self.defaultSyncIntervalSeconds
        self.ticketCount = 0
        self.createdAt = now
        self.updatedAt = now
        self.revision = 0
    }

    /// The project in the form that adapters use.
    package var project: ProjectReference {
        ProjectReference(path: path, remoteID: remoteProjectID, statusMap: statusMap, settings: settings)
    }
}
