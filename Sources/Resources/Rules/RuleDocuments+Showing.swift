package import Connections
import EventFeed
import Models
import Primitives
import Repositories
package import Rules

extension RuleDocuments {
    /// Renders events and tickets for rules as the API shows them.
    package static func showing(_ registry: TrackerRegistry) -> RuleDocuments {
        let presenter = TicketPresenter(registry: registry)
        let document = EventDocument(tickets: presenter)
        return RuleDocuments(
            events: { ids, executor in
                let events = try await EventFeedRepository(executor).find(ids)
                var documents: [Event.ID: EventForms] = [:]
                for context in try await EventContextReader(executor).contexts(of: events) {
                    documents[context.event.event.id] = EventForms(try document.json(of: context), of: context)
                }
                return documents
            },
            ticket: { record in
                var writer = JSONWriter()
                presenter.write(record, to: &writer)
                return (try? JSON(parsing: writer.bytes)) ?? .null
            })
    }
}
