/// How often, and after which wait, a failed request is sent again: full jitter over an exponential wait.
public struct RetryPolicy: Sendable, Hashable {
    /// How often a request is sent at most, the first time included.
    public var attempts: Int
    /// The longest wait before the second attempt; it doubles with each further one.
    public var base: Duration
    /// The longest wait at all.
    public var cap: Duration

    /// Makes a policy: three attempts, 0.5 s doubling up to 30 s.
    public init(attempts: Int = 3, base: Duration = .milliseconds(500), cap: Duration = .seconds(30)) {
        self.attempts = attempts
        self.base = base
        self.cap = cap
    }

    /// One attempt only.
    public static let none = RetryPolicy(attempts: 1)
}
