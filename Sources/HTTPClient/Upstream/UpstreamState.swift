import HTTPKit
import HTTPTypes
import Primitives

/// All that an ``UpstreamClient`` knows of its server, as a value: each call asks to go, and tells how it ended.
struct UpstreamState: Sendable {
    /// A call that was let through.
    struct Permit: Sendable {
        /// The budget that it is charged to.
        let resource: String
        /// Whether the breaker waits for its outcome.
        let isProbe: Bool
    }

    /// Whether a call may go.
    enum Admission: Sendable {
        /// Now.
        case go(Permit)
        /// Not yet: ask again after that time.
        case wait(Duration)
        /// The breaker is open.
        case refused(retryAfter: Duration)
    }

    private(set) var breaker: CircuitBreaker
    private(set) var budget = RateBudget()
    private(set) var inFlight = 0
    /// Changes with each beginning and each end of a write, and with each read that must ask anew, so that a read never
    /// shares the call of one that began before.
    private(set) var generation: UInt64 = 0
    var calls = BudgetSnapshot.Calls()
    private var spacing: WriteSpacing

    /// Nothing is known yet.
    init(_ policy: UpstreamPolicy) {
        breaker = CircuitBreaker(policy.breaker)
        spacing = WriteSpacing(policy.minimumWriteSpacing)
    }

    /// How long a call has to wait, for the budget and for the time between writes.
    func wait(for request: ClientRequest, at now: Timestamp) -> Duration {
        let wait = budget.wait(for: request.resource, at: now)
        return request.isWrite ? max(wait, spacing.wait(at: now)) : wait
    }

    /// Asks for a call; each that goes ends with ``finish(_:of:with:at:)``.
    mutating func admit(_ request: ClientRequest, isRepeat: Bool, at now: Timestamp) -> Admission {
        let wait = wait(for: request, at: now)
        if wait > .zero { return .wait(wait) }
        guard case .allowed(let isProbe) = breaker.admit(at: now) else {
            if case .refused(let retryAfter) = breaker.admission(at: now) { return .refused(retryAfter: retryAfter) }
            return .refused(retryAfter: CircuitBreaker.probeWait)
        }
        if request.isWrite { spacing.began(at: now) }
        inFlight += 1
        calls.sent += 1
        if isRepeat { calls.retried += 1 }
        return .go(Permit(resource: budget.began(request.resource), isProbe: isProbe))
    }

    /// A call has ended; `observation` is what its answer told.
    mutating func finish(_ permit: Permit, of request: ClientRequest, with outcome: Ending, at now: Timestamp) {
        inFlight -= 1
        budget.ended(permit.resource)
        switch outcome {
        case .answered(let status, let observation):
            budget.observe(observation, wasNamed: request.resource != nil)
            if observation.throttledUntil != nil { calls.throttled += 1 }
            if status >= 500 {
                fail(at: now)
            } else {
                calls.answered += 1
                breaker.succeeded()
            }
        case .failed: fail(at: now)
        case .refused:
            calls.sent -= 1
            calls.refused += 1
            breaker.abandoned(isProbe: permit.isProbe, at: now)
        case .abandoned: breaker.abandoned(isProbe: permit.isProbe, at: now)
        }
    }

    /// How a call ended, as far as the server's health and budget go.
    enum Ending: Sendable {
        /// With a response.
        case answered(status: Int, RateObservation)
        /// The server could not be reached, or did not answer.
        case failed
        /// It was not made: its address is not allowed.
        case refused
        /// It ended on this side.
        case abandoned
    }

    private mutating func fail(at now: Timestamp) {
        calls.failed += 1
        breaker.failed(at: now)
    }

    /// A write begins or ends.
    mutating func markWrite() { generation += 1 }

    /// A read begins.
    /// - Parameter isShared: whether it may share the call of one that began before.
    /// - Returns: the ``generation`` that it belongs to.
    mutating func markRead(isShared: Bool) -> UInt64 {
        if !isShared { generation += 1 }
        return generation
    }
}

extension ClientRequest {
    /// Whether it may change something.
    var isWrite: Bool { method != .get && method != .head && method != .options }
}
