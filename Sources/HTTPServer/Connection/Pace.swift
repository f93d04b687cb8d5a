import EventLoop

/// Whether bytes come fast enough: only the time spent waiting for them counts, so that a busy handler is not held against the client.
struct Pace {
    private let grace: UInt64
    private let bytesPerSecond: UInt64
    private var bytes: UInt64 = 0
    private var waited: UInt64 = 0
    private var waitingSince: UInt64 = 0

    /// Makes a measure.
    /// - Parameters:
    ///   - grace: How long may be waited in any case.
    ///   - bytesPerSecond: How many bytes then pay for another second.
    init(grace: Duration, bytesPerSecond: Int) {
        self.grace = grace.nanoseconds
        self.bytesPerSecond = UInt64(max(1, bytesPerSecond))
    }

    /// Starts waiting, and tells until when.
    mutating func wait(from now: UInt64) -> UInt64 {
        waitingSince = now
        let earned = bytes.multipliedReportingOverflow(by: 1_000_000_000)
        let allowed = grace &+ (earned.overflow ? .max / 2 : earned.partialValue / bytesPerSecond)
        return now &+ (allowed > waited ? allowed &- waited : 0)
    }

    /// Ends waiting, with what came.
    mutating func received(_ count: Int, at now: UInt64) {
        bytes &+= UInt64(count)
        waited &+= now &- min(now, waitingSince)
    }
}
