import Documents
package import EventFeed
package import HTTPKit
import Models
import Primitives
import Repositories
import ServiceKit

/// Handlers of `/api/v1/events` and of tickets' timelines.
package struct EventResource: Sendable {
    private let service: EventService

    package init(service: EventService) { self.service = service }

    /// GET: the event log.
    package func list(_ request: Request) async throws -> Response {
        let context = try request.context
        var query = QueryReader(request)
        var filter = EventFilter(audience: context.audience)
        filter.types = query.eventTypes()
        filter.channels = query.channels()
        filter.ticket = query.identifier("ticket")
        let list = query.list(sorts: ["occurred_at"], standard: "-occurred_at")
        try query.finish()
        return try page(
            try await service.list(filter, page: try Self.page(list), context: context), list: list, for: request)
    }

    /// GET: the events of a ticket.
    package func timeline(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let types = query.eventTypes()
        let list = query.list(sorts: ["occurred_at"], standard: "occurred_at")
        let slug = try request.slug(of: "channel")
        let key = try request.ticketKey
        try query.finish()
        let events = try await service.timeline(
            channel: slug, key: key, types: types, page: try Self.page(list), context: try request.context)
        return try page(events, list: list, for: request)
    }

    private static func page(_ list: ListParameters) throws -> TimePage<Event> {
        try list.timePage(order: TimeOrder(.occurredAt, descending: list.sort.isDescending))
    }

    private func page(_ events: [EventRecord], list: ListParameters, for request: Request) throws -> Response {
        try Response.list(list, of: request) { writer in
            for event in events.prefix(list.limit) { writer.event(event) }
            return events.count > list.limit ? list.cursor(try events[list.limit - 1].position) : nil
        }
    }
}
