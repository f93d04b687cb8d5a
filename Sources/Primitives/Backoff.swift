/// Exponential backoff with jitter: how long to wait before the next attempt. Jitter spreads the retries of callers
/// that failed together (AWS Architecture Blog, "Exponential Backoff And Jitter").
package struct Backoff: Sendable, Hashable {
    /// The limit of the first delay.
    package var base: Duration
    /// The limit of every delay.
    package var cap: Duration

    /// Which part of a delay is random.
    package enum Jitter: Sendable, Hashable {
        /// All of it: a delay is between zero and its limit.
        case full
        /// Half of it: a delay is between half of its limit and the limit.
        case equal
    }

    /// Creates a backoff whose limit starts at `base` and doubles up to `cap`.
    package init(base: Duration, cap: Duration) {
        self.base = base
        self.cap = cap
    }

    /// The longest delay after some failures in a row: `base` after one failure (and after none), doubled for each
    /// further failure, at most `cap`.
    package func limit(afterFailures failures: Int) -> Duration { limit(doublings: failures > 1 ? failures - 1 : 0) }

    /// `base` doubled so many times, at most `cap`. Any number is safe: the result does not overflow.
    package func limit(doublings: Int) -> Duration {
        guard base > .zero else { return min(base, cap) }
        var limit = base, rest = doublings
        while rest > 0, limit < cap {
            // Compares before it doubles, because twice the limit may be more than a `Duration` holds.
            guard limit < cap - limit else { return cap }
            limit += limit
            rest -= 1
        }
        return min(limit, cap)
    }

    /// The delay after some failures in a row.
    /// - Parameters:
    ///   - random: A random number from 0 to below 1.
    ///   - jitter: Which part of the delay is random.
    package func delay(afterFailures failures: Int, random: Double, jitter: Jitter = .full) -> Duration {
        let limit = limit(afterFailures: failures)
        return switch jitter {
        case .full: limit * random
        case .equal: limit * (0.5 + random / 2)
        }
    }
}
