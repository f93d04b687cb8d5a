package import Primitives

/// What is left of a tracker's limits, and how its calls go.
package struct UpstreamBudget: Sendable, Hashable {
    /// One of the tracker's limits, as its last answer told it.
    package struct Resource: Sendable, Hashable {
        /// Which one, such as `core`.
        package var name: String
        /// Calls that a window grants.
        package var limit: Int?
        /// Calls that are left.
        package var remaining: Int?
        /// When the window ends.
        package var resetsAt: Timestamp?

        /// Makes a limit.
        package init(name: String, limit: Int?, remaining: Int?, resetsAt: Timestamp?) {
            self.name = name
            self.limit = limit
            self.remaining = remaining
            self.resetsAt = resetsAt
        }
    }

    /// Whether the breaker lets calls through.
    package enum BreakerState: String, Sendable, Hashable {
        /// It does.
        case closed
        /// It does not.
        case open
        /// It lets one through to see.
        case halfOpen = "half_open"
    }

    /// Calls since the process started.
    package struct Calls: Sendable, Hashable {
        /// Calls to the tracker, retries included.
        package var sent = 0
        /// Of them answered, and not with 5xx.
        package var answered = 0
        /// Of them without an answer or with 5xx.
        package var failed = 0
        /// Of them repeats of a failed one.
        package var retried = 0
        /// Reads that shared another's call.
        package var coalesced = 0
        /// Reads that the tracker answered with 304.
        package var notModified = 0
        /// Calls not made: breaker open, throttled, or address not allowed.
        package var refused = 0

        /// No calls.
        package init() {}
    }

    /// The limits that the tracker told of, by name.
    package var resources: [Resource] = []
    /// No call is made before this time.
    package var throttledUntil: Timestamp?
    /// The breaker.
    package var breaker = BreakerState.closed
    /// Failures in a row.
    package var failures = 0
    /// Until when the breaker is open.
    package var openUntil: Timestamp?
    /// The calls.
    package var calls = Calls()

    /// The budget of a tracker that was not called yet.
    package init() {}
}
