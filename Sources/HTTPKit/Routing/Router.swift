package import HTTPTypes
import Primitives

/// Dispatches requests to handlers, and converts all errors to problems.
///
/// HEAD falls back to GET, OPTIONS returns 204 with `Allow`, and a method that a resource does not support gets 405
/// with `Allow` (RFC 9110, section 15.5.6). These responses, and 404, pass through the middleware like any other.
package struct Router: Sendable {
    /// Called with every error that is not reported to the client (which gets a 500), so that it can be logged.
    package typealias ErrorHook = @Sendable (any Error, Request) -> Void

    private let middleware: [any Middleware]
    private let advice: PathAdvice
    private let onError: ErrorHook
    private var tree = RouteTree()
    /// The route table, in the order in which routes were added.
    package private(set) var routes: [RouteDescription] = []

    /// Creates a router without routes.
    /// - Parameters:
    ///   - middleware: The middleware, outermost first.
    ///   - advice: Completes the paths that a 404 suggests.
    ///   - onError: Called with every unexpected error.
    package init(
        middleware: [any Middleware] = [], advice: PathAdvice = PathAdvice(),
        onError: @escaping ErrorHook = { _, _ in }
    ) {
        self.middleware = middleware
        self.advice = advice
        self.onError = onError
    }

    /// Adds a route.
    /// - Parameter pattern: A path such as `/a/{b}/c`, where `{b}` matches one segment. `{rest*}` as the last segment
    ///   matches the rest of the path.
    package mutating func on(_ method: HTTPRequest.Method, _ pattern: String, use handler: @escaping Handler) {
        tree.add(method, RoutePattern(pattern), handler: wrapped(handler))
        routes.append(RouteDescription(method: method, pattern: pattern))
    }

    /// Adds another path of a route, which the route table does not list.
    package mutating func onAlias(_ method: HTTPRequest.Method, _ pattern: String, use handler: @escaping Handler) {
        tree.add(method, RoutePattern(pattern), handler: wrapped(handler))
    }

    /// Responds to a request. An error of the handler is reported as a problem; an unexpected one as a 500 without
    /// details.
    package nonisolated(nonsending) func respond(to request: Request) async -> Response {
        var request = request
        do {
            return try await dispatch(&request)
        } catch {
            return response(for: error, to: request)
        }
    }

    private nonisolated(nonsending) func dispatch(_ request: inout Request) async throws -> Response {
        if request.isAsterisk { return try await wrapped { _ in Response(status: .noContent) }(request) }
        let match: RouteTree.Match
        do {
            match = try find(request)
        } catch {
            return try await wrapped { _ in throw error }(request)
        }
        request.parameters = match.parameters
        request.route = match.endpoint.pattern
        var response = try await handler(match.endpoint, request.method)(request)
        response.route = request.route
        return response
    }

    private func handler(_ endpoint: RouteNode.Endpoint, _ method: HTTPRequest.Method) -> Handler {
        if let handler = endpoint.handler(for: method) { return handler }
        let allow = endpoint.allow, routes = routes
        return wrapped { request in
            if request.method == .options { return Response(status: .noContent, headers: [.allow: allow]) }
            let alternative = Self.alternative(to: endpoint, for: request, among: routes)
            throw Problem.methodNotAllowed(request.method.rawValue, allow: allow, alternative: alternative)
        }
    }

    /// Another method or path that was most likely meant by a request whose method the path does not support; nil if
    /// there is none.
    private static func alternative(
        to endpoint: RouteNode.Endpoint, for request: Request, among routes: [RouteDescription]
    ) -> String? {
        let (method, path, pattern) = (request.method, request.path, endpoint.pattern)
        guard path.utf8.count <= PathAdvice.maximumLength else { return nil }
        for (wanted, other) in [(HTTPRequest.Method.put, HTTPRequest.Method.patch), (.patch, .put)]
        where method == wanted && endpoint.handler(for: other) != nil {
            return "\(other.rawValue) \(path)"
        }
        let others = routes.filter { $0.method == method }.map(\.pattern)
        func isVariable(_ segment: Substring) -> Bool { segment.first == "{" }
        if let element = others.first(where: { $0.parent == pattern[...] && isVariable($0.lastSegment) }) {
            return "\(method.rawValue) \(path)/\(element.lastSegment)"
        }
        if isVariable(pattern.lastSegment), others.contains(where: { $0[...] == pattern.parent }) {
            return "\(method.rawValue) \(path.parent)"
        }
        let noun = pattern.lastLiteral
        return others.first { $0.lastLiteral == noun && $0 != pattern }.map { "\(method.rawValue) \($0)" }
    }

    /// The pattern that matches a request's path; nil if none does, or the path can't be decoded.
    package func pattern(of request: Request) -> String? {
        try? find(request).endpoint.pattern
    }

    private func find(_ request: Request) throws(Problem) -> RouteTree.Match {
        let outcome = request.withPathBytes { bytes in Result { () throws(Problem) in try tree.match(bytes) } }
        guard let match = try outcome.get() else {
            let nearest = tree.nearest(to: request.path, advice)
            if nearest == nil, let detail = advice.unknownResource(in: request.path, among: routes) {
                throw Problem(.notFound, detail: detail)
            }
            throw .notFound(request.path, nearest: nearest)
        }
        return match
    }

    private func wrapped(_ handler: @escaping Handler) -> Handler {
        // A loop instead of `reduce`, because closures returned by generic functions are called through a thunk.
        var wrapped = handler
        for middleware in middleware.reversed() {
            let next = wrapped
            wrapped = { request in try await middleware.respond(to: request, next: next) }
        }
        return wrapped
    }

    private func response(for error: any Error, to request: Request) -> Response {
        let problem = (error as? any ProblemConvertible)?.problem
        if problem == nil { onError(error, request) }
        var response = (problem ?? .internalError).response(requestID: request.id, timestamp: .now)
        response.route = request.route
        return response
    }
}

extension String {
    /// A path without its last segment and the slash before it.
    fileprivate var parent: Substring { lastIndex(of: "/").map { self[..<$0] } ?? "" }
    fileprivate var lastSegment: Substring { split(separator: "/").last ?? "" }
    /// The last segment that is no variable.
    fileprivate var lastLiteral: Substring { split(separator: "/").last { $0.first != "{" } ?? "" }
}

extension Request {
    /// Whether the target is `*`, which refers to the server as a whole (RFC 9112, section 3.2.4).
    fileprivate var isAsterisk: Bool {
        method == .options && withPathBytes { $0.count == 1 && $0[0] == UInt8(ascii: "*") }
    }
}
