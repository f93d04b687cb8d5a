package import Primitives
package import TrackerKit

/// A file attached to a mirrored ticket. Row of the table `attachment`; the content stays at the tracker.
package struct Attachment: Sendable, Hashable {
    package typealias ID = Identifier<Attachment>

    package var id: ID
    /// The ticket that it is attached to.
    package var ticketID: MirroredTicket.ID
    /// The attachment as reported by the tracker.
    package var remote: RemoteAttachment
    /// Upload time; if the tracker does not report it, the time at which the gateway first saw the attachment.
    package var createdAt: Timestamp
    /// A new, unique number after every change.
    package var revision: Int64

    package init(id: ID, ticketID: MirroredTicket.ID, remote: RemoteAttachment, createdAt: Timestamp, revision: Int64) {
        self.id = id
        self.ticketID = ticketID
        self.remote = remote
        self.createdAt = createdAt
        self.revision = revision
    }
}
