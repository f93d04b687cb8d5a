package import Primitives
package import TrackerKit

/// A comment of a mirrored ticket. Row of the table `comment`.
package struct Comment: Sendable, Hashable {
    /// Tells comments apart.
    package typealias ID = Identifier<Comment>

    /// Its identifier.
    package var id: ID
    /// The ticket it is on.
    package var ticketID: Ticket.ID
    /// The tracker's identifier.
    package var remoteID: String
    /// The thread it belongs to.
    package var threadID: String?
    /// Who wrote it.
    package var author: RemoteUser?
    /// The user whom `Ticket-Actor` named when it was written through the gateway.
    package var onBehalfOf: String?
    /// The text.
    package var body: String
    /// The page for people.
    package var url: String?
    /// Only for the team.
    package var isInternal: Bool
    /// Written by the tracker itself.
    package var isSystem: Bool
    /// The tracker's own JSON; nil in lists.
    package var remoteData: JSON?
    /// When the tracker says it was made.
    package var createdAt: Timestamp
    /// When the tracker says it was last changed.
    package var updatedAt: Timestamp
    /// When the mirror last had it from the tracker.
    package var syncedAt: Timestamp
    /// Changes with every change; never repeats.
    package var revision: Int64

    /// Makes a comment; the rest is set after.
    package init(
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
