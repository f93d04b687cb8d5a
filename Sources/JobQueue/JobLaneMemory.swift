import Models

/// What this process has observed about the lanes of its jobs: which respond quickly, and which were slow recently.
struct JobLaneMemory {
    /// How a lane has performed recently.
    enum Speed {
        /// Its most recent job was quick, or the job has no lane.
        case proven
        /// Nothing is known about it.
        case unknown
        /// One of its jobs was slow recently.
        case slow
    }

    private struct Entry {
        var slowUntil: Duration?
        var usedAt: Duration
    }

    /// The maximum number of lanes; above it, the least recently used one is dropped. Bounded because the proven lanes
    /// are passed to each claim query.
    static let capacity = 200

    private let slowAfter: Duration
    private let slowMemory: Duration
    private var entries: [String: Entry] = [:]

    init(slowAfter: Duration, slowMemory: Duration) {
        self.slowAfter = slowAfter
        self.slowMemory = slowMemory
    }

    /// Whether a job with this duration marks its lane as slow.
    func isSlow(_ duration: Duration) -> Bool { duration >= slowAfter }

    /// The speed of a lane. Jobs without a lane count as proven.
    func speed(of lane: String, at now: Duration) -> Speed {
        if lane.isEmpty { return .proven }
        guard let entry = entries[lane] else { return .unknown }
        guard let slowUntil = entry.slowUntil else { return .proven }
        return now < slowUntil ? .slow : .unknown
    }

    /// The lanes with observations.
    var lanes: some Sequence<String> { entries.keys }

    /// Records that a job of a lane took this long, or has been running for this long.
    mutating func saw(_ lane: String, taking duration: Duration, at now: Duration) {
        guard !lane.isEmpty else { return }
        if isSlow(duration) {
            entries[lane] = Entry(slowUntil: now + slowMemory, usedAt: now)
        } else if speed(of: lane, at: now) == .slow {
            // A single quick response does not clear a slow lane: that takes ``JobPolicy/slowMemory`` without a slow
            // one.
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
