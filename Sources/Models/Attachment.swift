public import Primitives
public import TrackerKit

/// A file on a mirrored ticket. Row of the table `attachment`; the bytes stay with the tracker.
public struct Attachment: Sendable, Hashable {
    /// Tells attachments apart.
    public typealias ID = Identifier<Attachment>

    /// Its identifier.
    public var id: ID
    /// The ticket it is on.
    public var ticketID: Ticket.ID
    /// What the tracker shows.
    public var remote: RemoteAttachment
    /// When it was added; where the tracker does not say, when the gateway first saw it.
    public var createdAt: Timestamp
    /// Changes with every change; never repeats.
    public var revision: Int64

    /// Makes an attachment.
    public init(id: ID, ticketID: Ticket.ID, remote: RemoteAttachment, createdAt: Timestamp, revision: Int64) {
        self.id = id
        self.ticketID = ticketID
        self.remote = remote
        self.createdAt = createdAt
        self.revision = revision
    }
}
