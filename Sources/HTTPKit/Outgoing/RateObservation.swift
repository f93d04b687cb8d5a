package import Primitives

/// What one response says about the budget that a server grants.
package struct RateObservation: Sendable, Hashable {
    /// Which budget, such as `core` or `search`.
    package var resource: String
    /// How many requests a window grants.
    package var limit: Int?
    /// How many are left.
    package var remaining: Int?
    /// When the window ends.
    package var resetsAt: Timestamp?
    /// Set when this response says: stop, until then.
    package var throttledUntil: Timestamp?
    /// Whether it is a secondary limit, which counts behaviour rather than requests.
    package var isSecondary: Bool

    /// Makes an observation.
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
