/// How long to wait before the next attempt: exponential with full jitter, so that many processes don't come back at the same moment
/// (AWS Architecture Blog, "Exponential Backoff And Jitter").
public struct Backoff: Sendable {
    /// The bound of the first wait.
    public var base: Duration
    /// The bound of every wait.
    public var cap: Duration

    /// Doubling this often is past any cap; more would overflow.
    private static let maximumDoublings = 20

    /// Waits between nothing and `base`, doubled each time up to `cap`.
    public init(base: Duration, cap: Duration) {
        self.base = base
        self.cap = cap
    }

    /// The wait after so many failures in a row.
    /// - Parameter random: from 0 to below 1.
    public func delay(afterFailures failures: Int, random: Double) -> Duration {
        let doublings = min(max(failures - 1, 0), Self.maximumDoublings)
        return min(cap, base * (1 << doublings)) * random
    }
}
