package import Primitives
import Synchronization

/// A clock that changes only when a test moves it.
package final class ManualClock: WallClock {
    private struct State {
        var time: Timestamp
        var uptime = Duration.seconds(1_000)
    }

    private let state: Mutex<State>

    package init(_ start: Timestamp = Timestamp(microseconds: 1_700_000_000_000_000)) {
        state = Mutex(State(time: start))
    }

    package func now() -> Timestamp { state.withLock { $0.time } }

    /// 1,000 seconds, plus the total by which the clock has been advanced.
    package func uptime() -> Duration { state.withLock { $0.uptime } }

    /// Advances the time of day and the uptime. A negative duration moves only the time of day.
    package func advance(by duration: Duration) {
        state.withLock { state in
            state.time = state.time + duration
            state.uptime += max(.zero, duration)
        }
    }

    /// Sets the time of day and advances the uptime by the difference. If the timestamp is in the past, the uptime is
    /// unchanged.
    package func set(_ timestamp: Timestamp) { advance(by: timestamp - now()) }

    /// Adjusts the time of day, as an operator or NTP does; the uptime is unchanged.
    package func step(by duration: Duration) { state.withLock { $0.time = $0.time + duration } }
}
