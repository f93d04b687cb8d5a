package import Primitives
import Synchronization

/// Decides whether leases that look expired may be taken over.
///
/// A lease ends at a time of day. When the database's clock is set forward by an hour, every lease looks expired
/// although its holder works and will renew it; taking it over would do the same work twice at the same time. So after
/// a step forward nothing is taken over for as long as a lease lasts, measured by uptime: until then whoever is alive
/// has renewed its leases by the new time.
package final class TakeoverWatch: Sendable {
    /// Time of day and uptime that drift apart by less are corrections of the clock, not a step.
    private static let tolerance = Duration.seconds(5)

    private struct State {
        /// Time of day minus uptime when it was looked at last.
        var offset: Duration?
        /// The uptime until which nothing is taken over.
        var heldUntil: Duration?
    }

    private let clock: any WallClock
    private let lease: Duration
    private let state = Mutex(State())

    /// - Parameter lease: How long holders keep what they have without a heartbeat; they renew it several times in that
    ///   time.
    package init(clock: any WallClock, lease: Duration) {
        self.clock = clock
        self.lease = lease
    }

    /// The time of day by which leases are judged; nil while that would be unsafe.
    package func moment() -> Timestamp? {
        let (now, uptime) = (clock.now(), clock.uptime())
        let offset = now - Timestamp(microseconds: 0) - uptime
        return state.withLock { state in
            if let last = state.offset, offset - last > Self.tolerance { state.heldUntil = uptime + lease }
            state.offset = offset
            if let heldUntil = state.heldUntil, uptime < heldUntil { return nil }
            state.heldUntil = nil
            return now
        }
    }
}
