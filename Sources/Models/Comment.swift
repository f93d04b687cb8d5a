package import Primitives
package import TrackerKit

/// A comment on a mirrored ticket. Row of the table `comment`.
package struct Comment: Sendable, Hashable {
    package typealias ID = Identifier<Comment>

    package var id: ID
    package var ticketID: MirroredTicket.ID
    package var remoteID: String
    package var threadID: String?
    package var author: RemoteUser?
    /// The user named in `Ticket-Actor` when it was written through the gateway.
    package var onBehalfOf: String?
    package var body: String
    /// The URL of the comment's page.
    package var url: String?
    /// Whether only the project's team can see it.
    package var isInternal: Bool
    /// Whether the tracker generated it.
    package var isSystem: Bool
    /// The tracker's own JSON; nil in lists.
    package var remoteData: JSON?
    /// Creation time by the tracker's clock.
    package var createdAt: Timestamp
    /// Time of the last change by the tracker's clock.
    package var updatedAt: Timestamp
    /// When it was last read from the tracker.
    package var syncedAt: Timestamp
    /// A new, unique number after every change.
    package var revision: Int64

    /// Sets the required fields; set the others afterwards.
    package init(
        id: ID, ticketID: MirroredTicket.ID, remoteID: String, body: String, createdAt: Timestamp, updatedAt: Timestamp,
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
