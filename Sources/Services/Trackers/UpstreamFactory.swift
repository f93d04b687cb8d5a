public import HTTPClient
public import HTTPKit
public import Models
public import TrackerKit

/// Makes what carries the calls of one connection: its own budget, retries, breaker and cache, so that one tracker's trouble is not another's.
public protocol UpstreamFactory: Sendable {
    /// A client for calls of that connection.
    func makeClient(for connection: Connection, policy: UpstreamPolicy) -> UpstreamClient
}
