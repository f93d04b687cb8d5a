/// The settings of a circuit breaker, which stops calls to a failing server for a while.
package struct BreakerPolicy: Sendable, Hashable {
    /// The number of consecutive failures that opens the breaker.
    package var failures: Int
    /// How long the breaker stays open before it lets one call through as a test.
    package var openFor: Duration

    /// Creates a policy. Default: open for 30 s after 10 consecutive failures.
    package init(failures: Int = 10, openFor: Duration = .seconds(30)) {
        self.failures = failures
        self.openFor = openFor
    }
}
