package import HTTPKit
package import HTTPTypes
package import Models

/// One route: method, path, who may call, and what answers.
package struct Route: Sendable {
    /// The method.
    package var method: HTTPRequest.Method
    /// The pattern, such as `/api/v1/channels/{slug}`.
    package var pattern: String
    /// The scope that the caller needs; nil for a route that asks for no credentials.
    package var scope: Scope?
    /// What answers.
    package var handler: Handler
}

/// The routes in their order. Who may call is said here, beside the path, and nowhere else.
package struct RouteTable: Sendable {
    /// The routes.
    package private(set) var routes: [Route] = []

    /// No routes.
    package init() {}

    /// Adds a route; `scope` nil means that it asks for no credentials.
    package mutating func on(
        _ method: HTTPRequest.Method, _ pattern: String, scope: Scope?, _ handler: @escaping Handler
    ) {
        routes.append(Route(method: method, pattern: pattern, scope: scope, handler: handler))
    }

    /// GET, and with it HEAD.
    package mutating func get(_ pattern: String, scope: Scope?, _ handler: @escaping Handler) {
        on(.get, pattern, scope: scope, handler)
    }
    /// POST.
    package mutating func post(_ pattern: String, scope: Scope?, _ handler: @escaping Handler) {
        on(.post, pattern, scope: scope, handler)
    }
    /// PUT.
    package mutating func put(_ pattern: String, scope: Scope?, _ handler: @escaping Handler) {
        on(.put, pattern, scope: scope, handler)
    }
    /// PATCH.
    package mutating func patch(_ pattern: String, scope: Scope?, _ handler: @escaping Handler) {
        on(.patch, pattern, scope: scope, handler)
    }
    /// DELETE.
    package mutating func delete(_ pattern: String, scope: Scope?, _ handler: @escaping Handler) {
        on(.delete, pattern, scope: scope, handler)
    }
}
