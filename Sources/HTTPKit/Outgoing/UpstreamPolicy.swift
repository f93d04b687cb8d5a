package import Primitives

/// A tracker's rate-limit policy, as declared by its adapter.
package struct UpstreamPolicy: Sendable {
    /// Extracts the state of the budget from a response and the time at which it was received.
    package var observe: @Sendable (ClientResponse, Timestamp) -> RateObservation
    /// The minimum time between two writes.
    package var minimumWriteSpacing: Duration
    /// Whether only one write may be in flight at a time.
    package var serializesWrites: Bool
    /// The maximum number of calls in flight at a time.
    package var maximumConcurrentCalls: Int
    package var retry: RetryPolicy
    package var breaker: BreakerPolicy

    package init(
        minimumWriteSpacing: Duration = .zero, serializesWrites: Bool = false, maximumConcurrentCalls: Int = 10,
        retry: RetryPolicy = RetryPolicy(), breaker: BreakerPolicy = BreakerPolicy(),
        observe: @escaping @Sendable (ClientResponse, Timestamp) -> RateObservation = { _, _ in RateObservation() }
    ) {
        self.observe = observe
        self.minimumWriteSpacing = minimumWriteSpacing
        self.serializesWrites = serializesWrites
        self.maximumConcurrentCalls = maximumConcurrentCalls
        self.retry = retry
        self.breaker = breaker
    }
}
