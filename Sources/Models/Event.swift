package import Primitives
package import TrackerKit

/// Something that happened. Row of the table `event`, which is only added to.
package struct Event: Sendable, Hashable {
    /// Tells events apart.
    package typealias ID = Identifier<Event>

    /// Its identifier.
    package var id: ID
    /// What happened.
    package var type: EventType
    /// When, by the tracker's clock where it tells.
    package var occurredAt: Timestamp
    /// The connection it happened on, where it is not a channel's event.
    package var connectionID: Connection.ID?
    /// The channel it happened in.
    package var channelID: Channel.ID?
    /// The ticket it happened to.
    package var ticketID: Ticket.ID?
    /// The key of that ticket then.
    package var ticketKey: String?
    /// The comment it happened to.
    package var commentID: Comment.ID?
    /// The slug of the subscription that it happened to, where it is an event of none of the above.
    package var subscription: String?
    /// Whether the ticket was confidential then, or the comment internal.
    package var confidential: Bool
    /// Whether the ticket has become confidential since, or the comment internal. The database keeps it; insertions do
    /// not write it.
    package var concealed = false
    /// Who did it, where that is known.
    package var actor: RemoteUser?
    /// How the gateway came to know of it.
    package var origin: EventOrigin
    /// The event that led to this one.
    package var causationID: ID?
    /// Who asked the gateway for it; nil for what happened at the tracker.
    package var cause: EventCause?
    /// The write of the gateway's own that led to it, where somebody else saw the change before the write came to its
    /// end. Internal: unlike ``EventCause/requestID``, which callers choose, nobody outside can name it.
    package var writeID: OwnWrite.ID?
    /// What changed: field of the ticket, value before and after.
    package var changes: [String: FieldChange]

    /// Whether only readers with `tickets:confidential` may know of it now.
    package var isHidden: Bool { confidential || concealed }

    /// Makes an event; the rest is set after.
    package init(id: ID, type: EventType, occurredAt: Timestamp, origin: EventOrigin) {
        self.id = id
        self.type = type
        self.occurredAt = occurredAt
        self.confidential = false
        self.origin = origin
        self.changes = [:]
    }
}

/// What can happen.
package enum EventType: String, Sendable, Hashable, CaseIterable {
    /// A ticket was made.
    case ticketCreated = "ticket.created"
    /// Something else of a ticket changed.
    case ticketUpdated = "ticket.updated"
    /// A ticket was closed.
    case ticketClosed = "ticket.closed"
    /// A closed ticket was opened.
    case ticketReopened = "ticket.reopened"
    /// The assignees changed.
    case ticketAssigned = "ticket.assigned"
    /// The labels changed.
    case ticketLabeled = "ticket.labeled"
    /// The status changed without opening or closing.
    case ticketMoved = "ticket.moved"
    /// A ticket was deleted.
    case ticketDeleted = "ticket.deleted"
    /// A comment was made.
    case commentCreated = "comment.created"
    /// A comment was changed.
    case commentUpdated = "comment.updated"
    /// A comment was deleted.
    case commentDeleted = "comment.deleted"
    /// The calls of a connection began to fail.
    case connectionDegraded = "connection.degraded"
    /// The calls of a connection go well again.
    case connectionRecovered = "connection.recovered"
    /// The gateway turned a rule off that ran too often.
    case ruleDisabled = "rule.disabled"
    /// Nothing is sent to a subscription any more, because its receiver said so or could not be reached for days.
    case subscriptionDisabled = "subscription.disabled"

    /// Those of a connection itself, which belong to no channel.
    package static let ofConnections: [EventType] = [.connectionDegraded, .connectionRecovered]
}

/// A field before and after.
package struct FieldChange: Sendable, Hashable {
    /// Before.
    package var from: JSON
    /// After.
    package var to: JSON

    /// Makes a change.
    package init(from: JSON, to: JSON) {
        self.from = from
        self.to = to
    }
}
