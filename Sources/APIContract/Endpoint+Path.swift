import Primitives

extension Endpoint {
    /// The endpoint's path with values for its parameters, each percent-encoded so that it remains one segment.
    /// - Parameter values: One for each of `route.parameters`, in their order.
    package func path(_ values: String...) -> String { path(values) }

    package func path(_ values: [String]) -> String {
        let route = route
        assert(values.count == route.parameters.count, "\(self) takes \(route.parameters)")
        var rest = values[...]
        return route.path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            guard segment.hasPrefix("{"), let value = rest.popFirst() else { return String(segment) }
            return PercentEncoding.segment(value)
        }.joined(separator: "/")
    }
}
