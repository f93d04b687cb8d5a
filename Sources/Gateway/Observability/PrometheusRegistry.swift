package import CoreMetrics
import Synchronization

/// The metrics of this process: those recorded with swift-metrics, and those collected on every scrape.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct State {
        var counters: [MetricSample.ID: CounterCell] = [:]
        var gauges: [MetricSample.ID: GaugeCell] = [:]
        var histograms: [MetricSample.ID: HistogramCell] = [:]
        var collectors: [@Sendable () -> [MetricSample]] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Adds a collector, which is called on every scrape.
    func collect(_ collector: @escaping @Sendable () -> [MetricSample]) {
        state.withLock { $0.collectors.append(collector) }
    }

    /// Returns the histogram with this name and labels, for durations in seconds. Creates it if necessary.
    func histogram(_ id: MetricSample.ID) -> HistogramCell {
        state.withLock { state in
            if let cell = state.histograms[id] { return cell }
            let cell = HistogramCell()
            state.histograms[id] = cell
            return cell
        }
    }

    /// Returns the counter with this name and labels. Creates it if necessary.
    func counter(_ name: String, labels: [MetricSample.Label] = []) -> CounterCell {
        state.withLock { $0.counters.cell(.init(name: name, labels: labels)) { CounterCell() } }
    }

    /// All metrics in Prometheus's text format.
    package func text() -> String {
        let (counters, gauges, histograms, collectors) = state.withLock {
            ($0.counters, $0.gauges, $0.histograms, $0.collectors)
        }
        var samples = collectors.flatMap { $0() }
        samples += counters.map { MetricSample(id: $0.key, kind: .counter, value: $0.value.value) }
        samples += gauges.map { MetricSample(id: $0.key, kind: .gauge, value: $0.value.value) }
        var writer = PrometheusText()
        writer.add(samples)
        writer.add(histograms.map { (id: $0.key, bounds: $0.value.bounds, snapshot: $0.value.snapshot) })
        return writer.text
    }

    // MARK: swift-metrics

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        state.withLock { $0.counters.cell(.init(label, dimensions)) { CounterCell() } }
    }

    /// A histogram if `aggregate` is true, else a gauge with the last value.
    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let id = MetricSample.ID(label, dimensions)
        return aggregate ? histogram(id) : state.withLock { $0.gauges.cell(id) { GaugeCell() } }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        state.withLock { $0.gauges.cell(MetricSample.ID(label, dimensions)) { GaugeCell() } }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(MetricSample.ID(label, dimensions))
    }

    /// Does nothing: series exist until the process ends, as Prometheus expects of counters.
    package func destroyCounter(_ handler: any CounterHandler) {}
    /// Does nothing, see `destroyCounter`.
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Does nothing, see `destroyCounter`.
    package func destroyTimer(_ handler: any TimerHandler) {}
}

extension MetricSample.ID {
    fileprivate init(_ label: String, _ dimensions: [(String, String)]) {
        self.init(
            name: PrometheusText.name(label),
            labels: dimensions.map { .init(name: PrometheusText.name($0.0), value: $0.1) })
    }
}

extension MetricSample {
    fileprivate init(id: ID, kind: Kind, value: Double) {
        self.init(id.name, kind, value: value)
        self.id = id
    }
}

extension Dictionary where Key == MetricSample.ID {
    fileprivate mutating func cell(_ id: Key, _ make: () -> Value) -> Value {
        if let cell = self[id] { return cell }
        let cell = make()
        self[id] = cell
        return cell
    }
}
