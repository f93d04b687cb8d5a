/// Runs a piece of work whenever it is woken: by ``wake()``, by a notification, or after the poll interval, because a
/// notification can be lost.
///
/// Wakes that arrive while the work runs are merged into one further run.
package struct WakeLoop: Sendable {
    private let pollInterval: Duration
    private let wakes: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// Creates a loop.
    /// - Parameter pollInterval: How often the work runs without being woken.
    package init(pollInterval: Duration) {
        self.pollInterval = pollInterval
        (wakes, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Requests a run; if the work is running, it runs again afterwards.
    package func wake() { continuation.yield() }

    /// Wakes the loop for each element, until the stream ends or the task is cancelled.
    package func wake<Element: Sendable>(forEach stream: AsyncStream<Element>) async {
        for await _ in stream { wake() }
    }

    /// Ends the loop after the current run.
    package func stop() { continuation.finish() }

    /// Runs the work once at the start and then whenever woken, until ``stop()`` is called or the task is cancelled.
    /// Call it only once.
    package func run(_ work: () async -> Void) async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                await every(pollInterval) { wake() }
                // The task was cancelled: end the loop as well.
                stop()
            }
            wake()
            for await _ in wakes { await work() }
            group.cancelAll()
        }
    }
}

/// Repeats `work` until the task is cancelled, waiting `interval` before each repetition, the first one included.
package func every(_ interval: Duration, _ work: () async -> Void) async {
    while true {
        do { try await Task.sleep(for: interval) } catch { return }
        await work()
    }
}
