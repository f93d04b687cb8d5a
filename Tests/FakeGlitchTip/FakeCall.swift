import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// One call, taken apart.
struct FakeCall: Sendable {
    let method: HTTPRequest.Method
    /// Path and query.
    let target: String
    let segments: [String]
    let endsInSlash: Bool
    let query: QueryParameters
    let headers: HeaderFields
    let bytes: [UInt8]
    let body: FakeBody
    /// Scheme and host.
    let base: String
    let now: Timestamp
    /// What the route's variable segments matched.
    var parameters: [String] = []

    init(_ request: Request, body bytes: [UInt8], now: Timestamp) {
        method = request.method
        query = request.query
        headers = request.headers
        target = request.query.isEmpty ? request.path : "\(request.path)?\(request.query.raw)"
        segments = request.path.split(separator: "/").map(String.init)
        endsInSlash = request.path.hasSuffix("/")
        self.bytes = bytes
        body = FakeBody(bytes, contentType: request.headers[.contentType])
        base = "http://\(request.headers[.host] ?? "fake.test")"
        self.now = now
    }

    /// Whether it sends an event to a DSN: `/api/PROJECT/envelope/`.
    var isIngestion: Bool {
        segments.count == 3 && segments[0] == "api" && ["envelope", "store"].contains(segments[2])
    }

    /// A parameter of the route.
    subscript(index: Int) -> String { parameters[index] }

    /// The values of a parameter of the query that may come more than once.
    func values(_ name: String) -> [String] { query.items.filter { $0.name == name }.map(\.value) }
}

extension HTTPField.Name {
    /// RFC 9110, section 7.2.
    static let host = HTTPField.Name("Host")!
    /// RFC 8288.
    static let link = HTTPField.Name("Link")!
    /// The public key that an event is sent with.
    static let sentryAuth = HTTPField.Name("X-Sentry-Auth")!
}
