package import HTTPTypes
import Primitives

/// Finds the handler of a request, and turns every error into a problem in one place.
///
/// HEAD falls back to GET; OPTIONS answers 204 with `Allow`; a method that a resource does not have gets 405 with
/// `Allow` (RFC 9110, section 15.5.6). Those answers, and 404, pass through the middleware like any other.
package struct Router: Sendable {
    /// Told of every error that is not meant for the client (it becomes a 500): the place to log it.
    package typealias ErrorHook = @Sendable (any Error, Request) -> Void

    private let middleware: [any Middleware]
    private let onError: ErrorHook
    private var tree = RouteTree()
    /// The table of routes in the order in which they were added.
    package private(set) var routes: [RouteDescription] = []

    /// Makes a router without routes.
    /// - Parameters:
    ///   - middleware: The first is the outermost.
    ///   - onError: Told of every unexpected error.
    package init(middleware: [any Middleware] = [], onError: @escaping ErrorHook = { _, _ in }) {
        self.middleware = middleware
        self.onError = onError
    }

    /// Adds a route.
    /// - Parameters:
    ///   - method: The method.
    ///   - pattern: `/a/{b}/c`, where `{b}` takes one segment; a last segment `{rest*}` takes all that is left.
    ///   - handler: Answers.
    package mutating func on(_ method: HTTPRequest.Method, _ pattern: String, _ handler: @escaping Handler) {
        tree.add(method, RoutePattern(pattern), wrapped(handler))
        routes.append(RouteDescription(method: method, pattern: pattern))
    }

    /// Answers a request; an error of the handler becomes a problem, an unexpected one a 500 that tells nothing.
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
        let allow = endpoint.allow
        return wrapped { request in
            if request.method == .options { return Response(status: .noContent, headers: [.allow: allow]) }
            throw Problem.methodNotAllowed(allow: allow)
        }
    }

    /// The pattern that a request's path matches; nil when none does, or the path can't be decoded.
    package func pattern(of request: Request) -> String? {
        try? find(request).endpoint.pattern
    }

    private func find(_ request: Request) throws(Problem) -> RouteTree.Match {
        let outcome = request.withPathBytes { bytes in Result { () throws(Problem) in try tree.match(bytes) } }
        guard let match = try outcome.get() else { throw .notFound }
        return match
    }

    private func wrapped(_ handler: @escaping Handler) -> Handler {
        // A loop, not `reduce`: what a generic function returns is called through a thunk.
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

extension Request {
    /// Whether the target is `*`, which asks about the server as a whole (RFC 9112, section 3.2.4).
    fileprivate var isAsterisk: Bool {
        method == .options && withPathBytes { $0.count == 1 && $0[0] == UInt8(ascii: "*") }
    }
}
