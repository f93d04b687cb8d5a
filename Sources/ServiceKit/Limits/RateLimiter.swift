package import Primitives
import Synchronization

/// Limits how often each caller may call, with a token bucket per caller in the memory of this process.
package final class RateLimiter: Sendable {
    /// The result of checking a call against the limit.
    package struct Verdict: Sendable, Hashable {
        package var isAllowed: Bool
        /// How many more calls are allowed now.
        package var remaining: Int
        /// Seconds until the full quota is available again.
        package var secondsUntilFull: Int
        /// Seconds until the next call is allowed; 0 if this call was allowed.
        package var retryAfter: Int
    }

    /// The default of `capacity`: about 5 MiB.
    private static let defaultCapacity = 50_000

    /// The maximum number of buckets. Above it, full buckets are dropped, and if none is full, the fullest ones: what a
    /// caller has used up is forgotten last.
    private let capacity: Int

    /// The maximum number of calls at once; it refills completely within ``window``.
    package let quota: Int
    /// Seconds in which an empty bucket refills.
    package let window: Int
    /// The value of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-09, section 3).
    package let policyField: String
    private let clock: any WallClock
    private let buckets = Mutex<[String: TokenBucket]>([:])

    package init(quota: Int, window: Duration = .seconds(60), capacity: Int? = nil, clock: any WallClock) {
        self.capacity = max(1, capacity ?? Self.defaultCapacity)
        self.quota = quota
        self.window = max(1, Int(window.components.seconds))
        policyField = "\"default\";q=\(quota);w=\(self.window)"
        self.clock = clock
    }

    /// Counts a call and returns whether it is allowed.
    /// - Parameter key: Identifies the caller.
    package func admit(_ key: String) -> Verdict {
        let now = clock.uptime()
        return buckets.withLock { buckets in
            guard let index = buckets.index(forKey: key) else { return admitFirst(key, &buckets, at: now) }
            let isAllowed = buckets.values[index].take(at: now)
            return Self.verdict(buckets.values[index], isAllowed)
        }
    }

    private func admitFirst(_ key: String, _ buckets: inout [String: TokenBucket], at now: Duration) -> Verdict {
        if buckets.count >= capacity { shrink(&buckets, at: now) }
        var bucket = TokenBucket(capacity: quota, refillPerSecond: Double(quota) / Double(window), at: now)
        let isAllowed = bucket.take(at: now)
        buckets[key] = bucket
        return Self.verdict(bucket, isAllowed)
    }

    /// The verdict if the next call would be refused, otherwise nil. Does not count as a call.
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

    private func shrink(_ buckets: inout [String: TokenBucket], at now: Duration) {
        buckets = buckets.filter { entry in
            var bucket = entry.value
            return !bucket.isFull(at: now)
        }
        guard buckets.count >= capacity else { return }
        // A tenth at once, so that not every new caller sorts the buckets. Their state is as of the last call, but all
        // refill at the same rate.
        let excess = buckets.count - capacity + max(1, capacity / 10)
        let fullest = buckets.sorted { $0.value.untilFull(at: now) < $1.value.untilFull(at: now) }.prefix(excess)
        for entry in fullest { buckets[entry.key] = nil }
    }
}
