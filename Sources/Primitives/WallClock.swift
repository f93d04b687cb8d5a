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
}

/// A clock that stands still until it is moved, for tests.
public final class ManualClock: WallClock {
    private let time: Mutex<Timestamp>

    /// Starts at `start`.
    public init(_ start: Timestamp = Timestamp(microseconds: 1_700_000_000_000_000)) { time = Mutex(start) }

    /// Where it stands.
    public func now() -> Timestamp { time.withLock { $0 } }

    /// Moves it on.
    public func advance(by duration: Duration) { time.withLock { $0 = $0 + duration } }

    /// Sets it.
    public func set(_ timestamp: Timestamp) { time.withLock { $0 = timestamp } }
}
