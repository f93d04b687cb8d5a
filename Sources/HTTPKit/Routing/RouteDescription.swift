package import HTTPTypes

/// An entry of a router's route table.
package struct RouteDescription: Sendable, Hashable {
    package var method: HTTPRequest.Method
    /// The pattern, such as `/api/v1/channels/{slug}`.
    package var pattern: String

    package init(method: HTTPRequest.Method, pattern: String) {
        self.method = method
        self.pattern = pattern
    }
}
