package import HTTPKit
package import Models

/// The HTTP transport of one connection, which respects the tracker's budget.
package protocol Upstream: HTTPTransport {
    /// The current budget and call statistics in this process.
    var budget: UpstreamBudget { get }
}

/// Creates the HTTP transport of a connection. Each has its own budget, retries, circuit breaker and cache, so that a
/// failing tracker does not affect others.
package protocol UpstreamFactory: Sendable {
    func makeUpstream(for connection: Connection, policy: UpstreamPolicy) -> any Upstream
}
