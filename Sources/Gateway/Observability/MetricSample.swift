/// One number under a name and labels.
struct MetricSample: Sendable, Hashable {
    /// How the number may move.
    enum Kind: String, Sendable {
        /// Up only, until the process starts anew.
        case counter
        /// Any way.
        case gauge
    }

    /// Name and labels of a series.
    struct ID: Sendable, Hashable {
        var name: String
        var labels: [Label]
    }

    /// A label.
    struct Label: Sendable, Hashable {
        var name: String
        var value: String
    }

    var id: ID
    var kind: Kind
    var value: Double

    init(_ name: String, _ kind: Kind, _ value: Double, labels: KeyValuePairs<String, String> = [:]) {
        id = ID(name: name, labels: labels.map { Label(name: $0.key, value: $0.value) })
        self.kind = kind
        self.value = value
    }
}
