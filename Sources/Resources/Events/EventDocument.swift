package import EventFeed
import Models
package import Primitives
import Repositories
import TrackerKit

/// Renders event documents: the JSON that conditions evaluate and that outgoing webhooks send as data.
package struct EventDocument: Sendable {
    private let tickets: TicketPresenter

    package init(tickets: TicketPresenter) { self.tickets = tickets }

    /// Renders the full document; `EventForms` derives the forms for different audiences from it.
    ///
    /// `event` is as in `/api/v1/events`, `ticket` and `comment` are as in the API, or null. `changes` and `actor`
    /// repeat members of the event to keep conditions short. `channel` and `connection` may be null.
    package func json(of context: EventContext) throws -> JSON {
        let event = context.event
        return [
            "event": try Self.json { $0.event(event.record) },
            "ticket": try context.ticket.map { ticket in try Self.json { tickets.write(ticket, to: &$0) } } ?? .null,
            "comment": try context.comment.flatMap { comment in
                try context.channel.map { channel in try Self.json { $0.comment(comment, in: channel) } }
            } ?? .null,
            "changes": .object(event.event.changes.mapValues { ["from": $0.from, "to": $0.to] }),
            "actor": event.event.actor?.json ?? .null,
            "channel": context.channel.map(Self.json) ?? .null,
            "connection": Self.connection(of: context),
        ]
    }

    private static func json(_ channel: Channel) -> JSON {
        [
            "slug": .string(channel.slug), "title": .string(channel.title), "path": .string(channel.path),
            "url": JSON(channel.url),
        ]
    }

    private static func connection(of context: EventContext) -> JSON {
        guard let slug = context.connection, let tracker = context.tracker else { return .null }
        return ["slug": .string(slug), "tracker": .string(tracker.rawValue)]
    }

    private static func json(_ write: (inout JSONWriter) -> Void) throws -> JSON {
        var writer = JSONWriter()
        write(&writer)
        return try JSON(parsing: writer.bytes)
    }
}
