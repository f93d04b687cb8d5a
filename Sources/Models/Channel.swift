package import Primitives
package import TrackerKit

/// A name for one project of a connection. Row of the table `channel`, with what every caller needs of its connection.
package struct Channel: Sendable, Hashable {
    /// Tells channels apart.
    package typealias ID = Identifier<Channel>

    /// Its identifier.
    package var id: ID
    /// Its name in URLs.
    package var slug: String
    /// Its name for people.
    package var title: String
    /// The connection that it belongs to.
    package var connectionID: Connection.ID
    /// The slug of that connection.
    package var connectionSlug: String
    /// The kind of tracker.
    package var tracker: TrackerKind
    /// The project, as its tracker names it.
    package var path: String
    /// The project's page.
    package var url: String?
    /// The tracker's identifier of the project, once known.
    package var remoteProjectID: String?
    /// The tracker's own status to the gateway's.
    package var statusMap: [String: TicketStatus]
    /// Whether the mirror is kept by the gateway itself.
    package var syncEnabled: Bool
    /// Seconds between two incremental syncs.
    package var syncIntervalSeconds: Int
    /// How many tickets the mirror holds.
    package var ticketCount: Int64
    /// The last sync that went well.
    package var syncedAt: Timestamp?
    /// When it was made.
    package var createdAt: Timestamp
    /// When it was last changed.
    package var updatedAt: Timestamp
    /// Changes with every change; never repeats.
    package var revision: Int64

    /// How often a channel is synced unless told otherwise.
    package static let defaultSyncIntervalSeconds = 300

    /// Makes a new channel of a connection; the rest is set after.
    package init(id: ID, slug: String, title: String, connection: Connection, path: String, at now: Timestamp) {
        self.id = id
        self.slug = slug
        self.title = title
        self.connectionID = connection.id
        self.connectionSlug = connection.slug
        self.tracker = connection.tracker
        self.path = path
        self.statusMap = [:]
        self.syncEnabled = true
        self.syncIntervalSeconds = Self.defaultSyncIntervalSeconds
        self.ticketCount = 0
        self.createdAt = now
        self.updatedAt = now
        self.revision = 0
    }

    /// The project, as adapters take it.
    package var project: ProjectReference {
        ProjectReference(path: path, remoteID: remoteProjectID, statusMap: statusMap)
    }
}
