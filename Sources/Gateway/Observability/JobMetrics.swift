import JobQueue
import Models
import Primitives
import Repositories
import Synchronization

/// Measures jobs: counts by state, waiting times by kind, and durations by kind and outcome.
final class JobMetrics: JobObserver {
    private let registry: PrometheusRegistry
    private let last = Mutex<JobCounts?>(nil)

    init(registry: PrometheusRegistry, clock: any WallClock) {
        self.registry = registry
        registry.collect { [weak self] in self?.last.withLock { $0 }.map { Self.samples($0, at: clock.now()) } ?? [] }
    }

    func job(_ job: Job, reached stage: JobStage) {
        let kind = MetricSample.Label(name: "kind", value: job.kind)
        switch stage {
        case .claimed(let waited):
            registry.histogram(.init(name: "ticket_gateway_job_wait_seconds", labels: [kind])).record(
                max(0, waited.inSeconds))
        case .ended(let outcome, let duration):
            let labels = [kind, .init(name: "outcome", value: outcome.rawValue)]
            registry.histogram(.init(name: "ticket_gateway_job_duration_seconds", labels: labels)).record(
                duration.inSeconds)
        case .started, .performed, .committing: break
        }
    }

    func counted(_ counts: JobCounts) { last.withLock { $0 = counts } }

    private static func samples(_ counts: JobCounts, at now: Timestamp) -> [MetricSample] {
        let states = [
            ("due", counts.due), ("waiting", counts.waiting), ("running", counts.running), ("dead", counts.dead),
        ]
        let age = counts.dueSince.map { max(0, (now - $0).inSeconds) } ?? 0
        return states.map { MetricSample("ticket_gateway_jobs", .gauge, value: Double($1), labels: ["state": $0]) }
            + [MetricSample("ticket_gateway_job_oldest_due_seconds", .gauge, value: age)]
    }
}
