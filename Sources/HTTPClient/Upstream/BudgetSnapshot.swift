package import Primitives

/// The state of a connection's calls, as returned by `GET /connections/{slug}/budget`.
package struct BudgetSnapshot: Sendable, Hashable {
    /// One of the server's budgets.
    package struct Resource: Sendable, Hashable {
        /// The name of the budget, such as `core`.
        package var resource: String
        /// The number of calls per window.
        package var limit: Int?
        /// The number of calls left.
        package var remaining: Int?
        /// The end of the window.
        package var resetsAt: Timestamp?
        /// The time until which the server refuses calls of this budget.
        package var throttledUntil: Timestamp?
    }

    /// The state of the circuit breaker.
    package struct Breaker: Sendable, Hashable {
        package enum State: String, Sendable { case closed, open, halfOpen = "half_open" }

        package var state: State
        /// The number of consecutive failures.
        package var failures: Int
        /// The time at which the breaker opened; nil while it is closed.
        package var openedAt: Timestamp?
        /// The time from which the next call is allowed; nil unless the breaker is open.
        package var openUntil: Timestamp?
    }

    /// Counters since the process started.
    package struct Calls: Sendable, Hashable {
        /// Attempts sent, including retries.
        package var sent = 0
        /// Attempts with a response other than 5xx.
        package var answered = 0
        /// Attempts without a response, or with 5xx.
        package var failed = 0
        /// Attempts that were retries.
        package var retried = 0
        /// Reads that shared the call of another read.
        package var coalesced = 0
        /// Reads whose response was 304.
        package var notModified = 0
        /// Attempts that the server refused because of a limit.
        package var throttled = 0
        /// Attempts that were not sent: the circuit breaker was open, there was no budget or slot, or the address is
        /// not allowed.
        package var refused = 0
    }

    /// The server's budgets, sorted by name.
    package var resources: [Resource]
    /// The time until which no calls are made.
    package var throttledUntil: Timestamp?
    package var breaker: Breaker
    package var calls: Calls
    /// The number of calls in flight.
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
