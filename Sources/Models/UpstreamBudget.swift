package import Primitives

/// The remaining calls of a tracker's rate limits, the state of the circuit breaker and call statistics, for one
/// connection in this process.
package struct UpstreamBudget: Sendable, Hashable {
    /// One of the tracker's rate limits, as its last response reported it.
    package struct Resource: Sendable, Hashable {
        /// The tracker's name for the limit, such as `core`.
        package var name: String
        /// Calls per window.
        package var limit: Int?
        /// Calls that remain in this window.
        package var remaining: Int?
        /// When the window ends.
        package var resetsAt: Timestamp?

        package init(name: String, limit: Int?, remaining: Int?, resetsAt: Timestamp?) {
            self.name = name
            self.limit = limit
            self.remaining = remaining
            self.resetsAt = resetsAt
        }
    }

    package enum BreakerState: String, Sendable, Hashable {
        /// Calls pass.
        case closed
        /// Calls are blocked.
        case open
        /// One call passes as a test.
        case halfOpen = "half_open"
    }

    /// Call counts since the process started.
    package struct Calls: Sendable, Hashable {
        /// Calls to the tracker, including retries.
        package var sent = 0
        /// Calls with a response other than 5xx.
        package var answered = 0
        /// Calls without a response or with 5xx.
        package var failed = 0
        /// Retries of failed calls.
        package var retried = 0
        /// Reads that shared another read's call.
        package var coalesced = 0
        /// Reads with a 304 response.
        package var notModified = 0
        /// Calls that were not sent: circuit breaker open, throttled, or address not allowed.
        package var refused = 0

        package init() {}
    }

    /// The rate limits that the tracker reported.
    package var resources: [Resource] = []
    /// No call is sent before this time.
    package var throttledUntil: Timestamp?
    package var breaker = BreakerState.closed
    /// Consecutive failures.
    package var failures = 0
    /// When the open circuit breaker lets a test call pass.
    package var openUntil: Timestamp?
    package var calls = Calls()

    /// The budget of a tracker that has not been called yet.
    package init() {}
}
