package import Connections
import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// Handlers of `/api/v1/connections`.
package struct ConnectionResource: Sendable {
    private let service: ConnectionService

    package init(service: ConnectionService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let tracker = query.optional("tracker", .tracker)
        let status = query.optional("status", .enumeration(ConnectionStatus.self))
        let list = query.list(sorts: SlugPage.sorts, standard: "slug")
        try query.finish()
        let connections = try await service.list(
            tracker: tracker, status: status, page: try SlugPage(list), context: try request.context)
        return Response.list(
            connections, list, of: request, cursor: { list.cursor(of: $0.slug, $0.createdAt, $0.id.text) }
        ) {
            connection, writer in
            writer.connection(connection, baseURL: service.baseURL(of: connection))
        }
    }

    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        let slug = body.required("slug", .slug)
        let tracker = body.required("tracker", .tracker)
        let title = body.optional("title", .text(1...255))
        let baseURL = body.nullable("base_url", .text(1...2048))
        let credentials = body.optional("credentials", .credentials(service.registry.credentialKinds))
        let settings = body.optional("settings", .settings)
        let required = try body.finish(slug, tracker)
        let draft = ConnectionDraft(
            slug: required.0, title: title, tracker: required.1, baseURL: baseURL, credentials: credentials ?? .none,
            settings: settings ?? [:])
        let made = try await service.create(draft, context: try request.context)
        return Response.created(location: Endpoint.getConnection.path(made.slug), etag: ETag(made.revision)) {
            $0.connection(made, baseURL: service.baseURL(of: made))
        }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let connection = try await service.find(try request.slug(of: "connection"), context: try request.context)
        return request.notModified(ETag(connection.revision)) ?? response(connection)
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        var patch = ConnectionPatch()
        patch.title = body.change("title", .text(1...255))
        patch.baseURL = body.nullableChange("base_url", .text(1...2048))
        patch.credentials = body.change("credentials", .credentials(service.registry.credentialKinds))
        patch.settings = body.change("settings", .settingsPatch)
        try body.finish()
        let (changed, left) = try await service.update(
            try request.slug(of: "connection"), patch, context: try request.context,
            precondition: try request.precondition)
        return Response.object(etag: ETag(changed.revision)) {
            $0.connection(changed, baseURL: service.baseURL(of: changed), webhooksLeft: left)
        }
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.delete(
            try request.slug(of: "connection"), context: try request.context, precondition: try request.precondition)
        return .noContent
    }

    /// POST: verifies the connection's credentials with the tracker.
    package func verify(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await request.refuseBody()
        let (connection, verification) = try await service.verify(
            try request.slug(of: "connection"), context: try request.context)
        return Response.object(etag: ETag(connection.revision)) {
            $0.connection(connection, baseURL: service.baseURL(of: connection), verification: .some(verification))
        }
    }

    /// GET: the calls that the tracker still allows, and the state of the circuit breaker.
    package func budget(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let (connection, budget) = try await service.budget(
            try request.slug(of: "connection"), context: try request.context)
        return Response.object { $0.budget(budget ?? UpstreamBudget(), connection: connection.slug) }
    }

    /// GET: the projects that the connection's credentials can access at the tracker.
    package func projects(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(order: "tracker")
        try query.finish()
        let position = try list.trackerPosition
        let (connection, page) = try await service.projects(
            try request.slug(of: "connection"), page: position.page, context: try request.context)
        let capabilities = service.registry.capabilities(of: connection.tracker)
        return Response.list(page, at: position, list, of: request) { project, writer in
            writer.project(project, tracker: connection.tracker, statusMap: [:], capabilities: capabilities)
        }
    }

    private func response(_ connection: Connection) -> Response {
        Response.object(etag: ETag(connection.revision)) {
            $0.connection(connection, baseURL: service.baseURL(of: connection))
        }
    }
}
