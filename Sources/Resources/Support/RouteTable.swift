public import HTTPKit
public import HTTPTypes
public import Models

/// One route: method, path, who may call, and what answers.
public struct Route: Sendable {
    /// The method.
    public var method: HTTPRequest.Method
    /// The pattern, such as `/api/v1/channels/{slug}`.
    public var pattern: String
    /// The scope that the caller needs; nil for a route that asks for no credentials.
    public var scope: Scope?
    /// What answers.
    public var handler: Handler
}

/// The routes in their order. Who may call is said here, beside the path, and nowhere else.
public struct RouteTable: Sendable {
    /// The routes.
    public private(set) var routes: [Route] = []

    /// No routes.
    public init() {}

    /// Adds a route; `scope` nil means that it asks for no credentials.
    public mutating func on(_ method: HTTPRequest.Method, _ pattern: String, scope: Scope?, _ handler: @escaping Handler) {
        routes.append(Route(method: method, pattern: pattern, scope: scope, handler: handler))
    }

    /// GET, and with it HEAD.
    public mutating func get(_ pattern: String, scope: Scope?, _ handler: @escaping Handler) { on(.get, pattern, scope: scope, handler) }
    /// POST.
    public mutating func post(_ pattern: String, scope: Scope?, _ handler: @escaping Handler) { on(.post, pattern, scope: scope, handler) }
    /// PUT.
    public mutating func put(_ pattern: String, scope: Scope?, _ handler: @escaping Handler) { on(.put, pattern, scope: scope, handler) }
    /// PATCH.
    public mutating func patch(_ pattern: String, scope: Scope?, _ handler: @escaping Handler) {
        on(.patch, pattern, scope: scope, handler)
    }
    /// DELETE.
    public mutating func delete(_ pattern: String, scope: Scope?, _ handler: @escaping Handler) {
        on(.delete, pattern, scope: scope, handler)
    }
}
