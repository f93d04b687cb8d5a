package import Access
import APIContract
import Documents
package import HTTPKit
import Models
import Primitives
import Repositories

/// Handlers of `/api/v1/tokens`.
package struct TokenResource: Sendable {
    private let service: TokenService

    package init(service: TokenService) { self.service = service }

    package func list(_ request: Request) async throws -> Response {
        var query = QueryReader(request)
        let list = query.list(sorts: [SlugPage.Order.createdAt.rawValue], standard: "-created_at")
        try query.finish()
        let tokens = try await service.list(try SlugPage(list), context: try request.context)
        return Response.list(tokens, list, of: request, cursor: { list.cursor(of: "", $0.createdAt, $0.id.text) }) {
            token, writer in
            writer.apiToken(token)
        }
    }

    /// POST: creates a token. The token itself is returned only in this response.
    package func create(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        var body = try await BodyReader(request)
        let title = body.required("title", .text(1...255))
        let scopes = body.required("scopes", .scopes)
        let channels = body.nullable("channels", .channelBounds)
        let expiresAt = body.nullable("expires_at", .timestamp)
        let required = try body.finish(title, scopes)
        let draft = TokenService.Draft(title: required.0, scopes: required.1, channels: channels, expiresAt: expiresAt)
        let made = try await service.create(draft, context: try request.context)
        return Response.created(location: Endpoint.getToken.path("\(made.token.id)"), etag: made.token.etag) {
            $0.apiToken(made.token, secret: made.secret)
        }.holdingSecret
    }

    package func get(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        let token = try await service.find(try request.identifier(of: "token"), context: try request.context)
        return request.notModified(token.etag) ?? Response.object(etag: token.etag) { $0.apiToken(token) }
    }

    /// DELETE: revokes the token with immediate effect.
    package func revoke(_ request: Request) async throws -> Response {
        try request.refuseQuery()
        try await service.revoke(
            try request.identifier(of: "token"), if: try request.precondition, context: try request.context)
        return .noContent
    }
}
