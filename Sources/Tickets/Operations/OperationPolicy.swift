import Primitives

/// How long and how often operations are tried.
package enum OperationPolicy {
    /// How long one is tried: less than the 48 hours for which what a lost creation is found by is kept.
    package static let patience = Duration.seconds(24 * 3600)
    /// How many attempts it may begin: at the longest wait, more than there are in its time.
    package static let maximumAttempts = 10_000
    /// How many attempts may end with the death of their worker before it is given up: it may be what kills them.
    package static let maximumCrashes = 10
    /// The wait after an attempt that failed. After its tracker is available again, an operation waits at most `cap`.
    static let backoff = Backoff(base: .seconds(2), cap: .seconds(60))
    /// How long a caller's idempotency key means the same operation.
    static let keyMemory = Duration.seconds(24 * 3600)
    /// How many operations are removed in one statement.
    static let pruned = 1000

    /// When to try again: not before the tracker says so, and at random in the second half of the wait, so that what
    /// failed together does not come back together.
    /// - Parameters:
    ///   - asked: What the tracker, or the breaker before it, asks for.
    ///   - random: From 0 to below 1.
    package static func wait(after attempt: Int, asked: Duration?, random: Double) -> Duration {
        max(backoff.delay(afterFailures: attempt, random: random, jitter: .equal), asked ?? .zero)
    }
}
