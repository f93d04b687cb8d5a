package import Primitives
import Synchronization

/// Decides whether leases that look expired may be taken over.
///
/// A lease ends at a time of day. If the database's clock is set forward by an hour, every lease looks expired although
/// its holder is still working and will renew it; taking it over would run the same work twice at once. So after a step
/// forward nothing is taken over for the duration of one lease, measured by uptime: by then every live holder has
/// renewed its leases with the new time.
package final class TakeoverTracker: Sendable {
    /// A smaller drift between time of day and uptime is a gradual correction of the clock, not a step.
    private static let tolerance = Duration.seconds(5)

    private struct State {
        /// Time of day minus uptime at the last check.
        var offset: Duration?
        /// The uptime until which nothing is taken over.
        var heldUntil: Duration?
    }

    private let clock: any WallClock
    private let lease: Duration
    private let state = Mutex(State())

    /// - Parameter lease: How long a lease lasts without a heartbeat. Holders renew it several times in that period.
    package init(clock: any WallClock, lease: Duration) {
        self.clock = clock
        self.lease = lease
    }

    /// The time to compare leases with; nil while taking over is unsafe.
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
