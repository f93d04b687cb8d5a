import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Tells the time of day; injected, so that tests set it.
public protocol WallClock: Sendable {
    /// The present time.
    func now() -> Timestamp

    /// Time since a fixed moment, for what only this process measures: it never goes back, and a step of the time of day does not change it.
    func uptime() -> Duration
}

extension WallClock {
    /// The time of day: for clocks that never step.
    public func uptime() -> Duration { now() - Timestamp(microseconds: 0) }
}

/// The machine's clock.
public struct SystemClock: WallClock {
    /// Makes a clock.
    public init() {}

    /// `clock_gettime(CLOCK_REALTIME)`, to the microsecond.
    public func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// `clock_gettime(CLOCK_MONOTONIC)`, to the nanosecond.
    public func uptime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}

/// A clock that stands still until it is moved, for tests.
public final class ManualClock: WallClock {
    private struct State {
        var time: Timestamp
        var uptime = Duration.seconds(1_000)
    }

    private let state: Mutex<State>

    /// Starts at `start`.
    public init(_ start: Timestamp = Timestamp(microseconds: 1_700_000_000_000_000)) { state = Mutex(State(time: start)) }

    /// Where it stands.
    public func now() -> Timestamp { state.withLock { $0.time } }

    /// How far it was moved on.
    public func uptime() -> Duration { state.withLock { $0.uptime } }

    /// Moves it on.
    public func advance(by duration: Duration) {
        state.withLock { state in
            state.time = state.time + duration
            state.uptime += max(.zero, duration)
        }
    }

    /// Moves it on to a moment; one before the present is a step back.
    public func set(_ timestamp: Timestamp) { advance(by: timestamp - now()) }

    /// Steps the time of day, as an operator or NTP does: no time passes.
    public func step(by duration: Duration) { state.withLock { $0.time = $0.time + duration } }
}
