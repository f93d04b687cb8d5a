package import Primitives

/// How often, and after which wait, a failed request is sent again: full jitter over an exponential wait.
package struct RetryPolicy: Sendable, Hashable {
    /// How often a request is sent at most, the first time included.
    package var attempts: Int
    /// The wait before each further attempt, with full jitter.
    package var backoff: Backoff

    /// Makes a policy: three attempts, 0.5 s doubling up to 30 s.
    package init(attempts: Int = 3, base: Duration = .milliseconds(500), cap: Duration = .seconds(30)) {
        self.attempts = attempts
        backoff = Backoff(base: base, cap: cap)
    }

    /// One attempt only.
    package static let none = RetryPolicy(attempts: 1)
}
