import HTTPKit
import HTTPTypes
import Primitives

/// A parsed API call.
struct FakeCall: Sendable {
    let method: HTTPRequest.Method
    /// The path and query below the prefix.
    let target: String
    /// The raw segments of the path.
    var segments: [String]
    let query: QueryParameters
    let headers: HeaderFields
    /// The body as JSON; null if it is empty.
    let body: JSON
    /// Whether the body is invalid JSON.
    let hasMalformedBody: Bool
    /// Scheme, host and prefix: the base of all API URLs.
    let base: String
    let now: Timestamp
    /// The authenticated account; nil for an anonymous call.
    var account: Account?
    /// The authenticated installation, if the token belongs to a GitHub App.
    var installation: String?
    /// The credential that the call is charged to; `anonymous` without one.
    var credential = "anonymous"
    /// The values of the route's wildcards, percent-decoded.
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

    /// Whether the call controls the fake instead of the GitHub API.
    var isControl: Bool { segments.first == "_fake" }

    /// The value of a route wildcard.
    subscript(index: Int) -> String { parameters[index] }

    /// The value of a route wildcard as a number.
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
