import Primitives

/// Enforces a minimum time between writes, as some servers require (GitHub: one second).
struct WriteSpacing: Sendable, Hashable {
    /// The minimum time from the start of one write to the start of the next.
    let spacing: Duration
    private var last: Timestamp?

    init(_ spacing: Duration) { self.spacing = spacing }

    /// How long the next write has to wait; at most the spacing, even if the clock was set back.
    func wait(at now: Timestamp) -> Duration {
        guard let last, spacing > .zero else { return .zero }
        return min(spacing, max(.zero, last + spacing - now))
    }

    /// Records the start of a write.
    mutating func began(at now: Timestamp) { last = now }
}
