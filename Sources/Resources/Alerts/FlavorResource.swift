package import Alerts
import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import Repositories
import ServiceKit

/// Handlers of `/api/v1/alerts/flavors`.
package struct FlavorResource: Sendable {
    private let service: FlavorService

    package init(service: FlavorService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(sorts: SlugPage.sorts, standard: "slug")
        try query.finish()
        let flavors = try await service.list(try SlugPage(list), context: try request.context)
        return Response.list(flavors, list, of: request, cursor: { list.cursor(of: $0.slug, $0.createdAt, $0.id.text) })
        {
            $1.alertFlavor($0)
        }
    }

    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        let draft = body.alertFlavorDraft()
        try body.finish()
        let flavor = try await service.create(draft, context: try request.context)
        return Response.created(location: Endpoint.getAlertFlavor.path(flavor.slug), etag: ETag(flavor.revision)) {
            $0.alertFlavor(flavor)
        }
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let flavor = try await service.find(try request.flavorSlug, context: try request.context)
        return request.notModified(ETag(flavor.revision)) ?? Self.response(flavor)
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let slug = try request.flavorSlug
        var body = try await BodyReader(request)
        let patch = body.alertFlavorPatch()
        try body.finish()
        return Self.response(
            try await service.update(slug, patch, if: request.precondition, context: try request.context))
    }

    /// DELETE: deletes the flavor and its alerts.
    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.delete(try request.flavorSlug, if: request.precondition, context: try request.context)
        return .noContent
    }

    private static func response(_ flavor: AlertFlavor) -> Response {
        Response.object(etag: ETag(flavor.revision)) { $0.alertFlavor(flavor) }
    }
}

extension Request {
    /// The slug in the path.
    /// - Throws: 404 if it cannot be the slug of a flavor.
    fileprivate var flavorSlug: String {
        get throws {
            let slug = try parameter("slug")
            guard AlertFlavorSlug.isValid(slug) else { throw ServiceError.notFound("flavor") }
            return slug
        }
    }
}
