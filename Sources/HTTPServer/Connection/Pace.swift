import EventLoop

/// Whether bytes come fast enough: only the time spent waiting for them counts, so that a busy handler is not held
/// against the client.
///
/// It is a matter of the last seconds, not of the average: a client that has sent megabytes at once may still not stop
/// for longer than the grace.
struct Pace {
    private let grace: UInt64
    private let bytesPerSecond: UInt64
    /// How long may still be waited, in nanoseconds.
    private var credit: UInt64
    private var waitingSince: UInt64 = 0

    /// Makes a measure.
    /// - Parameters:
    ///   - grace: How long may be waited at most, at the beginning and at any time after it.
    ///   - bytesPerSecond: How many bytes pay for another second, up to the grace.
    init(grace: Duration, bytesPerSecond: Int) {
        self.grace = grace.nanoseconds
        self.bytesPerSecond = UInt64(max(1, bytesPerSecond))
        credit = self.grace
    }

    /// Starts waiting, and tells until when.
    mutating func wait(from now: UInt64) -> UInt64 {
        waitingSince = now
        return now &+ credit
    }

    /// Ends waiting, with what came.
    mutating func received(_ count: Int, at now: UInt64) {
        credit -= min(credit, now &- min(now, waitingSince))
        let earned = UInt64(count).multipliedReportingOverflow(by: 1_000_000_000)
        credit = min(grace, credit &+ min(grace, earned.overflow ? grace : earned.partialValue / bytesPerSecond))
    }
}
