package import Primitives
package import TrackerKit

/// A file on a mirrored ticket. Row of the table `attachment`; the bytes stay with the tracker.
package struct Attachment: Sendable, Hashable {
    /// Tells attachments apart.
    package typealias ID = Identifier<Attachment>

    /// Its identifier.
    package var id: ID
    /// The ticket it is on.
    package var ticketID: Ticket.ID
    /// What the tracker shows.
    package var remote: RemoteAttachment
    /// When it was added; where the tracker does not say, when the gateway first saw it.
    package var createdAt: Timestamp
    /// Changes with every change; never repeats.
    package var revision: Int64

    /// Makes an attachment.
    package init(id: ID, ticketID: Ticket.ID, remote: RemoteAttachment, createdAt: Timestamp, revision: Int64) {
        self.id = id
        self.ticketID = ticketID
        self.remote = remote
        self.createdAt = createdAt
        self.revision = revision
    }
}
