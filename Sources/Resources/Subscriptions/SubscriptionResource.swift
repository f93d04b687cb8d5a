import APIContract
import Documents
package import HTTPKit
import HTTPTypes
import Models
package import OutgoingWebhooks
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// Handlers of `/api/v1/subscriptions`.
package struct SubscriptionResource: Sendable {
    private let service: SubscriptionService

    package init(service: SubscriptionService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let isEnabled = query.optional("enabled", .bool)
        let list = query.list(sorts: SlugPage.sorts, standard: "slug")
        try query.finish()
        let found = try await service.list(isEnabled: isEnabled, page: try SlugPage(list), context: try request.context)
        return Response.list(found, list, of: request, cursor: { list.cursor(of: $0.slug, $0.createdAt, $0.id.text) }) {
            $1.subscription($0)
        }
    }

    /// POST: creates a subscription. Its secret is returned only in this response.
    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        let draft = body.subscriptionDraft()
        try body.finish()
        let made = try await service.create(draft, context: try request.context)
        return Response.created(
            location: Endpoint.getSubscription.path(made.subscription.slug), etag: ETag(made.subscription.revision)
        ) {
            $0.subscription(made.subscription, secret: made.secret)
        }.holdingSecret
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let found = try await service.find(try request.slug(of: "subscription"), context: try request.context)
        return request.notModified(ETag(found.revision)) ?? Self.response(found)
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        let patch = body.subscriptionPatch()
        try body.finish()
        return Self.response(
            try await service.update(
                try request.slug(of: "subscription"), patch, if: try request.precondition, context: try request.context)
        )
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.delete(
            try request.slug(of: "subscription"), if: try request.precondition, context: try request.context)
        return .noContent
    }

    /// POST: rotates the secret. The new one is returned only in this response.
    package func rotate(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request, allowsEmpty: true)
        let secret = body.optional("secret", FieldType<String>.text(1...255))
        try body.finish()
        let changed = try await service.rotate(
            try request.slug(of: "subscription"), to: secret, context: try request.context)
        return Response.object(etag: ETag(changed.subscription.revision)) {
            $0.subscription(changed.subscription, secret: changed.secret)
        }.holdingSecret
    }

    private static func response(_ subscription: WebhookSubscription) -> Response {
        Response.object(etag: ETag(subscription.revision)) { $0.subscription(subscription) }
    }
}
