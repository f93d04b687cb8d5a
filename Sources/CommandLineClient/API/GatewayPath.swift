import APIContract
import Primitives

/// The path and query of a call, percent-encoded.
struct GatewayPath: Sendable, Hashable {
    let endpoint: Endpoint
    /// Such as `/api/v1/channels/demo/tickets`.
    let path: String
    private var query: [String] = []

    /// - Parameter values: One value for each parameter in the endpoint's path, in order.
    init(_ endpoint: Endpoint, _ values: String...) { self.init(endpoint, values: values) }

    init(_ endpoint: Endpoint, values: [String]) {
        self.endpoint = endpoint
        path = endpoint.path(values)
    }

    /// Adds a query parameter, unless the value is nil.
    func adding(_ name: String, _ value: String?) -> Self {
        guard let value else { return self }
        var copy = self
        copy.query.append("\(PercentEncoding.segment(name))=\(PercentEncoding.segment(value))")
        return copy
    }

    /// Adds a query parameter once for each value.
    func adding(_ name: String, each values: [String]) -> Self { values.reduce(self) { $0.adding(name, $1) } }

    /// The path with its query.
    var text: String { query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))" }
}
