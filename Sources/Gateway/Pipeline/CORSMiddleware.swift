import HTTPKit
import HTTPTypes

/// Lets pages from the configured origins call the API from a browser (WHATWG Fetch, section 3.2). Credentials are sent
/// in `Authorization`, never in cookies, so `Access-Control-Allow-Credentials` is not sent.
struct CORSMiddleware: Middleware {
    /// How long browsers may cache the response to a preflight request, in seconds.
    private static let maximumAge = "7200"
    private static let methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
    private static let requestFields =
        "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, Ticket-Actor, X-Request-Id, Last-Event-ID"
    private static let responseFields =
        "ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Idempotency-Replayed, Preference-Applied, WWW-Authenticate"

    private let origins: Set<String>
    private let allowsAll: Bool
    private let errors: ErrorResponder

    init(origins: [String], errors: ErrorResponder) {
        self.origins = Set(origins)
        allowsAll = origins.contains("*")
        self.errors = errors
    }

    func respond(to request: Request, next: Handler) async throws -> Response {
        if origins.isEmpty { return try await next(request) }
        var response = await answer(request, next)
        if !allowsAll { response.headers.append(HTTPField(name: .vary, value: "Origin")) }
        guard let origin = request.headers[.origin], allowsAll || origins.contains(origin) else { return response }
        response.headers[.accessControlAllowOrigin] = allowsAll ? "*" : origin
        response.headers[.accessControlExposeHeaders] = Self.responseFields
        if request.method == .options, request.headers.contains(.accessControlRequestMethod) { addPreflight(&response) }
        return response
    }

    private func addPreflight(_ response: inout Response) {
        response.headers[.accessControlAllowMethods] = Self.methods
        response.headers[.accessControlAllowHeaders] = Self.requestFields
        response.headers[.accessControlMaxAge] = Self.maximumAge
    }

    private func answer(_ request: Request, _ next: Handler) async -> Response {
        do { return try await next(request) } catch { return errors.response(for: error, to: request) }
    }
}
