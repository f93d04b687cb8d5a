package import Primitives
package import TrackerKit

/// An immutable record of something that happened. Row of the table `event`, which is append-only.
package struct Event: Sendable, Hashable {
    package typealias ID = Identifier<Event>

    package var id: ID
    package var type: EventType
    /// When it happened: by the tracker's clock if the tracker reports a time.
    package var occurredAt: Timestamp
    /// The connection, for an event that belongs to no channel.
    package var connectionID: Connection.ID?
    /// The channel in which it happened.
    package var channelID: Channel.ID?
    package var ticketID: MirroredTicket.ID?
    /// The ticket's key at that time.
    package var ticketKey: String?
    package var commentID: Comment.ID?
    /// The slug of the subscription, for an event that concerns none of the above.
    package var subscription: String?
    /// Whether the ticket was confidential, or the comment internal, at that time.
    package var confidential: Bool
    /// Whether the ticket has become confidential since, or the comment internal. Maintained by the database; inserts
    /// do not write it.
    package var concealed = false
    /// The user who did it, if known.
    package var actor: RemoteUser?
    package var origin: EventOrigin
    /// The event that led to this one.
    package var causationID: ID?
    /// The caller whose request caused it; nil for changes made at the tracker.
    package var cause: EventCause?
    /// The gateway's own write that led to it, if a sync or webhook saw the change before the write had completed.
    /// Internal: unlike ``EventCause/requestID``, which callers choose, it cannot be set from outside.
    package var writeID: OwnWrite.ID?
    /// The fields of the ticket that changed, each with its old and new value.
    package var changes: [String: FieldChange]

    /// Whether only readers with `tickets:confidential` can currently see it.
    package var isHidden: Bool { confidential || concealed }

    /// Sets the required fields; set the others afterwards.
    package init(id: ID, type: EventType, occurredAt: Timestamp, origin: EventOrigin) {
        self.id = id
        self.type = type
        self.occurredAt = occurredAt
        self.confidential = false
        self.origin = origin
        self.changes = [:]
    }
}

/// The types of events.
package enum EventType: String, Sendable, Hashable, CaseIterable {
    case ticketCreated = "ticket.created"
    /// Any other change of a ticket.
    case ticketUpdated = "ticket.updated"
    case ticketClosed = "ticket.closed"
    /// A closed ticket was reopened.
    case ticketReopened = "ticket.reopened"
    case ticketAssigned = "ticket.assigned"
    case ticketLabeled = "ticket.labeled"
    /// The status changed without closing or reopening the ticket.
    case ticketMoved = "ticket.moved"
    case ticketDeleted = "ticket.deleted"
    case commentCreated = "comment.created"
    case commentUpdated = "comment.updated"
    case commentDeleted = "comment.deleted"
    /// Calls of a connection started to fail.
    case connectionDegraded = "connection.degraded"
    /// Calls of a connection succeed again.
    case connectionRecovered = "connection.recovered"
    /// The gateway disabled a rule that ran too often.
    case ruleDisabled = "rule.disabled"
    /// The gateway disabled a subscription, because its receiver requested it or was unreachable for days.
    case subscriptionDisabled = "subscription.disabled"

    /// The types that concern a connection and belong to no channel.
    package static let ofConnections: [EventType] = [.connectionDegraded, .connectionRecovered]
}

/// The old and new value of a field.
package struct FieldChange: Sendable, Hashable {
    package var from: JSON
    package var to: JSON

    package init(from: JSON, to: JSON) {
        self.from = from
        self.to = to
    }
}
