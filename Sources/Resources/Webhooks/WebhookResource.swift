import APIContract
import Documents
package import HTTPKit
import HTTPTypes
package import Intake
import Models
import Primitives
import Repositories
import TrackerKit

/// Handlers of `/api/v1/channels/{slug}/webhook`.
package struct WebhookResource: Sendable {
    /// The allowed length of a secret that the tracker generated.
    private static let secretLength = 16...256

    private let service: WebhookService

    package init(service: WebhookService) { self.service = service }

    /// GET: the webhook with its health and delivery counts.
    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "channel")
        let status = try await service.find(channel: slug, context: try request.context)
        return Response.object { $0.webhook(status, channel: slug) }
    }

    /// POST: creates a webhook. A secret is returned only in this response.
    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.slug(of: "channel")
        var body = try await BodyReader(request, allowsEmpty: true)
        let manual = body.optional("manual", .bool)
        let secret = body.optional("secret", FieldType<String>.text(Self.secretLength))
        try body.finish()
        let status = try await service.create(
            channel: slug, manually: manual ?? false, secret: secret, context: try request.context)
        return Response.created(location: Endpoint.getWebhook.path(slug)) { $0.webhook(status, channel: slug) }
            .holdingSecret
    }

    package func delete(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let force = query.optional("force", .bool) ?? false
        try query.finish()
        try await service.delete(channel: try request.slug(of: "channel"), force: force, context: try request.context)
        return .noContent
    }
}
