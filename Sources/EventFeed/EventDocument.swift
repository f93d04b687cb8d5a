package import Documents
package import Models
package import Postgres
package import Primitives
package import Repositories
import TrackerKit

/// Renders event documents: the JSON that conditions evaluate and that outgoing webhooks send as data.
package struct EventDocument: Sendable {
    package let tickets: TicketDocument

    package init(tickets: TicketDocument) { self.tickets = tickets }

    /// The documents of events, each in the forms for different audiences.
    package func forms(of events: [FeedEvent], _ executor: any SQLExecutor) async throws -> [Event.ID: EventForms] {
        var forms: [Event.ID: EventForms] = [:]
        for context in try await EventContextReader(executor).contexts(of: events) {
            forms[context.event.event.id] = EventForms(try json(of: context), of: context)
        }
        return forms
    }

    /// Renders the full document; `EventForms` derives the forms for different audiences from it.
    ///
    /// `event` is as in `/api/v1/events`, `ticket` and `comment` are as in the API, or null. `changes` and `actor`
    /// repeat members of the event to keep conditions short. `channel` and `connection` may be null.
    package func json(of context: EventContext) throws -> JSON {
        let event = context.event
        return EventDocumentMembers(
            event: try event.record.json(),
            ticket: try context.ticket.map { try tickets.json(of: $0) } ?? .null,
            comment: try context.comment.flatMap { comment in
                try context.channel.map { try comment.json(in: $0) }
            } ?? .null,
            changes: .object(event.event.changes.mapValues { ["from": $0.from, "to": $0.to] }),
            actor: event.event.actor?.json ?? .null,
            channel: context.channel.map(EventDocumentMembers.channel) ?? .null,
            connection: Self.connection(of: context)
        ).json
    }

    private static func connection(of context: EventContext) -> JSON {
        guard let slug = context.connection, let tracker = context.tracker else { return .null }
        return EventDocumentMembers.connection(slug: slug, tracker: tracker)
    }
}
