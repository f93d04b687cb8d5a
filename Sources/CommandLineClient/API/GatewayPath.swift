import Primitives

/// The path and query of a call, put together with every part encoded.
struct GatewayPath: Sendable, Hashable {
    /// `/api/v1/channels/demo/tickets`.
    private(set) var path: String
    private var query: [String] = []

    /// Joins segments under `/api/v1`; each is encoded, so that a key with a slash stays one segment.
    init(_ segments: String...) { path = "/api/v1" + segments.map { "/" + PercentEncoding.segment($0) }.joined() }

    /// Adds a parameter; a nil value adds nothing.
    func adding(_ name: String, _ value: String?) -> Self {
        guard let value else { return self }
        var copy = self
        copy.query.append("\(PercentEncoding.segment(name))=\(PercentEncoding.segment(value))")
        return copy
    }

    /// Adds a parameter once for each value.
    func adding(_ name: String, each values: [String]) -> Self { values.reduce(self) { $0.adding(name, $1) } }

    /// As it stands in a URL.
    var text: String { query.isEmpty ? path : "\(path)?\(query.joined(separator: "&"))" }
}
