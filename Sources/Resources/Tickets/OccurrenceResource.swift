import Documents
package import HTTPKit
import Models
import Primitives
package import Tickets
import TrackerKit

/// Handler of `…/tickets/{key}/occurrences`.
package struct OccurrenceResource: Sendable {
    private let service: OccurrenceService

    package init(service: OccurrenceService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "-occurred_at")
        let slug = try request.slug(of: "channel")
        let key = try request.ticketKey
        try query.finish()
        let position = try list.trackerPosition
        let (channel, ticket, page) = try await service.list(
            channel: slug, key: key, page: position.page, limit: list.limit, context: try request.context)
        return Response.list(page, at: position, list, of: request) { $1.occurrence($0, of: ticket, in: channel) }
    }
}
