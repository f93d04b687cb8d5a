import Models
import Primitives

/// Limits and delays of durable writes.
package enum DurablePolicy {
    /// How long a write is retried. Shorter than the 48 hours for which the records that find a lost creation are kept.
    package static let patience = Duration.seconds(24 * 3600)
    /// The maximum number of attempts: more than fit into `patience` at the longest delay.
    package static let maximumAttempts = 10_000
    /// How many attempts may end with the crash of their worker, or an unexpected error, before the write fails: it may
    /// be their cause.
    package static let maximumCrashes = 10
    /// The delay after a failed attempt. Once its tracker is available again, a write waits at most `cap`.
    static let backoff = Backoff(base: .seconds(2), cap: .seconds(60))

    /// The delay before the next attempt: at least what the tracker asks for, otherwise random in the upper half of the
    /// backoff, so that writes that failed together are not retried together.
    /// - Parameters:
    ///   - asked: The delay that the tracker, or its circuit breaker, asks for.
    ///   - random: A value in 0..<1.
    static func wait(after attempt: Int, asked: Duration?, random: Double) -> Duration {
        max(backoff.delay(afterFailures: attempt, random: random, jitter: .equal), asked ?? .zero)
    }

    /// Whether few enough earlier attempts crashed. Those that failed were recorded, so the others crashed.
    static func mayBegin(_ job: Job, _ progress: DurableProgress) -> Bool {
        job.attempts - 1 - progress.failures < maximumCrashes
    }
}
