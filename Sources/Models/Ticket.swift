public import Primitives
public import TrackerKit

/// A ticket of the mirror, as far as use cases decide by it. Row of the table `ticket`; what is only shown goes from the row to the answer.
public struct Ticket: Sendable, Hashable {
    /// Tells tickets apart.
    public typealias ID = Identifier<Ticket>

    /// Its identifier.
    public var id: ID
    /// The channel that mirrors it.
    public var channelID: Channel.ID
    /// The tracker's identifier.
    public var remoteID: String
    /// What people type: number, iid, short id.
    public var key: String
    /// The page for people.
    public var url: String
    /// One line.
    public var title: String
    /// Where it stands.
    public var status: TicketStatus
    /// Only for callers with the scope for it.
    public var confidential: Bool
    /// When the tracker says it was last changed.
    public var updatedAt: Timestamp
    /// Which state of the ticket the mirrored comments belong to: its `updatedAt` when they were read; nil before that.
    public var commentsAsOf: Timestamp?
    /// When they were read; nil before that.
    public var commentsSyncedAt: Timestamp?
    /// Changes with every change; never repeats.
    public var revision: Int64

    /// The longest key, remote identifier, label, login and milestone title that the mirror keeps and filters take, in characters.
    public static let maximumNameLength = 255

    /// Makes a ticket.
    public init(
        id: ID, channelID: Channel.ID, remoteID: String, key: String, url: String, title: String, status: TicketStatus, confidential: Bool,
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
