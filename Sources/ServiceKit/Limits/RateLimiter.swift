package import Primitives
import Synchronization

/// A limit on how often each caller may call: a token bucket for each, in the memory of this process.
package final class RateLimiter: Sendable {
    /// What came of a question.
    package struct Verdict: Sendable, Hashable {
        /// Whether the call may go on.
        package var isAllowed: Bool
        /// How many more may come now.
        package var remaining: Int
        /// Seconds until the whole limit is there again.
        package var secondsUntilFull: Int
        /// Seconds until the next call may come; 0 when it may now.
        package var retryAfter: Int
    }

    /// How many callers are kept apart. Above it, those whose buckets are full are forgotten.
    private static let capacity = 50_000

    /// How many calls may come at once.
    package let quota: Int
    /// In how many seconds as many may come again.
    package let window: Int
    /// The limit as `RateLimit-Policy` tells it (draft-ietf-httpapi-ratelimit-headers-09, section 3).
    package let policyField: String
    private let clock: any WallClock
    private let buckets = Mutex<[String: TokenBucket]>([:])

    /// A limiter.
    package init(quota: Int, window: Duration = .seconds(60), clock: any WallClock) {
        self.quota = quota
        self.window = max(1, Int(window.components.seconds))
        policyField = "\"default\";q=\(quota);w=\(self.window)"
        self.clock = clock
    }

    /// Counts a call.
    /// - Parameter key: Whose it is.
    package func admit(_ key: String) -> Verdict {
        let now = clock.uptime()
        return buckets.withLock { buckets in
            guard let index = buckets.index(forKey: key) else { return admitFirst(key, &buckets, at: now) }
            let isAllowed = buckets.values[index].take(at: now)
            return Self.verdict(buckets.values[index], isAllowed)
        }
    }

    private func admitFirst(_ key: String, _ buckets: inout [String: TokenBucket], at now: Duration) -> Verdict {
        if buckets.count >= Self.capacity { Self.shrink(&buckets, at: now) }
        var bucket = TokenBucket(capacity: quota, refillPerSecond: Double(quota) / Double(window), at: now)
        let isAllowed = bucket.take(at: now)
        buckets[key] = bucket
        return Self.verdict(bucket, isAllowed)
    }

    /// Whether the next call would be refused; counts nothing.
    package func isExhausted(_ key: String) -> Verdict? {
        let now = clock.uptime()
        return buckets.withLock { buckets in
            guard var bucket = buckets[key], !bucket.take(at: now) else { return nil }
            return Self.verdict(bucket, false)
        }
    }

    private static func verdict(_ bucket: TokenBucket, _ isAllowed: Bool) -> Verdict {
        Verdict(
            isAllowed: isAllowed, remaining: bucket.remaining, secondsUntilFull: bucket.secondsUntilFull,
            retryAfter: isAllowed ? 0 : bucket.secondsUntilOne)
    }

    private static func shrink(_ buckets: inout [String: TokenBucket], at now: Duration) {
        buckets = buckets.filter { entry in
            var bucket = entry.value
            return !bucket.isFull(at: now)
        }
        if buckets.count >= capacity { buckets.removeAll(keepingCapacity: true) }
    }
}
