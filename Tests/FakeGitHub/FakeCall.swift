import HTTPKit
import HTTPTypes
import Primitives

/// One call, taken apart.
struct FakeCall: Sendable {
    let method: HTTPRequest.Method
    /// Path and query below the prefix.
    let target: String
    /// The raw segments of the path.
    var segments: [String]
    let query: QueryParameters
    let headers: HeaderFields
    /// The body as JSON; null when there is none.
    let body: JSON
    /// Whether there was a body that is no JSON.
    let hasMalformedBody: Bool
    /// Scheme, host and prefix: what every address begins with.
    let base: String
    let now: Timestamp
    /// Who asks; nil for an anonymous call.
    var account: Account?
    /// The installation that asks, for a GitHub App's token.
    var installation: String?
    /// The credential, or a word for anonymous callers: whom a call is charged to.
    var credential = "anonymous"
    /// What the route's variable segments matched, decoded.
    var parameters: [String] = []

    init(_ request: Request, body bytes: [UInt8], prefix: String, now: Timestamp) {
        method = request.method
        query = request.query
        headers = request.headers
        let isBelow = !prefix.isEmpty && request.path.hasPrefix(prefix + "/")
        let path = isBelow ? String(request.path.dropFirst(prefix.count)) : request.path
        target = request.query.isEmpty ? path : "\(path)?\(request.query.raw)"
        segments = path.split(separator: "/").map(String.init)
        let parsed = try? JSON(parsing: bytes)
        body = parsed ?? .null
        hasMalformedBody = parsed == nil && !bytes.isEmpty
        base = "http://\(request.headers[.host] ?? "fake.test")\(prefix)"
        self.now = now
    }

    /// Whether it steers the fake rather than asking GitHub.
    var isControl: Bool { segments.first == "_fake" }

    /// A parameter of the route.
    subscript(index: Int) -> String { parameters[index] }

    /// A number among the parameters of the route.
    func number(_ index: Int) throws(FakeFailure) -> Int64 {
        guard let number = Int64(parameters[index]) else { throw .notFound }
        return number
    }
}

extension HTTPField.Name {
    /// RFC 9110, section 7.2.
    static let host = HTTPField.Name("Host")!
    /// RFC 8288.
    static let link = HTTPField.Name("Link")!
}
