extension OpenAPIDocument {
    /// The differences between the gateway's routes and the document, in both directions; empty if they match.
    /// - Parameter routes: Methods in upper case and patterns, such as `("GET", "/api/v1/channels/{slug}")`.
    package func differences(from routes: [(method: String, pattern: String)]) -> [String] {
        let served = Set(routes.map { "\($0.method) \($0.pattern)" })
        let documented = Set(operations.map(\.name))
        return served.subtracting(documented).sorted().map { "\($0) is served and not documented" }
            + documented.subtracting(served).sorted().map { "\($0) is documented and not served" }
    }
}
