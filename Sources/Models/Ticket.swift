package import Primitives
package import TrackerKit

/// A ticket of the mirror, as far as use cases decide by it. Row of the table `ticket`; what is only shown goes from
/// the row to the answer.
package struct Ticket: Sendable, Hashable {
    /// Tells tickets apart.
    package typealias ID = Identifier<Ticket>

    /// Its identifier.
    package var id: ID
    /// The channel that mirrors it.
    package var channelID: Channel.ID
    /// The tracker's identifier.
    package var remoteID: String
    /// What people type: number, iid, short id.
    package var key: String
    /// The page for people.
    package var url: String
    /// One line.
    package var title: String
    /// Where it stands.
    package var status: TicketStatus
    /// Only for callers with the scope for it.
    package var confidential: Bool
    /// When the tracker says it was last changed.
    package var updatedAt: Timestamp
    /// Which state of the ticket the mirrored comments belong to: its `updatedAt` when they were read; nil before that.
    package var commentsAsOf: Timestamp?
    /// When they were read; nil before that.
    package var commentsSyncedAt: Timestamp?
    /// Changes with every change; never repeats.
    package var revision: Int64

    /// The longest key, remote identifier, label, login and milestone title that the mirror keeps and filters take, in
    /// characters.
    package static let maximumNameLength = TicketForm.maximumNameLength

    /// Makes a ticket.
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
