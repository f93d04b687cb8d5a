public import HTTPTypes

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

    private static let jsonFields: HTTPFields = [.contentType: "application/json"]
    private static let textFields: HTTPFields = [.contentType: "text/plain; charset=utf-8"]
}
