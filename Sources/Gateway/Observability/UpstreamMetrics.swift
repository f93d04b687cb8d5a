import HTTPClient
import HTTPTypes
import Primitives

/// Measures the duration of calls to trackers, by method and status class.
struct UpstreamMetrics: UpstreamObserver {
    private static let histogramName = "ticket_gateway_upstream_call_duration_seconds"

    let registry: PrometheusRegistry

    func callFinished(_ call: UpstreamCall) {
        let labels: [MetricSample.Label] = [
            .init(name: "method", value: call.method.rawValue),
            .init(name: "status", value: call.status.map { "\($0 / 100)xx" } ?? "none"),
        ]
        registry.histogram(.init(name: Self.histogramName, labels: labels)).record(call.duration.inSeconds)
    }
}
