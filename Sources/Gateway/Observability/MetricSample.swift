/// A metric's value at the time of a scrape, with its labels.
struct MetricSample: Sendable, Hashable {
    /// The metric type.
    enum Kind: String, Sendable {
        /// Only increases, until the process restarts.
        case counter
        /// Can increase and decrease.
        case gauge
    }

    /// Identifies a series: the metric's name and labels.
    struct ID: Sendable, Hashable {
        var name: String
        var labels: [Label]
    }

    struct Label: Sendable, Hashable {
        var name: String
        var value: String
    }

    var id: ID
    var kind: Kind
    var value: Double

    init(_ name: String, _ kind: Kind, value: Double, labels: KeyValuePairs<String, String> = [:]) {
        id = ID(name: name, labels: labels.map { Label(name: $0.key, value: $0.value) })
        self.kind = kind
        self.value = value
    }
}
