/// A token bucket: it refills at a constant rate up to its capacity. All times are uptimes, so that a step of the time
/// of day neither fills it nor stops it from filling.
struct TokenBucket: Sendable {
    private let capacity: Double
    private let refillPerSecond: Double
    private var level: Double
    private var measuredAt: Duration

    /// Creates a full bucket.
    init(capacity: Int, refillPerSecond: Double, at now: Duration) {
        self.capacity = Double(capacity)
        self.refillPerSecond = refillPerSecond
        level = Double(capacity)
        measuredAt = now
    }

    /// Takes a token if there is one.
    mutating func take(at now: Duration) -> Bool {
        refill(at: now)
        guard level >= 1 else { return false }
        level -= 1
        return true
    }

    /// Whether the bucket is full, so that dropping it changes nothing.
    mutating func isFull(at now: Duration) -> Bool {
        refill(at: now)
        return level >= capacity
    }

    /// Seconds until the bucket would be full.
    func untilFull(at now: Duration) -> Double {
        var bucket = self
        bucket.refill(at: now)
        return (capacity - bucket.level) / refillPerSecond
    }

    /// The number of whole tokens, as of the last update.
    var remaining: Int { Int(level) }

    /// Seconds until the bucket is full, rounded up.
    var secondsUntilFull: Int { Int(((capacity - level) / refillPerSecond).rounded(.up)) }

    /// Seconds until there is a token, rounded up, at least 1.
    var secondsUntilOne: Int { max(1, Int(((1 - level) / refillPerSecond).rounded(.up))) }

    private mutating func refill(at now: Duration) {
        guard now > measuredAt else { return }
        level = min(capacity, level + (now - measuredAt) / .seconds(1) * refillPerSecond)
        measuredAt = now
    }
}
