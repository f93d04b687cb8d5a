import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The source of the current time; injected so that tests can set it.
package protocol WallClock: Sendable {
    /// The current time of day.
    func now() -> Timestamp

    /// The time since a fixed but arbitrary moment, to measure durations within this process. It never goes backwards
    /// and is not affected when the time of day is adjusted.
    func uptime() -> Duration
}

extension WallClock {
    /// The time of day, for clocks that are never adjusted.
    package func uptime() -> Duration { now() - Timestamp(microseconds: 0) }
}

/// The clock of the operating system.
package struct SystemClock: WallClock {
    package init() {}

    /// `clock_gettime(CLOCK_REALTIME)`, truncated to microseconds.
    package func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// `clock_gettime(CLOCK_MONOTONIC)`, in nanoseconds.
    package func uptime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}

/// A clock for tests that changes only when a test moves it.
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
