package import Primitives

/// What an adapter declares about its tracker's manners.
package struct UpstreamPolicy: Sendable {
    /// Reads the budget out of a response that came at the given time.
    package var observe: @Sendable (ClientResponse, Timestamp) -> RateObservation
    /// The least time between two writes.
    package var minimumWriteSpacing: Duration
    /// Whether only one write may be under way at a time.
    package var serializesWrites: Bool
    /// How many calls may be under way at a time.
    package var maximumConcurrentCalls: Int
    /// How failed calls are repeated.
    package var retry: RetryPolicy
    /// When calls stop for a while.
    package var breaker: BreakerPolicy

    /// Makes a policy.
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
