/// Writes metrics in Prometheus's text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
struct PrometheusText {
    private(set) var text = ""

    /// A valid metric or label name: characters other than ASCII letters, digits, underscores and colons become
    /// underscores.
    static func name(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" })
    }

    /// Adds counters and gauges. The format requires all series of a metric to be consecutive.
    mutating func add(_ samples: [MetricSample]) {
        for (name, series) in Dictionary(grouping: samples, by: \.id.name).sorted(by: { $0.key < $1.key }) {
            begin(name, series[0].kind.rawValue)
            for sample in series.sorted(by: { Self.labels($0.id.labels) < Self.labels($1.id.labels) }) {
                line(name, labels: sample.id.labels, value: Self.number(sample.value))
            }
        }
    }

    mutating func add(_ histograms: [(id: MetricSample.ID, bounds: [Double], snapshot: HistogramCell.Snapshot)]) {
        for (name, series) in Dictionary(grouping: histograms, by: \.id.name).sorted(by: { $0.key < $1.key }) {
            begin(name, "histogram")
            for histogram in series.sorted(by: { Self.labels($0.id.labels) < Self.labels($1.id.labels) }) {
                add(histogram.id, bounds: histogram.bounds, snapshot: histogram.snapshot)
            }
        }
    }

    private mutating func begin(_ name: String, _ type: String) {
        text += "# HELP \(name) \(MetricHelp.text(of: name))\n# TYPE \(name) \(type)\n"
    }

    private mutating func add(_ id: MetricSample.ID, bounds: [Double], snapshot: HistogramCell.Snapshot) {
        var count = 0
        for (bound, inBucket) in zip(bounds, snapshot.counts) {
            count += inBucket
            line(
                id.name + "_bucket", labels: id.labels + [.init(name: "le", value: Self.number(bound))],
                value: String(count))
        }
        line(id.name + "_bucket", labels: id.labels + [.init(name: "le", value: "+Inf")], value: String(snapshot.count))
        line(id.name + "_sum", labels: id.labels, value: Self.number(snapshot.sum))
        line(id.name + "_count", labels: id.labels, value: String(snapshot.count))
    }

    private mutating func line(_ name: String, labels: [MetricSample.Label], value: String) {
        text += "\(name)\(Self.labels(labels)) \(value)\n"
    }

    private static func labels(_ labels: [MetricSample.Label]) -> String {
        labels.isEmpty ? "" : "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
