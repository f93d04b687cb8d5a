/// How much of a limit is left: it refills steadily, and holds at most what may be used at once. All moments are a
/// clock's uptime, so that a step of the time of day neither fills it nor stops it from filling.
struct TokenBucket: Sendable {
    private let capacity: Double
    private let refillPerSecond: Double
    private var level: Double
    private var measuredAt: Duration

    /// A full bucket.
    init(capacity: Int, refillPerSecond: Double, at now: Duration) {
        self.capacity = Double(capacity)
        self.refillPerSecond = refillPerSecond
        level = Double(capacity)
        measuredAt = now
    }

    /// Takes one, if there is one.
    mutating func take(at now: Duration) -> Bool {
        refill(at: now)
        guard level >= 1 else { return false }
        level -= 1
        return true
    }

    /// Whether it has been left alone long enough to be full again: forgetting it then changes nothing.
    mutating func isFull(at now: Duration) -> Bool {
        refill(at: now)
        return level >= capacity
    }

    /// How many can be taken now.
    var remaining: Int { Int(level) }

    /// Seconds until it is full, rounded up.
    var secondsUntilFull: Int { Int(((capacity - level) / refillPerSecond).rounded(.up)) }

    /// Seconds until one can be taken, rounded up, at least one.
    var secondsUntilOne: Int { max(1, Int(((1 - level) / refillPerSecond).rounded(.up))) }

    private mutating func refill(at now: Duration) {
        guard now > measuredAt else { return }
        level = min(capacity, level + (now - measuredAt) / .seconds(1) * refillPerSecond)
        measuredAt = now
    }
}
