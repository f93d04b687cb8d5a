package import Primitives

/// How the calls of one connection go, as `GET /connections/{slug}/budget` shows it.
package struct BudgetSnapshot: Sendable, Hashable {
    /// One of the server's budgets.
    package struct Resource: Sendable, Hashable {
        /// Its name: `core`.
        package var resource: String
        /// How many calls a window grants.
        package var limit: Int?
        /// How many are left.
        package var remaining: Int?
        /// When the window ends.
        package var resetsAt: Timestamp?
        /// The server said: stop, until then.
        package var throttledUntil: Timestamp?
    }

    /// The circuit breaker.
    package struct Breaker: Sendable, Hashable {
        /// Where it stands.
        package enum State: String, Sendable { case closed, open, halfOpen = "half_open" }

        /// Where it stands.
        package var state: State
        /// Failures in a row.
        package var failures: Int
        /// When it opened.
        package var openedAt: Timestamp?
        /// When the next call may go.
        package var openUntil: Timestamp?
    }

    /// Calls since the process started.
    package struct Calls: Sendable, Hashable {
        /// Sent, repeats included.
        package var sent = 0
        /// Of them answered, and not with 5xx.
        package var answered = 0
        /// Of them without an answer, or with 5xx.
        package var failed = 0
        /// Of them repeats.
        package var retried = 0
        /// Reads that shared another's call.
        package var coalesced = 0
        /// Reads that were answered with 304.
        package var notModified = 0
        /// Calls that the server turned away for a limit.
        package var throttled = 0
        /// Calls that were not made: breaker open, no budget, or address not allowed.
        package var refused = 0
    }

    /// The server's budgets, by name.
    package var resources: [Resource]
    /// No call is made before this time.
    package var throttledUntil: Timestamp?
    /// The circuit breaker.
    package var breaker: Breaker
    /// Counts.
    package var calls: Calls
    /// Calls under way.
    package var inFlight: Int
}

extension BudgetSnapshot {
    init(_ state: UpstreamState, at now: Timestamp) {
        resources = state.budget.resources.sorted { $0.key < $1.key }.compactMap { name, resource in
            guard resource.limit != nil || resource.remaining != nil || resource.throttledUntil != nil else {
                return nil
            }
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
