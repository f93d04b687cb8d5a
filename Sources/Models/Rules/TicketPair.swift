public import Primitives

/// Two tickets that a rule keeps in step. Row of the table `ticket_pair`.
public struct TicketPair: Sendable, Hashable {
    /// Tells pairs apart.
    public typealias ID = Identifier<TicketPair>

    /// One of the two.
    public enum Side: String, Sendable, Hashable, CaseIterable {
        /// The ticket that was there first.
        case source
        /// The one that was made for it.
        case target

        /// The other one.
        public var other: Side { self == .source ? .target : .source }
    }

    /// Its identifier.
    public var id: ID
    /// The rule.
    public var ruleID: Rule.ID
    /// The channel of the ticket that was made.
    public var channelID: Channel.ID
    /// The slug of that channel.
    public var channel: String
    /// What makes two events the same matter: one pair of a rule and channel has it.
    public var fingerprint: String
    /// The ticket that was there first.
    public var sourceID: Ticket.ID
    /// The one that was made for it; nil until then, and when it has left its tracker.
    public var targetID: Ticket.ID?
    /// How many were made for it, one after the other.
    public var generation: Int
    /// On which side the last closing was decided; nil where that is not known.
    public var closedFrom: Side?
    /// When the gateway last closed or reopened one of the two.
    public var turns: [Timestamp]
    /// Until when their standing is left alone, because it flapped.
    public var pausedUntil: Timestamp?
    /// When it was made.
    public var createdAt: Timestamp
    /// When it was last changed.
    public var updatedAt: Timestamp

    /// Makes a pair whose other ticket is still to be made.
    public init(
        id: ID, ruleID: Rule.ID, channelID: Channel.ID, channel: String, fingerprint: String, sourceID: Ticket.ID, at now: Timestamp
    ) {
        self.id = id
        self.ruleID = ruleID
        self.channelID = channelID
        self.channel = channel
        self.fingerprint = fingerprint
        self.sourceID = sourceID
        generation = 0
        turns = []
        createdAt = now
        updatedAt = now
    }

    /// The ticket of a side.
    public func ticket(_ side: Side) -> Ticket.ID? { side == .source ? sourceID : targetID }
}
