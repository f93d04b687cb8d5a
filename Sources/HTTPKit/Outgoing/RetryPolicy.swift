package import Primitives

/// How often a failed request is retried, and with which delays.
package struct RetryPolicy: Sendable, Hashable {
    /// The maximum number of attempts, including the first.
    package var attempts: Int
    /// The delay before each retry, with full jitter.
    package var backoff: Backoff

    /// Creates a policy. Default: three attempts, with delays from 0.5 s, doubling up to 30 s.
    package init(attempts: Int = 3, base: Duration = .milliseconds(500), cap: Duration = .seconds(30)) {
        self.attempts = attempts
        backoff = Backoff(base: base, cap: cap)
    }

    /// A single attempt.
    package static let none = RetryPolicy(attempts: 1)
}
