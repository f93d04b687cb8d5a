package import HTTPTypes
package import Primitives

/// A response as handlers make it. `Date`, `Content-Length`, `Transfer-Encoding` and `Connection` are the server's
/// work.
package struct Response: Sendable {
    /// The status.
    package var status: HTTPResponse.Status
    /// The header fields.
    package var headers: HTTPFields
    /// The body.
    package var body: ResponseBody
    /// The pattern of the route that answered: the router notes it for logs and metrics.
    package var route: String?
    /// Who called, as logs name it, such as `token:0193…`; nil for nobody in particular.
    package var caller: String?
    /// Whether it goes on for as long as the client stays: it does not count as one of the server's connections (who
    /// makes it bounds their number), it ends as soon as the client stops sending, and its duration says nothing about
    /// the server.
    package var isLive = false
    /// The kind of the failure that it reports; nil for an answer that is no problem.
    package var failure: Failure.Kind?

    /// Makes a response.
    package init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: ResponseBody = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// 204 without a body.
    package static var noContent: Response { Response(status: .noContent) }

    /// A JSON document that is already serialized.
    package static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: jsonFields, body: .bytes(bytes))
    }

    /// Plain text in UTF-8.
    package static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: textFields, body: .bytes(Array(text.utf8)))
    }

    /// A stream of unknown length; it ends when `body` returns.
    package static func stream(
        contentType: String, status: HTTPResponse.Status = .ok,
        _ body: @escaping @Sendable (ResponseWriter) async throws -> Void
    ) -> Response {
        Response(status: status, headers: [.contentType: contentType], body: .stream(body))
    }

    /// A stream of events that goes on for as long as the client stays (see `isLive`); caches and proxies are told to
    /// leave it alone.
    package static func events(_ body: @escaping @Sendable (ResponseWriter) async throws -> Void) -> Response {
        var response = Response(status: .ok, headers: eventFields, body: .stream(body))
        response.isLive = true
        return response
    }

    /// `X-Accel-Buffering` keeps nginx from holding events back
    /// (https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering).
    private static let eventFields: HTTPFields = [
        .contentType: ServerSentEvent.contentType, .cacheControl: "no-store",
        HTTPField.Name("X-Accel-Buffering")!: "no",
    ]
    private static let jsonFields: HTTPFields = [.contentType: "application/json"]
    private static let textFields: HTTPFields = [.contentType: "text/plain; charset=utf-8"]
}
