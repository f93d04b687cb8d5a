import HTTPServer
import HTTPTypes
import Primitives
import Synchronization

/// Observes the HTTP server: logs every request, and counts requests by method, route and status class.
final class GatewayObserver: ServerObserver {
    private struct Series: Hashable {
        var method: String
        var route: String
        var statusClass: Int
    }

    private static let histogramName = "ticket_gateway_http_request_duration_seconds"
    /// Methods counted under their own name. Others are counted as `other`, so that clients can't create an unlimited
    /// number of series.
    private static let knownMethods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private let log: RequestLog
    private let registry: PrometheusRegistry
    private let series = Mutex<[Series: HistogramCell]>([:])
    private let refusedMessages: CounterCell
    private let refusedConnections: CounterCell

    init(log: RequestLog, registry: PrometheusRegistry) {
        self.log = log
        self.registry = registry
        refusedMessages = registry.counter("ticket_gateway_http_refused_messages_total")
        refusedConnections = registry.counter("ticket_gateway_http_refused_connections_total")
    }

    func requestFinished(_ request: FinishedRequest) {
        // The duration of a live stream depends on its client and would distort the histogram.
        if !request.wasLive { cell(request).record(request.duration.inSeconds) }
        log.write(request)
    }

    func protocolError(_ error: ProtocolError) {
        refusedMessages.increment(by: 1)
        log.write(error)
    }

    func connectionRefused(reason: String) {
        refusedConnections.increment(by: 1)
    }

    private func cell(_ request: FinishedRequest) -> HistogramCell {
        let method = request.method.rawValue
        let key = Series(
            method: Self.knownMethods.contains(method) ? method : "other", route: request.route ?? "-",
            statusClass: request.status.code / 100)
        return series.withLock { series in
            if let cell = series[key] { return cell }
            let labels: [MetricSample.Label] = [
                .init(name: "method", value: key.method), .init(name: "route", value: key.route),
                .init(name: "status", value: "\(key.statusClass)xx"),
            ]
            let cell = registry.histogram(.init(name: Self.histogramName, labels: labels))
            series[key] = cell
            return cell
        }
    }
}
