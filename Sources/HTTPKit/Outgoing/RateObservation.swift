public import Primitives

/// What one response says about the budget that a server grants.
public struct RateObservation: Sendable, Hashable {
    /// Which budget, such as `core` or `search`.
    public var resource: String
    /// How many requests a window grants.
    public var limit: Int?
    /// How many are left.
    public var remaining: Int?
    /// When the window ends.
    public var resetsAt: Timestamp?
    /// Set when this response says: stop, until then.
    public var throttledUntil: Timestamp?
    /// Whether it is a secondary limit, which counts behaviour rather than requests.
    public var isSecondary: Bool

    /// Makes an observation.
    public init(
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
