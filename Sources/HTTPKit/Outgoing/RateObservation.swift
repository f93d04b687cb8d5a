package import Primitives

/// The state of a server's budget as reported in one response.
package struct RateObservation: Sendable, Hashable {
    /// The name of the budget, such as `core` or `search`.
    package var resource: String
    /// The number of requests per window.
    package var limit: Int?
    /// The number of requests left in the current window.
    package var remaining: Int?
    /// The end of the current window.
    package var resetsAt: Timestamp?
    /// The time until which the server refuses further requests; nil unless this response is throttled.
    package var throttledUntil: Timestamp?
    /// Whether a secondary limit was hit: one on behaviour, such as concurrency, instead of the number of requests.
    package var isSecondary: Bool

    package init(
        resource: String = "default", limit: Int? = nil, remaining: Int? = nil, resetsAt: Timestamp? = nil,
        throttledUntil: Timestamp? = nil, isSecondary: Bool = false
    ) {
        self.resource = resource
        self.limit = limit
        self.remaining = remaining
        self.resetsAt = resetsAt
        self.throttledUntil = throttledUntil
        self.isSecondary = isSecondary
    }
}
