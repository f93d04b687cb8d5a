import HTTPKit
import HTTPTypes
import Primitives

/// The state of an ``UpstreamClient``, as a value without I/O. Each call requests permission, and reports its outcome.
struct UpstreamState: Sendable {
    /// The permission for a call.
    struct Permit: Sendable {
        /// The name of the budget that the call counts against.
        let resource: String
        /// Whether the call is the probe of the circuit breaker.
        let isProbe: Bool
    }

    /// Whether a call is allowed.
    enum Admission: Sendable {
        case go(Permit)
        /// Not yet; request permission again after this time.
        case wait(Duration)
        /// The circuit breaker is open.
        case refused(retryAfter: Duration)
    }

    private(set) var breaker: CircuitBreaker
    private(set) var budget = RateBudget()
    private(set) var inFlight = 0
    /// Incremented at the beginning and end of each write, and by each read that must not share an earlier call, so
    /// that reads never share a call that began before.
    private(set) var generation: UInt64 = 0
    var calls = BudgetSnapshot.Calls()
    private var spacing: WriteSpacing

    init(_ policy: UpstreamPolicy) {
        breaker = CircuitBreaker(policy.breaker)
        spacing = WriteSpacing(policy.minimumWriteSpacing)
    }

    /// How long a call has to wait for the budget and the write spacing.
    func wait(for request: ClientRequest, at now: Timestamp) -> Duration {
        let wait = budget.wait(for: request.resource, at: now)
        return request.isWrite ? max(wait, spacing.wait(at: now)) : wait
    }

    /// Requests permission for a call. Each allowed call must end with ``finish(_:of:with:at:)``.
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

    /// Records the outcome of a call.
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

    /// The outcome of a call, as far as it concerns the server's health and budget.
    enum Ending: Sendable {
        /// The server responded.
        case answered(status: Int, RateObservation)
        /// The server was unreachable, or did not respond.
        case failed
        /// The call was not sent, because its address is not allowed.
        case refused
        /// The call was ended by this side.
        case abandoned
    }

    private mutating func fail(at now: Timestamp) {
        calls.failed += 1
        breaker.failed(at: now)
    }

    /// Starts a new ``generation``, at the beginning or end of a write.
    mutating func markWrite() { generation += 1 }

    /// Determines the ``generation`` of a read.
    /// - Returns: The generation to use in the key of the read.
    mutating func markRead(_ sharing: ReadSharing) -> UInt64 {
        if sharing == .onlyWithLater { generation += 1 }
        return generation
    }
}

extension ClientRequest {
    /// Whether the request may change something.
    var isWrite: Bool { method != .get && method != .head && method != .options }
}
