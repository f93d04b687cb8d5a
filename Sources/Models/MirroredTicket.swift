package import Primitives
package import TrackerKit

/// A ticket of the mirror with the fields that use cases depend on. Row of the table `ticket`; the other columns go
/// directly from the row to the response.
package struct MirroredTicket: Sendable, Hashable {
    package typealias ID = Identifier<MirroredTicket>

    package var id: ID
    /// The channel that mirrors it.
    package var channelID: Channel.ID
    package var remoteID: String
    /// The human-readable identifier: number, iid or short id.
    package var key: String
    /// The URL of the ticket's page.
    package var url: String
    /// A single line.
    package var title: String
    package var status: TicketStatus
    /// Whether only callers with `tickets:confidential` can see it.
    package var confidential: Bool
    /// Time of the last change by the tracker's clock.
    package var updatedAt: Timestamp
    /// The ticket's `updatedAt` when its comments were last read; nil if they never were.
    package var commentsAsOf: Timestamp?
    /// When the comments were last read; nil if they never were.
    package var commentsSyncedAt: Timestamp?
    /// A new, unique number after every change.
    package var revision: Int64

    /// The maximum length of a key, remote identifier, label, login or milestone title in the mirror and in filters, in
    /// characters.
    package static let maximumNameLength = TicketForm.maximumNameLength

    package init(
        id: ID, channelID: Channel.ID, remoteID: String, key: String, url: String, title: String, status: TicketStatus,
        confidential: Bool,
        updatedAt: Timestamp, commentsAsOf: Timestamp?, commentsSyncedAt: Timestamp?, revision: Int64
    ) {
        self.id = id
        self.channelID = channelID
        self.remoteID = remoteID
        self.key = key
        self.url = url
        self.title = title
        self.status = status
        self.confidential = confidential
        self.updatedAt = updatedAt
        self.commentsAsOf = commentsAsOf
        self.commentsSyncedAt = commentsSyncedAt
        self.revision = revision
    }
}
