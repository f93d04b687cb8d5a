package import HTTPTypes

/// One line of a router's table.
package struct RouteDescription: Sendable, Hashable {
    /// The method.
    package var method: HTTPRequest.Method
    /// The pattern, such as `/api/v1/channels/{slug}`.
    package var pattern: String

    /// Makes a description.
    package init(method: HTTPRequest.Method, pattern: String) {
        self.method = method
        self.pattern = pattern
    }
}
