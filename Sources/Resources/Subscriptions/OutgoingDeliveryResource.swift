import Documents
package import HTTPKit
import HTTPTypes
import Models
package import OutgoingWebhooks
import Primitives
import Repositories

/// Handlers of `/api/v1/subscriptions/{slug}/deliveries` and `POST /api/v1/subscriptions/{slug}/test`.
package struct OutgoingDeliveryResource: Sendable {
    private let service: SubscriptionService

    package init(service: SubscriptionService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        let slug = try request.slug(of: "subscription")
        var query = QueryReader(request)
        let state = query.optional("state", .enumeration(OutgoingDeliveryState.self))
        let after = query.optional("created_after", .timestamp)
        let before = query.optional("created_before", .timestamp)
        let list = query.list(sorts: ["created_at"], standard: "-created_at")
        try query.finish()
        let page: TimePage<OutgoingDelivery> = try list.timePage(
            order: TimeOrder(.createdAt, descending: list.sort.isDescending))
        let found = try await service.deliveries(of: slug, context: try request.context, page: page) { filter in
            filter.state = state
            filter.createdAfter = after
            filter.createdBefore = before
        }
        return Response.list(found, list, of: request, cursor: { list.cursor(.init(time: $0.createdAt, id: $0.id)) }) {
            $1.outgoingDelivery($0, of: slug)
        }
    }

    /// GET: a delivery with its attempts.
    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "subscription")
        let story = try await service.delivery(
            try request.identifier(of: "delivery"), of: slug, context: try request.context)
        return Response.object { $0.outgoingDelivery(story.delivery, of: slug, story: story) }
    }

    /// POST: sends a delivery again.
    package func replay(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await request.refuseBody()
        let slug = try request.slug(of: "subscription")
        let story = try await service.replay(
            try request.identifier(of: "delivery"), of: slug, context: try request.context)
        var response = Response.object { $0.outgoingDelivery(story.delivery, of: slug, story: story) }
        response.status = .accepted
        return response
    }

    /// POST: sends the deliveries of a time range again.
    package func replayRange(_ request: Request) async throws -> Response {
        let slug = try request.slug(of: "subscription")
        var query = QueryReader(request)
        let state = query.optional(
            "state", FieldType<OutgoingDeliveryState>.enumeration(OutgoingDeliveryState.self) { $0 != .waiting })
        let from = query.required("from", .timestamp)
        let to = query.required("to", .timestamp)
        try query.finish()
        try await request.refuseBody()
        let count = try await service.replay(of: slug, context: try request.context) { filter in
            filter.state = state
            filter.createdAfter = from
            filter.createdBefore = to
        }
        var response = Response.object { writer in
            writer.beginObject()
            writer.key("replayed")
            writer.integer(count)
            writer.key("limit")
            writer.integer(SubscriptionService.maximumReplay)
            writer.endObject()
        }
        response.status = .accepted
        return response
    }

    /// POST: sends a test event and returns the result.
    package func test(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await request.refuseBody()
        let slug = try request.slug(of: "subscription")
        let story = try await service.test(slug, context: try request.context)
        return Response.object { $0.outgoingDelivery(story.delivery, of: slug, story: story) }
    }
}
