package import Models
import Postgres
import Primitives
import TrackerKit

/// An event read from the feed, for rules, subscriptions and streams.
package struct FeedEvent: Sendable {
    /// The feed position after the event.
    package var position: FeedPosition
    /// The decoded event.
    package var event: Event
    /// The event as the API shows it.
    package var record: EventRecord

    /// The event as the API shows it to readers without `tickets:confidential`, if that differs.
    package var restrictedRecord: EventRecord?

    package var channel: String? { record.channel }
    /// For an event of a connection: the slugs of the channels that currently use it.
    package var connectionUsers: [String] = []

    /// Whether an audience can currently see it.
    package func isVisible(to audience: TicketAudience) -> Bool {
        audience.hasAccess(to: channel, users: connectionUsers, isConfidential: event.isHidden)
    }

    /// Whether an audience could see it when it happened. If so, it may know the event's feed position, even if the
    /// ticket has become confidential since.
    package func wasVisible(to audience: TicketAudience) -> Bool {
        audience.hasAccess(to: channel, users: connectionUsers, isConfidential: event.confidential)
    }
}

/// A part of the feed.
package struct FeedPage: Sendable {
    /// In feed order.
    package var events: [FeedEvent]
    /// Whether there are later events that cannot be read yet, because an older transaction that is still running may
    /// insert events before them.
    package var isWaiting: Bool
}

extension FeedEvent {
    /// The columns that ``init(row:)`` reads in addition to the record.
    static let columns: SQL = """
        event.transaction_id, event.channel_id, event.connection_id, event.confidential, event.concealed,
        \(fragment: ConnectionUsers.slugs)
        """

    init(row: Row) throws {
        var event = Event(
            id: try row.decode("id"), type: try row.decode("type"), occurredAt: try row.decode("occurred_at"),
            origin: try row.decode("origin"))
        event.connectionID = try row.decode("connection_id")
        event.channelID = try row.decode("channel_id")
        event.ticketID = try row.decode("ticket_id")
        event.ticketKey = try row.decode("ticket_key")
        event.commentID = try row.decode("comment_id")
        event.subscription = try row.decode("subscription")
        event.confidential = try row.decode("confidential")
        event.concealed = try row.decode("concealed")
        event.actor = try row.decode("actor", as: JSON?.self).flatMap(RemoteUser.init(json:))
        event.causationID = try row.decode("causation_id")
        event.cause = try row.decode("cause", as: JSON?.self).flatMap(EventCause.init(json:))
        for (name, change) in try row.decode("changes", as: JSON.self).objectValue ?? [:] {
            event.changes[name] = FieldChange(from: change["from"] ?? .null, to: change["to"] ?? .null)
        }
        connectionUsers = try row.decode(ConnectionUsers.column)
        position = FeedPosition(transactionID: try row.decode("transaction_id"), event: event.id)
        self.event = event
        record = EventRecord(row: row)
    }
}
