public import Primitives
public import TrackerKit

/// A comment of a mirrored ticket. Row of the table `comment`.
public struct Comment: Sendable, Hashable {
    /// Tells comments apart.
    public typealias ID = Identifier<Comment>

    /// Its identifier.
    public var id: ID
    /// The ticket it is on.
    public var ticketID: Ticket.ID
    /// The tracker's identifier.
    public var remoteID: String
    /// The thread it belongs to.
    public var threadID: String?
    /// Who wrote it.
    public var author: RemoteUser?
    /// The user whom `Ticket-Actor` named when it was written through the gateway.
    public var onBehalfOf: String?
    /// The text.
    public var body: String
    /// The page for people.
    public var url: String?
    /// Only for the team.
    public var isInternal: Bool
    /// Written by the tracker itself.
    public var isSystem: Bool
    /// The tracker's own JSON; nil in lists.
    public var remoteData: JSON?
    /// When the tracker says it was made.
    public var createdAt: Timestamp
    /// When the tracker says it was last changed.
    public var updatedAt: Timestamp
    /// When the mirror last had it from the tracker.
    public var syncedAt: Timestamp
    /// Changes with every change; never repeats.
    public var revision: Int64

    /// Makes a comment; the rest is set after.
    public init(
        id: ID, ticketID: Ticket.ID, remoteID: String, body: String, createdAt: Timestamp, updatedAt: Timestamp,
        syncedAt: Timestamp, revision: Int64
    ) {
        self.id = id
        self.ticketID = ticketID
        self.remoteID = remoteID
        self.body = body
        self.isInternal = false
        self.isSystem = false
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.syncedAt = syncedAt
        self.revision = revision
    }
}
