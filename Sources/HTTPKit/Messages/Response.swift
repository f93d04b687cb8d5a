package import HTTPTypes
package import Primitives

/// A response of a handler. The server adds `Date`, `Content-Length`, `Transfer-Encoding` and `Connection`.
package struct Response: Sendable {
    package var status: HTTPResponse.Status
    package var headers: HTTPFields
    package var body: ResponseBody
    /// The pattern of the matched route, set by the router for logs and metrics.
    package var route: String?
    /// The caller's name in logs, such as `token:0193…`; nil for an anonymous caller.
    package var caller: String?
    /// Whether the response is a stream that lasts until the client disconnects. It does not count towards the server's
    /// connection limit (its creator limits the number of streams), it ends as soon as the client stops sending, and
    /// its duration is not the server's response time.
    package var isLive = false
    /// The kind of failure that the response reports; nil if it is not a problem.
    package var failure: Failure.Kind?
    /// The objects that the body shows and that some readers may not see; nil if they are unknown.
    package var mentions: [Mention]?

    package init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: ResponseBody = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// 204 without a body.
    package static var noContent: Response { Response(status: .noContent) }

    /// A response with serialized JSON.
    package static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: jsonFields, body: .bytes(bytes))
    }

    /// A plain text response in UTF-8.
    package static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: textFields, body: .bytes(Array(text.utf8)))
    }

    /// A stream of unknown length that ends when `body` returns.
    package static func stream(
        contentType: String, status: HTTPResponse.Status = .ok,
        _ body: @escaping @Sendable (ResponseWriter) async throws -> Void
    ) -> Response {
        Response(status: status, headers: [.contentType: contentType], body: .stream(body))
    }

    /// A stream of server-sent events that lasts until the client disconnects (see `isLive`). Caches must not store it,
    /// and proxies must not buffer it.
    package static func events(_ body: @escaping @Sendable (ResponseWriter) async throws -> Void) -> Response {
        var response = Response(status: .ok, headers: eventFields, body: .stream(body))
        response.isLive = true
        return response
    }

    /// `X-Accel-Buffering` disables buffering in nginx
    /// (https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering).
    private static let eventFields: HTTPFields = [
        .contentType: ServerSentEvent.contentType, .cacheControl: "no-store",
        HTTPField.Name("X-Accel-Buffering")!: "no",
    ]
    private static let jsonFields: HTTPFields = [.contentType: "application/json"]
    private static let textFields: HTTPFields = [.contentType: "text/plain; charset=utf-8"]
}
