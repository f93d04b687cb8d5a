public import Primitives

/// Something that the gateway is about to do at a tracker. Row of the table `own_write`.
public struct OwnWrite: Sendable, Hashable {
    /// Tells writes apart.
    public typealias ID = Identifier<OwnWrite>

    /// Its identifier.
    public var id: ID
    /// The channel.
    public var channelID: Channel.ID
    /// The ticket; nil for one that is to be made.
    public var ticketKey: String?
    /// What the ticket carries that is to be made.
    public var marker: String?
    /// What it does.
    public var subjects: Set<String>
    /// Who asked for it.
    public var cause: EventCause
    /// When it began.
    public var startedAt: Timestamp
    /// The event that led to it.
    public var causationID: Event.ID?

    /// Makes a write.
    public init(
        id: ID, channelID: Channel.ID, ticketKey: String?, marker: String?, subjects: Set<String>, cause: EventCause, startedAt: Timestamp
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
