package import Primitives

/// The circuit breaker of a subscription's receiver, and the delay that the receiver requested. Stored in the
/// subscription's row, so that all processes share it.
///
/// The breaker opens after several consecutive failures, for longer each time until a delivery succeeds. When it
/// expires, one process sends a probe; all others wait for its result.
package struct ReceiverBreaker: Sendable, Hashable {
    /// The number of failures since the last success.
    package var failures = 0
    /// How often the breaker has opened since then; 0 while it is closed.
    package var openings = 0
    /// Since when no attempt has succeeded; nil if the last one did.
    package var failingSince: Timestamp?
    /// When an attempt last failed; nil while nothing fails.
    package var lastFailureAt: Timestamp?
    /// Why the last attempt failed, human-readable.
    package var lastError: String?
    /// Until when the breaker is open.
    package var openUntil: Timestamp?
    /// Until when a probe may be running.
    package var probeUntil: Timestamp?
    /// Until when the receiver asked for no requests. Only time ends this.
    package var throttledUntil: Timestamp?

    /// The number of consecutive failures that opens the breaker. Lower than the number of concurrent calls of a
    /// worker, so that the first calls to time out reveal a dead receiver.
    package static let openingFailures = 5
    /// How long the breaker stays open: 30 s at first, doubled each time. A receiver that is available again waits
    /// `cap` at most.
    package static let opening = Backoff(base: .seconds(30), cap: .seconds(300))
    /// The maximum time to wait for a probe: the timeout of a call, plus overhead.
    package static let probeTime = Duration.seconds(20)
    /// How soon a process that waits for a probe checks again.
    package static let probeWait = Duration.seconds(1)
    /// After this time without an attempt, earlier failures no longer count. Longer than any delay before an attempt: a
    /// day if the receiver requested it, plus a fifth of jitter.
    package static let forgetting = Duration.seconds(36 * 3600)

    /// No failures.
    package init() {}
}

extension ReceiverBreaker {
    /// Whether a call may be made.
    package enum Admission: Sendable, Hashable {
        /// It may be made.
        case allowed
        /// It may be made if the caller claims the probe.
        case probe
        /// It must wait for this long.
        case held(Duration)
    }

    /// The kind of a failed call.
    package enum Failure: Sendable, Hashable {
        /// No response, or an error response other than 429.
        case failed
        /// The receiver is reachable but throttles (429).
        case throttled
    }

    /// Whether a call may be made now.
    package func admission(at now: Timestamp) -> Admission {
        if let until = [throttledUntil, openUntil].compactMap(\.self).max(), now < until { return .held(until - now) }
        guard openings > 0 else { return .allowed }
        if let probeUntil, now < probeUntil { return .held(Self.probeWait) }
        return .probe
    }

    /// Records a failed call.
    /// - Parameter retryAfter: The delay that the receiver requested; it applies to all calls.
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

    /// Opens the breaker. Failures of calls that were already running when it opened do not prolong it.
    private mutating func open(at now: Timestamp) {
        let isOpen = openUntil.map { now < $0 } ?? false
        guard failures >= Self.openingFailures, !isOpen else { return }
        openUntil = now + Self.opening.limit(doublings: openings)
        openings += 1
    }
}
