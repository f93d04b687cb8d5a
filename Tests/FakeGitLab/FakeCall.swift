import FakeTrackerKit
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
    let body: FakeBody
    /// Scheme, host and prefix: what every address begins with.
    let base: String
    /// Scheme and host: where people look.
    let site: String
    let now: Timestamp
    /// Who asks; nil for an anonymous call.
    var account: Account?
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
        body = FakeBody(bytes, contentType: request.headers[.contentType])
        site = "http://\(request.headers[HTTPField.Name("Host")!] ?? "fake.test")"
        base = site + prefix
        self.now = now
    }

    /// What the call is charged to.
    var credential: String { headers[.privateToken] ?? headers[.authorization] ?? "anonymous" }

    /// A value of the body, or of the query, which GitLab takes instead; nil when it is not named.
    subscript(name: String) -> JSON? { body.json[name] ?? query[name].map { .string($0) } }

    /// A text of the body or query.
    func text(_ name: String) -> String? { self[name]?.stringValue }

    /// A number of the body or query.
    func number(_ name: String) -> Int64? { self[name]?.integerValue ?? text(name).flatMap { Int64($0) } }

    /// A boolean of the body or query.
    func bool(_ name: String) -> Bool? { self[name]?.boolValue ?? text(name).map { $0.lowercased() == "true" } }

    /// Names: an array, or a text with commas, which also separate within an array.
    func names(_ name: String) -> [String]? {
        guard let value = self[name] else { return nil }
        let texts = value.arrayValue?.compactMap(\.stringValue) ?? [value.stringValue ?? ""]
        return texts.flatMap { $0.split(separator: ",") }.map { name in
            var rest = name.drop { $0 == " " }
            while rest.last == " " { rest.removeLast() }
            return String(rest)
        }.filter { !$0.isEmpty }
    }

    /// A number among the parameters of the route.
    func id(_ index: Int, _ what: String) throws(FakeFailure) -> Int64 {
        guard let number = Int64(parameters[index]) else { throw .notFound(what) }
        return number
    }
}

extension HTTPField.Name {
    static let privateToken = HTTPField.Name("PRIVATE-TOKEN")!
    static let link = HTTPField.Name("Link")!
}

/// An error of GitLab's.
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

    /// A parameter that is missing or of the wrong form.
    static func parameter(_ text: String) -> FakeFailure { FakeFailure(status: 400, body: ["error": .string(text)]) }

    /// A value that the object's own rules refuse.
    static func invalid(_ field: String, _ text: String) -> FakeFailure {
        FakeFailure(status: 400, body: ["message": .object([field: [.string(text)]])])
    }

    var response: Response {
        var response = Response.object(body, status: HTTPResponse.Status(code: status))
        if let location { response.headers[.location] = location }
        return response
    }
}
