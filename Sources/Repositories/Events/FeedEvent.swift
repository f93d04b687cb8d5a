package import Models
import Postgres
import Primitives
import TrackerKit

/// An event on its way to those who act on it or watch.
package struct FeedEvent: Sendable {
    /// Where it stands in the feed.
    package var place: EventPlace
    /// As code reads it.
    package var event: Event
    /// As the API shows it.
    package var record: EventRecord

    /// As the API shows it to readers without `tickets:confidential`, where that differs.
    package var restrictedRecord: EventRecord?

    /// The slug of its channel.
    package var channel: String? { record.channel }
    /// Of an event of a connection, the slugs of the channels that use it now.
    package var connectionUsers: [String] = []

    /// Whether an audience may know of it now.
    package func isVisible(to audience: TicketAudience) -> Bool {
        audience.mayKnow(of: channel, users: connectionUsers, isConfidential: event.isHidden)
    }

    /// Whether an audience could know of it when it happened: then it may know where the event stands in the feed,
    /// whatever became of its ticket.
    package func wasVisible(to audience: TicketAudience) -> Bool {
        audience.mayKnow(of: channel, users: connectionUsers, isConfidential: event.confidential)
    }
}

/// Some of the feed.
package struct FeedPage: Sendable {
    /// The events, in their order.
    package var events: [FeedEvent]
    /// Whether there are later ones that must still wait, because a transaction that began before theirs may add others
    /// before them.
    package var isWaiting: Bool
}

extension FeedEvent {
    /// What ``init(row:)`` reads beyond the record.
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
        place = EventPlace(transactionID: try row.decode("transaction_id"), event: event.id)
        self.event = event
        record = EventRecord(row: row)
    }
}
