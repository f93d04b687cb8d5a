public import Primitives

/// What is left of a tracker's limits, and how its calls go.
public struct UpstreamBudget: Sendable, Hashable {
    /// One of the tracker's limits, as its last answer told it.
    public struct Resource: Sendable, Hashable {
        /// Which one, such as `core`.
        public var name: String
        /// Calls that a window grants.
        public var limit: Int?
        /// Calls that are left.
        public var remaining: Int?
        /// When the window ends.
        public var resetsAt: Timestamp?

        /// Makes a limit.
        public init(name: String, limit: Int?, remaining: Int?, resetsAt: Timestamp?) {
            self.name = name
            self.limit = limit
            self.remaining = remaining
            self.resetsAt = resetsAt
        }
    }

    /// Whether the breaker lets calls through.
    public enum BreakerState: String, Sendable, Hashable {
        /// It does.
        case closed
        /// It does not.
        case open
        /// It lets one through to see.
        case halfOpen = "half_open"
    }

    /// Calls since the process started.
    public struct Calls: Sendable, Hashable {
        /// Calls to the tracker, retries included.
        public var sent = 0
        /// Of them answered, and not with 5xx.
        public var answered = 0
        /// Of them without an answer or with 5xx.
        public var failed = 0
        /// Of them repeats of a failed one.
        public var retried = 0
        /// Reads that shared another's call.
        public var coalesced = 0
        /// Reads that the tracker answered with 304.
        public var notModified = 0
        /// Calls not made: breaker open, throttled, or address not allowed.
        public var refused = 0

        /// No calls.
        public init() {}
    }

    /// The limits that the tracker told of, by name.
    public var resources: [Resource] = []
    /// No call is made before this time.
    public var throttledUntil: Timestamp?
    /// The breaker.
    public var breaker = BreakerState.closed
    /// Failures in a row.
    public var failures = 0
    /// Until when the breaker is open.
    public var openUntil: Timestamp?
    /// The calls.
    public var calls = Calls()

    /// The budget of a tracker that was not called yet.
    public init() {}
}
