import Primitives

/// Retry limits and retention of operations.
package enum OperationPolicy {
    /// How long an operation is retried. Shorter than the 48 hours for which the records that find a lost creation are
    /// kept.
    package static let patience = Duration.seconds(24 * 3600)
    /// The maximum number of attempts: more than fit into `patience` at the longest delay.
    package static let maximumAttempts = 10_000
    /// How many attempts may end with the crash of their worker before the operation fails: it may be the cause of the
    /// crashes.
    package static let maximumCrashes = 10
    /// The delay after a failed attempt. Once its tracker is available again, an operation waits at most `cap`.
    static let backoff = Backoff(base: .seconds(2), cap: .seconds(60))
    /// How long a caller's idempotency key refers to the same operation.
    static let keyMemory = Duration.seconds(24 * 3600)
    /// How many operations are deleted per statement.
    static let pruned = 1000

    /// The delay before the next attempt: at least what the tracker asks for, otherwise random in the upper half of the
    /// backoff, so that operations that failed together are not retried together.
    /// - Parameters:
    ///   - asked: The delay that the tracker, or its circuit breaker, asks for.
    ///   - random: A value in 0..<1.
    package static func wait(after attempt: Int, asked: Duration?, random: Double) -> Duration {
        max(backoff.delay(afterFailures: attempt, random: random, jitter: .equal), asked ?? .zero)
    }
}
