import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Tells the time of day; injected, so that tests set it.
package protocol WallClock: Sendable {
    /// The present time.
    func now() -> Timestamp

    /// Time since a fixed moment, for what only this process measures: it never goes back, and a step of the time of
    /// day does not change it.
    func uptime() -> Duration
}

extension WallClock {
    /// The time of day: for clocks that never step.
    package func uptime() -> Duration { now() - Timestamp(microseconds: 0) }
}

/// The machine's clock.
package struct SystemClock: WallClock {
    /// Makes a clock.
    package init() {}

    /// `clock_gettime(CLOCK_REALTIME)`, to the microsecond.
    package func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// `clock_gettime(CLOCK_MONOTONIC)`, to the nanosecond.
    package func uptime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}

/// A clock that stands still until it is moved, for tests.
package final class ManualClock: WallClock {
    private struct State {
        var time: Timestamp
        var uptime = Duration.seconds(1_000)
    }

    private let state: Mutex<State>

    /// Starts at `start`.
    package init(_ start: Timestamp = Timestamp(microseconds: 1_700_000_000_000_000)) {
        state = Mutex(State(time: start))
    }

    /// Where it stands.
    package func now() -> Timestamp { state.withLock { $0.time } }

    /// How far it was moved on.
    package func uptime() -> Duration { state.withLock { $0.uptime } }

    /// Moves it on.
    package func advance(by duration: Duration) {
        state.withLock { state in
            state.time = state.time + duration
            state.uptime += max(.zero, duration)
        }
    }

    /// Moves it on to a moment; one before the present is a step back.
    package func set(_ timestamp: Timestamp) { advance(by: timestamp - now()) }

    /// Steps the time of day, as an operator or NTP does: no time passes.
    package func step(by duration: Duration) { state.withLock { $0.time = $0.time + duration } }
}
