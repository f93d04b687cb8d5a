/// When calls to a failing server stop for a while.
package struct BreakerPolicy: Sendable, Hashable {
    /// How many failures in a row open the breaker.
    package var failures: Int
    /// How long it stays open before one call is tried.
    package var openFor: Duration

    /// Makes a policy: open for 30 s after 10 failures in a row.
    package init(failures: Int = 10, openFor: Duration = .seconds(30)) {
        self.failures = failures
        self.openFor = openFor
    }
}
