public import HTTPTypes
public import Primitives

/// A response as handlers make it. `Date`, `Content-Length`, `Transfer-Encoding` and `Connection` are the server's work.
public struct Response: Sendable {
    /// The status.
    public var status: HTTPResponse.Status
    /// The header fields.
    public var headers: HTTPFields
    /// The body.
    public var body: ResponseBody
    /// The pattern of the route that answered: the router notes it for logs and metrics.
    public var route: String?
    /// Who called, as logs name it, such as `token:0193…`; nil for nobody in particular.
    public var caller: String?
    /// Whether it goes on for as long as the client stays: it does not count as one of the server's connections (who makes it bounds
    /// their number), it ends as soon as the client stops sending, and its duration says nothing about the server.
    public var isLive = false
    /// The kind of the failure that it reports; nil for an answer that is no problem.
    public var failure: Failure.Kind?

    /// Makes a response.
    public init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: ResponseBody = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// 204 without a body.
    public static var noContent: Response { Response(status: .noContent) }

    /// A JSON document that is already serialized.
    public static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: jsonFields, body: .bytes(bytes))
    }

    /// Plain text in UTF-8.
    public static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: textFields, body: .bytes(Array(text.utf8)))
    }

    /// A stream of unknown length; it ends when `body` returns.
    public static func stream(
        contentType: String, status: HTTPResponse.Status = .ok, _ body: @escaping @Sendable (ResponseWriter) async throws -> Void
    ) -> Response {
        Response(status: status, headers: [.contentType: contentType], body: .stream(body))
    }

    /// A stream of events that goes on for as long as the client stays (see `isLive`); caches and proxies are told to leave it alone.
    public static func events(_ body: @escaping @Sendable (ResponseWriter) async throws -> Void) -> Response {
        var response = Response(status: .ok, headers: eventFields, body: .stream(body))
        response.isLive = true
        return response
    }

    /// `X-Accel-Buffering` keeps nginx from holding events back (https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering).
    private static let eventFields: HTTPFields = [
        .contentType: ServerSentEvent.contentType, .cacheControl: "no-store", HTTPField.Name("X-Accel-Buffering")!: "no",
    ]
    private static let jsonFields: HTTPFields = [.contentType: "application/json"]
    private static let textFields: HTTPFields = [.contentType: "text/plain; charset=utf-8"]
}
