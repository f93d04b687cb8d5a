import FakeTrackerKit
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
    let body: FakeBody
    /// Scheme, host and prefix: the base of all API URLs.
    let base: String
    /// Scheme and host: the base of web pages.
    let site: String
    let now: Timestamp
    /// The authenticated account; nil for an anonymous call.
    var account: Account?
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
        body = FakeBody(bytes, contentType: request.headers[.contentType])
        site = "http://\(request.headers[HTTPField.Name("Host")!] ?? "fake.test")"
        base = site + prefix
        self.now = now
    }

    /// The credential that the call is charged to.
    var credential: String { headers[.privateToken] ?? headers[.authorization] ?? "anonymous" }

    /// A value in the body or else in the query, which GitLab accepts as well; nil if it is omitted.
    subscript(name: String) -> JSON? { body.json[name] ?? query[name].map { .string($0) } }

    /// A text in the body or query.
    func text(_ name: String) -> String? { self[name]?.stringValue }

    /// A number in the body or query.
    func number(_ name: String) -> Int64? { self[name]?.integerValue ?? text(name).flatMap { Int64($0) } }

    /// A boolean in the body or query.
    func bool(_ name: String) -> Bool? { self[name]?.boolValue ?? text(name).map { $0.lowercased() == "true" } }

    /// Names in an array or a comma-separated text. Commas also separate names inside an array's elements.
    func names(_ name: String) -> [String]? {
        guard let value = self[name] else { return nil }
        let texts = value.arrayValue?.compactMap(\.stringValue) ?? [value.stringValue ?? ""]
        return texts.flatMap { $0.split(separator: ",") }.map { name in
            var rest = name.drop { $0 == " " }
            while rest.last == " " { rest.removeLast() }
            return String(rest)
        }.filter { !$0.isEmpty }
    }

    /// The value of a route wildcard as a number.
    func id(_ index: Int, _ what: String) throws(FakeFailure) -> Int64 {
        guard let number = Int64(parameters[index]) else { throw .notFound(what) }
        return number
    }
}

extension HTTPField.Name {
    static let privateToken = HTTPField.Name("PRIVATE-TOKEN")!
    static let link = HTTPField.Name("Link")!
}

/// A GitLab API error.
struct FakeFailure: Error {
    var status: Int
    var body: JSON
    var location: String?

    static func message(_ status: Int, _ text: String) -> FakeFailure {
        FakeFailure(status: status, body: ["message": .string(text)])
    }
    static func notFound(_ what: String) -> FakeFailure { message(404, "404 \(what) Not Found") }
    static let unauthorized = message(401, "401 Unauthorized")
    static let forbidden = message(403, "403 Forbidden")

    /// A missing or malformed parameter.
    static func parameter(_ text: String) -> FakeFailure { FakeFailure(status: 400, body: ["error": .string(text)]) }

    /// A value that violates a validation rule of the object.
    static func invalid(_ field: String, _ text: String) -> FakeFailure {
        FakeFailure(status: 400, body: ["message": .object([field: [.string(text)]])])
    }

    var response: Response {
        var response = Response.object(body, status: HTTPResponse.Status(code: status))
        if let location { response.headers[.location] = location }
        return response
    }
}
