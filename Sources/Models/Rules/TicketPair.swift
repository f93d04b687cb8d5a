package import Primitives

/// Two tickets that a rule keeps in step. Row of the table `ticket_pair`.
package struct TicketPair: Sendable, Hashable {
    /// Tells pairs apart.
    package typealias ID = Identifier<TicketPair>

    /// One of the two.
    package enum Side: String, Sendable, Hashable, CaseIterable {
        /// The ticket that was there first.
        case source
        /// The one that was made for it.
        case target

        /// The other one.
        package var other: Side { self == .source ? .target : .source }
    }

    /// Its identifier.
    package var id: ID
    /// The rule.
    package var ruleID: Rule.ID
    /// The channel of the ticket that was made.
    package var channelID: Channel.ID
    /// The slug of that channel.
    package var channel: String
    /// What makes two events the same matter: one pair of a rule and channel has it.
    package var fingerprint: String
    /// The ticket that was there first.
    package var sourceID: Ticket.ID
    /// The one that was made for it; nil until then, and when it has left its tracker.
    package var targetID: Ticket.ID?
    /// How many were made for it, one after the other.
    package var generation: Int
    /// On which side the last closing was decided; nil where that is not known.
    package var closedFrom: Side?
    /// When the gateway last closed or reopened one of the two.
    package var turns: [Timestamp]
    /// Until when their standing is left alone, because it flapped.
    package var pausedUntil: Timestamp?
    /// When it was made.
    package var createdAt: Timestamp
    /// When it was last changed.
    package var updatedAt: Timestamp

    /// Makes a pair whose other ticket is still to be made.
    package init(
        id: ID, ruleID: Rule.ID, channelID: Channel.ID, channel: String, fingerprint: String, sourceID: Ticket.ID,
        at now: Timestamp
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
    package func ticket(_ side: Side) -> Ticket.ID? { side == .source ? sourceID : targetID }
}
