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
