public import Primitives

/// How the calls of one connection go, as `GET /connections/{slug}/budget` shows it.
public struct BudgetSnapshot: Sendable, Hashable {
    /// One of the server's budgets.
    public struct Resource: Sendable, Hashable {
        /// Its name: `core`.
        public var resource: String
        /// How many calls a window grants.
        public var limit: Int?
        /// How many are left.
        public var remaining: Int?
        /// When the window ends.
        public var resetsAt: Timestamp?
        /// The server said: stop, until then.
        public var throttledUntil: Timestamp?
    }

    /// The circuit breaker.
    public struct Breaker: Sendable, Hashable {
        /// Where it stands.
        public enum State: String, Sendable { case closed, open, halfOpen = "half_open" }

        /// Where it stands.
        public var state: State
        /// Failures in a row.
        public var failures: Int
        /// When it opened.
        public var openedAt: Timestamp?
        /// When the next call may go.
        public var openUntil: Timestamp?
    }

    /// Calls since the process started.
    public struct Calls: Sendable, Hashable {
        /// Sent, repeats included.
        public var sent = 0
        /// Of them answered, and not with 5xx.
        public var answered = 0
        /// Of them without an answer, or with 5xx.
        public var failed = 0
        /// Of them repeats.
        public var retried = 0
        /// Reads that shared another's call.
        public var coalesced = 0
        /// Reads that were answered with 304.
        public var notModified = 0
        /// Calls that the server turned away for a limit.
        public var throttled = 0
        /// Calls that were not made: breaker open, no budget, or address not allowed.
        public var refused = 0
    }

    /// The server's budgets, by name.
    public var resources: [Resource]
    /// No call is made before this time.
    public var throttledUntil: Timestamp?
    /// The circuit breaker.
    public var breaker: Breaker
    /// Counts.
    public var calls: Calls
    /// Calls under way.
    public var inFlight: Int
}

extension BudgetSnapshot {
    init(_ state: UpstreamState, at now: Timestamp) {
        resources = state.budget.resources.sorted { $0.key < $1.key }.compactMap { name, resource in
            guard resource.limit != nil || resource.remaining != nil || resource.throttledUntil != nil else { return nil }
            let throttledUntil = resource.throttledUntil.flatMap { $0 > now ? $0 : nil }
            return Resource(
                resource: name, limit: resource.limit, remaining: resource.remaining, resetsAt: resource.resetsAt,
                throttledUntil: throttledUntil)
        }
        throttledUntil = state.budget.throttledUntil.flatMap { $0 > now ? $0 : nil }
        breaker = Breaker(state.breaker)
        calls = state.calls
        inFlight = state.inFlight
    }
}

extension BudgetSnapshot.Breaker {
    fileprivate init(_ breaker: CircuitBreaker) {
        failures = breaker.failures
        openedAt = breaker.openedAt
        switch breaker.state {
        case .closed: state = .closed
        case .halfOpen: state = .halfOpen
        case .open(let until):
            state = .open
            openUntil = until
        }
    }
}
