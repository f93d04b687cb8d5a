import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives

/// A parsed API call.
struct FakeCall: Sendable {
    let method: HTTPRequest.Method
    let target: String
    let segments: [String]
    let endsInSlash: Bool
    let query: QueryParameters
    let headers: HeaderFields
    let bytes: [UInt8]
    let body: FakeBody
    /// Scheme and host: the base of all URLs.
    let base: String
    let now: Timestamp
    /// The values of the route's wildcards.
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

    /// Whether the call sends an event to a DSN: `/api/PROJECT/envelope/` or `/api/PROJECT/store/`.
    var isIngestion: Bool {
        segments.count == 3 && segments[0] == "api" && ["envelope", "store"].contains(segments[2])
    }

    /// The value of a route wildcard.
    subscript(index: Int) -> String { parameters[index] }

    /// The values of a query parameter that may be repeated.
    func values(_ name: String) -> [String] { query.items.filter { $0.name == name }.map(\.value) }
}

extension HTTPField.Name {
    /// RFC 9110, section 7.2.
    static let host = HTTPField.Name("Host")!
    /// RFC 8288.
    static let link = HTTPField.Name("Link")!
    /// The header with the DSN's public key.
    static let sentryAuth = HTTPField.Name("X-Sentry-Auth")!
}
