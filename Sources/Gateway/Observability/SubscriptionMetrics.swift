import Models
import OutgoingWebhooks
import Primitives

/// Measures the duration of calls to receivers; counts finished outgoing deliveries and disabled subscriptions.
struct SubscriptionMetrics: SubscriptionObserver {
    let registry: PrometheusRegistry

    func attempted(status: Int?, after duration: Duration) {
        let label = MetricSample.Label(name: "status", value: status.map { "\($0 / 100)xx" } ?? "none")
        registry.histogram(.init(name: "ticket_gateway_outgoing_attempt_duration_seconds", labels: [label])).record(
            duration.inSeconds)
    }

    func finished(_ state: OutgoingDeliveryState) {
        registry.counter(
            "ticket_gateway_outgoing_deliveries_total", labels: [.init(name: "state", value: state.rawValue)]
        ).increment(by: 1)
    }

    func disabled(_ reason: DisablingReason) {
        registry.counter(
            "ticket_gateway_subscriptions_disabled_total", labels: [.init(name: "reason", value: reason.rawValue)]
        )
        .increment(by: 1)
    }
}
