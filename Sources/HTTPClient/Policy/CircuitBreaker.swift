package import HTTPKit
package import Primitives

/// A circuit breaker: stops calls to a server after consecutive failures, and tests later with a single call whether it
/// is available again.
///
/// Transitions: closed → open (after `policy.failures` consecutive failures); open → half-open (the first call after
/// `openFor`, the probe); half-open → open (the probe failed, or ended without a result). Any success closes the
/// breaker: that of the probe, or of a call that was in flight when it opened.
package struct CircuitBreaker: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        /// All calls are allowed.
        case closed
        /// No calls are allowed before this time.
        case open(until: Timestamp)
        /// A single call, the probe, is in flight; no other calls are allowed.
        case halfOpen
    }

    /// Whether a call is allowed.
    package enum Admission: Sendable, Hashable {
        /// The call is allowed. The outcome of a probe decides about all others.
        case allowed(isProbe: Bool)
        /// The call is refused; retrying before this delay has passed is pointless.
        case refused(retryAfter: Duration)
    }

    /// The `retryAfter` while a probe is in flight: its outcome is expected soon.
    package static let probeWait = Duration.seconds(1)

    package private(set) var state = State.closed
    /// The number of failures since the last success.
    package private(set) var failures = 0
    /// The time at which the breaker opened; nil while it is closed.
    package private(set) var openedAt: Timestamp?
    private let policy: BreakerPolicy

    /// Creates a closed breaker.
    package init(_ policy: BreakerPolicy) { self.policy = policy }

    /// The result that ``admit(at:)`` would return, without a change of state.
    package func admission(at now: Timestamp) -> Admission {
        switch state {
        case .closed: .allowed(isProbe: false)
        // An end that is further away than `openFor` was set before the clock went backwards, so it is ignored.
        case .open(let until):
            now < until && until - now <= policy.openFor ? .refused(retryAfter: until - now) : .allowed(isProbe: true)
        case .halfOpen: .refused(retryAfter: Self.probeWait)
        }
    }

    /// Requests permission for a call. Each allowed call must end with ``succeeded()``, ``failed(at:)`` or
    /// ``abandoned(isProbe:at:)``.
    package mutating func admit(at now: Timestamp) -> Admission {
        let admission = admission(at: now)
        if admission == .allowed(isProbe: true) { state = .halfOpen }
        return admission
    }

    /// Records a response other than 5xx.
    package mutating func succeeded() {
        state = .closed
        failures = 0
        openedAt = nil
    }

    /// Records a 5xx, or the lack of a response. Failures of calls that were in flight when the breaker opened do not
    /// extend the time.
    package mutating func failed(at now: Timestamp) {
        failures += 1
        switch state {
        case .closed where failures < policy.failures: break
        case .closed, .halfOpen:
            state = .open(until: now + policy.openFor)
            openedAt = now
        case .open: break
        }
    }

    /// Records a call that ended without information about the server, for example because it was cancelled. If it was
    /// the probe, the next call is.
    package mutating func abandoned(isProbe: Bool, at now: Timestamp) {
        if isProbe, state == .halfOpen { state = .open(until: now) }
    }
}
