package import HTTPKit
package import Primitives

/// Stops calls to a server that fails again and again, and tries one call after a while.
///
/// Legal transitions: closed → open (the last of `policy.failures` failures in a row); open → half-open (the first call
/// after `openFor`); half-open → closed (its probe succeeded) or → open (it failed).
package struct CircuitBreaker: Sendable, Hashable {
    /// Where the breaker stands.
    package enum State: Sendable, Hashable {
        /// Calls go through.
        case closed
        /// No call goes through before this time.
        case open(until: Timestamp)
        /// One call is under way to find out; no other goes through.
        case halfOpen
    }

    /// Whether a call may go.
    package enum Admission: Sendable, Hashable {
        /// It may; a probe decides about all others.
        case allowed(isProbe: Bool)
        /// It may not, and trying again makes no sense before that time has gone.
        case refused(retryAfter: Duration)
    }

    /// What a caller is told while a probe is under way: its outcome is near.
    package static let probeWait = Duration.seconds(1)

    /// Where it stands.
    package private(set) var state = State.closed
    /// Failures since the last success.
    package private(set) var failures = 0
    /// When it opened; nil while closed.
    package private(set) var openedAt: Timestamp?
    private let policy: BreakerPolicy

    /// A closed breaker.
    package init(_ policy: BreakerPolicy) { self.policy = policy }

    /// What ``admit(at:)`` would say, with nothing changed.
    package func admission(at now: Timestamp) -> Admission {
        switch state {
        case .closed: .allowed(isProbe: false)
        // What is further away than a breaker stays open was set before the clock went back.
        case .open(let until):
            now < until && until - now <= policy.openFor ? .refused(retryAfter: until - now) : .allowed(isProbe: true)
        case .halfOpen: .refused(retryAfter: Self.probeWait)
        }
    }

    /// Asks for a call; each that is allowed ends with ``succeeded()``, ``failed(at:)`` or ``abandoned(isProbe:)``.
    package mutating func admit(at now: Timestamp) -> Admission {
        let admission = admission(at: now)
        if admission == .allowed(isProbe: true) { state = .halfOpen }
        return admission
    }

    /// The server answered, and not with 5xx.
    package mutating func succeeded() {
        state = .closed
        failures = 0
        openedAt = nil
    }

    /// The server did not answer, or with 5xx. Calls that were under way when it opened don't prolong it.
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

    /// The call ended without telling anything about the server: it was cancelled, say. After a probe, the next call is
    /// one.
    package mutating func abandoned(isProbe: Bool, at now: Timestamp) {
        if isProbe, state == .halfOpen { state = .open(until: now) }
    }
}
