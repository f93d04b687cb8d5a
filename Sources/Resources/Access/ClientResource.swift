package import Access
import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import Repositories

/// Handlers of `/api/v1/clients`.
package struct ClientResource: Sendable {
    private let service: ClientService

    package init(service: ClientService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(sorts: SlugPage.sorts, standard: "slug")
        try query.finish()
        let clients = try await service.list(try SlugPage(list), context: try request.context)
        return Response.list(clients, list, of: request, cursor: { list.cursor(of: $0.slug, $0.createdAt, $0.id.text) })
        { client, writer in
            writer.client(client)
        }
    }

    /// POST: creates a client. Its secret is returned only in this response.
    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        let slug = body.required("slug", .slug)
        let title = body.optional("title", .text(1...255))
        let scopes = body.required("scopes", .scopes)
        let channels = body.nullable("channels", .channelBounds)
        let required = try body.finish(slug, scopes)
        let draft = ClientService.Draft(slug: required.0, title: title, scopes: required.1, channels: channels)
        let made = try await service.create(draft, context: try request.context)
        return Response.created(location: Endpoint.getClient.path(made.client.slug), etag: made.client.etag) {
            $0.client(made.client, secret: made.secret)
        }.holdingSecret
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let client = try await service.find(try request.slug(of: "client"), context: try request.context)
        return request.notModified(client.etag) ?? Response.object(etag: client.etag) { $0.client(client) }
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        let patch = ClientService.Patch(
            title: body.change("title", .text(1...255)), scopes: body.change("scopes", .scopes),
            channels: body.nullableChange("channels", .channelBounds))
        try body.finish()
        let slug = try request.slug(of: "client")
        let changed = try await service.update(slug, patch, if: try request.precondition, context: try request.context)
        return Response.object(etag: changed.etag) { $0.client(changed) }
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.delete(
            try request.slug(of: "client"), if: try request.precondition, context: try request.context)
        return .noContent
    }
}
