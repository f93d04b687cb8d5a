package import Primitives

/// How the calls of a subscription go: its breaker, and what its receiver asked for. Kept in its row, so that all
/// processes share it.
///
/// The breaker opens after some failures in a row; each time longer, until something is delivered. When its time is
/// over one call goes, whichever process gets the probe; all others wait for what comes of it.
package struct SubscriptionStanding: Sendable, Hashable {
    /// Failures since the last answer that was none.
    package var failures = 0
    /// How often the breaker has opened since then; 0 while it is closed.
    package var openings = 0
    /// Since when nothing was delivered although it was tried; nil while all is well.
    package var failingSince: Timestamp?
    /// When a call failed last, while something is failing.
    package var lastFailureAt: Timestamp?
    /// Why, for people.
    package var lastError: String?
    /// Until when the breaker is open.
    package var openUntil: Timestamp?
    /// Until when a probe may be under way.
    package var probeUntil: Timestamp?
    /// Until when the receiver asked to be left alone. Nothing but time ends it.
    package var throttledUntil: Timestamp?

    /// How many failures in a row open the breaker: less than what one worker calls at a time, so that a dead receiver
    /// is found out by the first calls that run into their time-out.
    package static let openingFailures = 5
    /// How long the breaker is open: 30 s the first time, doubled each further time. A receiver that is available again
    /// waits at most `cap`.
    package static let opening = Backoff(base: .seconds(30), cap: .seconds(300))
    /// How long a probe is waited for: a call's time-out, and what is around it.
    package static let probeTime = Duration.seconds(20)
    /// How soon those who wait for a probe ask again.
    package static let probeWait = Duration.seconds(1)
    /// When nothing was tried for so long, what failed before counts no longer. Longer than anything that waits: a day
    /// for a receiver that asked for it, and a fifth more by chance.
    package static let forgetting = Duration.seconds(36 * 3600)

    /// Nothing has failed.
    package init() {}
}

extension SubscriptionStanding {
    /// Whether a call may go.
    package enum Admission: Sendable, Hashable {
        /// It may.
        case allowed
        /// It may if the caller gets the probe.
        case probe
        /// Not for so long.
        case held(Duration)
    }

    /// What came of a call that failed.
    package enum Failure: Sendable, Hashable {
        /// No answer, or one that is none of the others.
        case failed
        /// The receiver is there, and has too much to do (429).
        case throttled
    }

    /// Whether a call may go now.
    package func admission(at now: Timestamp) -> Admission {
        if let until = [throttledUntil, openUntil].compactMap(\.self).max(), now < until { return .held(until - now) }
        guard openings > 0 else { return .allowed }
        if let probeUntil, now < probeUntil { return .held(Self.probeWait) }
        return .probe
    }

    /// Takes in a call that failed.
    /// - Parameters: `retryAfter` is what the receiver asked for; it holds for all calls.
    package mutating func failed(_ failure: Failure, error: String, retryAfter: Duration?, at now: Timestamp) {
        if let last = lastFailureAt, now - last > Self.forgetting { failingSince = nil }
        failingSince = failingSince ?? now
        lastFailureAt = now
        lastError = error
        probeUntil = nil
        switch failure {
        case .throttled: (failures, openings, openUntil) = (0, 0, nil)
        case .failed:
            failures += 1
            open(at: now)
        }
        if let retryAfter { throttledUntil = max(throttledUntil ?? now, now + retryAfter) }
    }

    /// Calls that were under way when it opened don't prolong it.
    private mutating func open(at now: Timestamp) {
        let isOpen = openUntil.map { now < $0 } ?? false
        guard failures >= Self.openingFailures, !isOpen else { return }
        openUntil = now + Self.opening.limit(doublings: openings)
        openings += 1
    }
}
