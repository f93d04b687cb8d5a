import CoreMetrics
import Intake
import TrackerKit

/// Counts the tickets that syncs skipped, by tracker.
struct SyncMetrics: SyncObserver {
    private static let skipped = "ticket_gateway_sync_skipped_total"

    let registry: PrometheusRegistry

    func skipped(_ count: Int, tracker: TrackerKind) {
        registry.makeCounter(label: Self.skipped, dimensions: [("tracker", tracker.rawValue)]).increment(
            by: Int64(count))
    }
}
