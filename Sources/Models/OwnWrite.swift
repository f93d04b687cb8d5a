package import Primitives

/// A change that the gateway is about to make at a tracker. Row of the table `own_write`.
package struct OwnWrite: Sendable, Hashable {
    package typealias ID = Identifier<OwnWrite>

    package var id: ID
    package var channelID: Channel.ID
    /// The ticket; nil if the write creates it.
    package var ticketKey: String?
    /// The marker of the ticket to create.
    package var marker: String?
    /// Its expected effects as encoded by `OwnWriteSubject`, such as changed fields, a deletion or a comment.
    package var subjects: Set<String>
    /// The caller that requested it.
    package var cause: EventCause
    package var startedAt: Timestamp
    /// The event that led to it.
    package var causationID: Event.ID?

    package init(
        id: ID, channelID: Channel.ID, ticketKey: String?, marker: String?, subjects: Set<String>, cause: EventCause,
        startedAt: Timestamp
    ) {
        self.id = id
        self.channelID = channelID
        self.ticketKey = ticketKey
        self.marker = marker
        self.subjects = subjects
        self.cause = cause
        self.startedAt = startedAt
    }
}
