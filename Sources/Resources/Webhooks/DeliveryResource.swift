import Documents
package import HTTPKit
import HTTPTypes
package import Intake
import Models
import Primitives
import Repositories

/// Handlers of `/api/v1/deliveries`.
package struct DeliveryResource: Sendable {
    private let service: DeliveryService

    package init(service: DeliveryService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let filter = query.deliveryFilter()
        let list = query.list(sorts: ["received_at"], standard: "-received_at")
        try query.finish()
        let page: TimePage<Delivery> = try list.timePage(
            order: TimeOrder(.receivedAt, descending: list.sort.isDescending))
        let found = try await service.list(filter, page: page, context: try request.context)
        return Response.list(
            found, list, of: request, cursor: { list.cursor(.init(time: $0.delivery.receivedAt, id: $0.delivery.id)) }
        ) {
            $1.delivery($0.delivery, channel: $0.channel, content: nil)
        }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let found = try await service.find(try request.identifier(of: "delivery"), context: try request.context)
        return Response.object { $0.delivery(found.delivery, channel: found.channel, content: found.content) }
    }

    /// POST: processes a delivery again.
    package func replay(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await request.refuseBody()
        let found = try await service.replay(try request.identifier(of: "delivery"), context: try request.context)
        var response = Response.object { $0.delivery(found.delivery, channel: found.channel, content: nil) }
        response.status = .accepted
        return response
    }

    /// POST: processes the deliveries of a time range again.
    package func replayRange(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        var filter = DeliveryFilter()
        filter.channels = query.channels()
        filter.state = query.optional("state", .enumeration())
        let from = query.required("from", .timestamp)
        let to = query.required("to", .timestamp)
        filter.receivedAfter = from
        filter.receivedBefore = to
        try query.finish()
        try await request.refuseBody()
        let count = try await service.replay(filter, context: try request.context)
        var response = Response.object { writer in
            writer.beginObject()
            writer.key("replayed")
            writer.integer(count)
            writer.key("limit")
            writer.integer(DeliveryService.maximumReplay)
            writer.endObject()
        }
        response.status = .accepted
        return response
    }
}

extension QueryReader {
    fileprivate mutating func deliveryFilter() -> DeliveryFilter {
        var filter = DeliveryFilter()
        filter.channels = channels()
        filter.state = optional("state", .enumeration())
        filter.receivedAfter = optional("received_after", .timestamp)
        filter.receivedBefore = optional("received_before", .timestamp)
        return filter
    }
}
