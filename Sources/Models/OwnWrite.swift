package import Primitives

/// Something that the gateway is about to do at a tracker. Row of the table `own_write`.
package struct OwnWrite: Sendable, Hashable {
    /// Tells writes apart.
    package typealias ID = Identifier<OwnWrite>

    /// Its identifier.
    package var id: ID
    /// The channel.
    package var channelID: Channel.ID
    /// The ticket; nil for one that is to be made.
    package var ticketKey: String?
    /// What the ticket carries that is to be made.
    package var marker: String?
    /// What it does.
    package var subjects: Set<String>
    /// Who asked for it.
    package var cause: EventCause
    /// When it began.
    package var startedAt: Timestamp
    /// The event that led to it.
    package var causationID: Event.ID?

    /// Makes a write.
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
