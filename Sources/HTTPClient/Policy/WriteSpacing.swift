import Primitives

/// Leaves time between writes, as some servers ask (GitHub: one second).
struct WriteSpacing: Sendable, Hashable {
    /// The least time from the start of one write to that of the next.
    let spacing: Duration
    private var last: Timestamp?

    /// No write has been made yet.
    init(_ spacing: Duration) { self.spacing = spacing }

    /// How long the next write has to wait; never longer than the spacing, even when the clock was set back.
    func wait(at now: Timestamp) -> Duration {
        guard let last, spacing > .zero else { return .zero }
        return min(spacing, max(.zero, last + spacing - now))
    }

    /// A write goes out.
    mutating func began(at now: Timestamp) { last = now }
}
