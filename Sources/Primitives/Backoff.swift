/// Exponential backoff with jitter: the delay before the next attempt. The limit of a delay starts at `base` and
/// doubles with each failure, up to `cap`. Jitter spreads out the retries of callers that failed at the same time (AWS
/// Architecture Blog, "Exponential Backoff And Jitter").
package struct Backoff: Sendable, Hashable {
    /// The limit of the first delay.
    package var base: Duration
    /// The limit of every delay.
    package var cap: Duration

    /// The part of a delay that is random.
    package enum Jitter: Sendable, Hashable {
        /// The whole delay: it is between zero and its limit.
        case full
        /// Half of the delay: it is between half of its limit and the limit.
        case equal
    }

    package init(base: Duration, cap: Duration) {
        self.base = base
        self.cap = cap
    }

    /// The longest delay after this many consecutive failures: `base` after one failure (or none), doubled for each
    /// further failure, at most `cap`.
    package func limit(afterFailures failures: Int) -> Duration { limit(doublings: failures > 1 ? failures - 1 : 0) }

    /// `base` doubled this many times, at most `cap`. Does not overflow, whatever the number.
    package func limit(doublings: Int) -> Duration {
        guard base > .zero else { return min(base, cap) }
        var limit = base, rest = doublings
        while rest > 0, limit < cap {
            // Compare before doubling, because twice the limit may exceed the range of `Duration`.
            guard limit < cap - limit else { return cap }
            limit += limit
            rest -= 1
        }
        return min(limit, cap)
    }

    /// The delay after this many consecutive failures.
    /// - Parameters:
    ///   - random: A random number in 0..<1.
    ///   - jitter: The part of the delay that is random.
    package func delay(afterFailures failures: Int, random: Double, jitter: Jitter = .full) -> Duration {
        let limit = limit(afterFailures: failures)
        return switch jitter {
        case .full: limit * random
        case .equal: limit * (0.5 + random / 2)
        }
    }
}
