package import Primitives

/// Two tickets that a rule keeps in sync. Row of the table `ticket_pair`.
package struct TicketPair: Sendable, Hashable {
    package typealias ID = Identifier<TicketPair>

    /// One of the two tickets.
    package enum Side: String, Sendable, Hashable, CaseIterable {
        /// The ticket that existed first.
        case source
        /// The ticket created for it.
        case target

        package var other: Side { self == .source ? .target : .source }
    }

    package var id: ID
    package var ruleID: Rule.ID
    /// The channel of the target.
    package var channelID: Channel.ID
    /// The slug of that channel.
    package var channel: String
    /// Identifies the matter that events are about: unique per rule and channel.
    package var fingerprint: String
    /// The ticket that existed first.
    package var sourceID: MirroredTicket.ID
    /// The ticket created for it; nil before that, and after it was deleted at its tracker.
    package var targetID: MirroredTicket.ID?
    /// The number of targets created so far, one after another.
    package var generation: Int
    /// The side on which the last closing was decided; nil if unknown.
    package var closedFrom: Side?
    /// When the gateway last closed or reopened one of the two.
    package var turns: [Timestamp]
    /// Until when the status is not synchronised, because the pair was flapping.
    package var pausedUntil: Timestamp?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

    /// A pair whose target is still to be created.
    package init(
        id: ID, ruleID: Rule.ID, channelID: Channel.ID, channel: String, fingerprint: String,
        sourceID: MirroredTicket.ID,
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

    package func ticket(_ side: Side) -> MirroredTicket.ID? { side == .source ? sourceID : targetID }
}
