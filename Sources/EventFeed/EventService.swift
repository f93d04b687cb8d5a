package import Models
import Postgres
import Primitives
package import Repositories
package import ServiceKit
package import Tickets

/// The use cases of the event log.
package struct EventService: Sendable {
    private let environment: TicketEnvironment

    package init(_ environment: TicketEnvironment) { self.environment = environment }

    /// A page of events, with one more than the page size if there is a next page.
    package func list(_ filter: EventFilter, page: TimePage<Event>, context: CallContext) async throws -> [EventRecord]
    {
        try await NameSuggestions(environment.database.reader, for: context.principal)
            .requireChannels(filter.channels, in: environment.database.reader)
        // For a caller who may see everything, a page costs as much as its rows. For others, rows that they may not see
        // have to be skipped, so the query counts as a heavy read.
        guard !filter.audience.includesConfidential else {
            return try await EventRepository(environment.database.reader).list(filter, page: page)
        }
        return try await environment.heavyReads.run(for: context.principal.key) {
            try await EventRepository($0).list(filter, page: page)
        }
    }

    /// A page of a ticket's events.
    package func timeline(
        channel slug: String, key: String, types: [EventType], page: TimePage<Event>, context: CallContext
    ) async throws -> [EventRecord] {
        let ticket = try await environment.ticket(key, in: try await environment.channel(slug, context), context)
        var filter = EventFilter(audience: context.audience)
        filter.ticket = ticket.id
        filter.types = types
        return try await list(filter, page: page, context: context)
    }
}
