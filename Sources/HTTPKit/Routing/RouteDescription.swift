public import HTTPTypes

/// One line of a router's table.
public struct RouteDescription: Sendable, Hashable {
    /// The method.
    public var method: HTTPRequest.Method
    /// The pattern, such as `/api/v1/channels/{slug}`.
    public var pattern: String

    /// Makes a description.
    public init(method: HTTPRequest.Method, pattern: String) {
        self.method = method
        self.pattern = pattern
    }
}
