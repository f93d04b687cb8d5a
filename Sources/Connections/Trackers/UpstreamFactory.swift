package import HTTPKit
package import Models
import TrackerKit

/// Carries the calls of one connection, within the tracker's budget.
package protocol Upstream: HTTPTransport {
    /// What is left of the tracker's limits, and how the calls went in this process.
    var budget: UpstreamBudget { get }
}

/// Makes what carries the calls of one connection: its own budget, retries, breaker and cache, so that one tracker's
/// trouble is not another's.
package protocol UpstreamFactory: Sendable {
    /// An upstream for calls of that connection.
    func makeUpstream(for connection: Connection, policy: UpstreamPolicy) -> any Upstream
}
