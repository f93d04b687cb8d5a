import EventLoop

/// A check that bytes arrive fast enough. Only the time spent waiting counts, so that clients are not penalised for a
/// slow handler.
///
/// It considers the last seconds rather than the average: even a client that has sent megabytes must not pause for
/// longer than the grace.
struct Pace {
    private let grace: UInt64
    private let bytesPerSecond: UInt64
    /// The remaining waiting time in nanoseconds.
    private var credit: UInt64
    private var waitingSince: UInt64 = 0

    /// - Parameters:
    ///   - grace: The initial and maximum waiting time.
    ///   - bytesPerSecond: The number of received bytes that add a second of waiting time, up to the grace.
    init(grace: Duration, bytesPerSecond: Int) {
        self.grace = grace.nanoseconds
        self.bytesPerSecond = UInt64(max(1, bytesPerSecond))
        credit = self.grace
    }

    /// Starts waiting, and returns the deadline.
    mutating func wait(from now: UInt64) -> UInt64 {
        waitingSince = now
        return now &+ credit
    }

    /// Ends waiting, and counts the received bytes.
    mutating func received(_ count: Int, at now: UInt64) {
        credit -= min(credit, now &- min(now, waitingSince))
        let earned = UInt64(count).multipliedReportingOverflow(by: 1_000_000_000)
        credit = min(grace, credit &+ min(grace, earned.overflow ? grace : earned.partialValue / bytesPerSecond))
    }
}
