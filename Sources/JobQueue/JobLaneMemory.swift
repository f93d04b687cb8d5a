import Models

/// What this process knows of the lanes of its jobs: which answer quickly, and which were slow lately.
struct JobLaneMemory {
    /// How far a lane is trusted.
    enum Standing {
        /// Its last jobs were quick.
        case proven
        /// Nothing is known of it.
        case unknown
        /// A job of it took long, lately.
        case slow
    }

    private struct Entry {
        var slowUntil: Duration?
        var usedAt: Duration
    }

    /// How many lanes are remembered; above it, those that were not used for longest are forgotten. The proven ones go
    /// into each claim.
    static let capacity = 200

    private let slowAfter: Duration
    private let slowMemory: Duration
    private var entries: [String: Entry] = [:]

    init(slowAfter: Duration, slowMemory: Duration) {
        self.slowAfter = slowAfter
        self.slowMemory = slowMemory
    }

    /// Whether a job that has run for so long shows that its lane is slow.
    func isSlow(_ duration: Duration) -> Bool { duration >= slowAfter }

    /// The standing of a lane.
    func standing(of lane: String, at now: Duration) -> Standing {
        if lane.isEmpty { return .proven }
        guard let entry = entries[lane] else { return .unknown }
        guard let slowUntil = entry.slowUntil else { return .proven }
        return now < slowUntil ? .slow : .unknown
    }

    /// The lanes of which something is known.
    var lanes: some Sequence<String> { entries.keys }

    /// A job of a lane has taken so long, or has run for so long.
    mutating func saw(_ lane: String, taking duration: Duration, at now: Duration) {
        guard !lane.isEmpty else { return }
        if isSlow(duration) {
            entries[lane] = Entry(slowUntil: now + slowMemory, usedAt: now)
        } else if standing(of: lane, at: now) == .slow {
            // One quick answer among slow ones clears nobody: that takes time without a slow one.
            entries[lane]?.usedAt = now
        } else {
            entries[lane] = Entry(slowUntil: nil, usedAt: now)
        }
        if entries.count > Self.capacity { forgetOldest() }
    }

    private mutating func forgetOldest() {
        guard let oldest = entries.min(by: { $0.value.usedAt < $1.value.usedAt }) else { return }
        entries[oldest.key] = nil
    }
}
