package import Alerts
import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import Repositories
import ServiceKit

/// Handlers of `/api/v1/alerts/tokens`.
package struct AlertTokenResource: Sendable {
    private let service: AlertTokenService

    package init(service: AlertTokenService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(sorts: [SlugPage.Order.createdAt.rawValue], standard: "-created_at")
        try query.finish()
        let tokens = try await service.list(try SlugPage(list), context: try request.context)
        return Response.list(tokens, list, of: request, cursor: { list.cursor(of: "", $0.createdAt, $0.id.text) }) {
            $1.alertToken($0)
        }
    }

    /// POST: creates a token. The token itself is returned only in this response.
    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        let draft = body.alertTokenDraft()
        try body.finish()
        let made = try await service.create(draft, context: try request.context)
        let location = Endpoint.getAlertToken.path(made.token.id.text)
        return Response.created(location: location, etag: ETag(made.token.revision)) {
            $0.alertToken(made.token, secret: made.secret)
        }.holdingSecret
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let token = try await service.find(try request.identifier(of: "alert token"), context: try request.context)
        return request.notModified(ETag(token.revision)) ?? Self.response(token)
    }

    package func update(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        let patch = body.alertTokenPatch()
        try body.finish()
        let id = try request.identifier(of: "alert token", as: AlertToken.self)
        return Self.response(
            try await service.update(id, patch, if: request.precondition, context: try request.context))
    }

    /// POST: replaces the token, which is returned only in this response.
    package func rotate(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await request.refuseBody()
        let made = try await service.rotate(try request.identifier(of: "alert token"), context: try request.context)
        return Response.object(etag: ETag(made.token.revision)) {
            $0.alertToken(made.token, secret: made.secret)
        }.holdingSecret
    }

    package func delete(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.delete(
            try request.identifier(of: "alert token"), if: request.precondition, context: try request.context)
        return .noContent
    }

    private static func response(_ token: AlertToken) -> Response {
        Response.object(etag: ETag(token.revision)) { $0.alertToken(token) }
    }
}
