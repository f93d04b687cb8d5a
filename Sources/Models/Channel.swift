public import Primitives
public import TrackerKit

/// A name for one project of a connection. Row of the table `channel`, with what every caller needs of its connection.
public struct Channel: Sendable, Hashable {
    /// Tells channels apart.
    public typealias ID = Identifier<Channel>

    /// Its identifier.
    public var id: ID
    /// Its name in URLs.
    public var slug: String
    /// Its name for people.
    public var title: String
    /// The connection that it belongs to.
    public var connectionID: Connection.ID
    /// The slug of that connection.
    public var connectionSlug: String
    /// The kind of tracker.
    public var tracker: TrackerKind
    /// The project, as its tracker names it.
    public var path: String
    /// The project's page.
    public var url: String?
    /// The tracker's identifier of the project, once known.
    public var remoteProjectID: String?
    /// The tracker's own status to the gateway's.
    public var statusMap: [String: TicketStatus]
    /// Whether the mirror is kept by the gateway itself.
    public var syncEnabled: Bool
    /// Seconds between two incremental syncs.
    public var syncIntervalSeconds: Int
    /// How many tickets the mirror holds.
    public var ticketCount: Int64
    /// The last sync that went well.
    public var syncedAt: Timestamp?
    /// When it was made.
    public var createdAt: Timestamp
    /// When it was last changed.
    public var updatedAt: Timestamp
    /// Changes with every change; never repeats.
    public var revision: Int64

    /// How often a channel is synced unless told otherwise.
    public static let defaultSyncIntervalSeconds = 300

    /// Makes a new channel of a connection; the rest is set after.
    public init(id: ID, slug: String, title: String, connection: Connection, path: String, at now: Timestamp) {
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
    public var project: ProjectReference { ProjectReference(path: path, remoteID: remoteProjectID, statusMap: statusMap) }
}
