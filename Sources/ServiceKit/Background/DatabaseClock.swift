package import Primitives
import Synchronization

/// A clock that follows the database's time of day: the last reading plus the uptime since then. All processes on one
/// database agree on the time, and a step of one machine's clock has no effect.
package final class DatabaseClock: WallClock {
    private struct Reading {
        var time: Timestamp
        var uptime: Duration
    }

    private let base: any WallClock
    private let reading = Mutex<Reading?>(nil)

    /// - Parameter base: Supplies the uptime, and the time of day until the first reading.
    package init(base: any WallClock) { self.base = base }

    package func now() -> Timestamp {
        guard let reading = reading.withLock({ $0 }) else { return base.now() }
        return reading.time + (base.uptime() - reading.uptime)
    }

    /// The uptime of this machine.
    package func uptime() -> Duration { base.uptime() }

    /// Synchronises with a reading of the database's time. The database's present time is between `time` and `time`
    /// plus the round trip. If this clock's time is within these bounds, it is kept, so that the clock does not jump;
    /// otherwise it is moved to the nearer bound.
    /// - Parameters:
    ///   - asked: The uptime when the query was sent.
    ///   - answered: The uptime when the result arrived.
    func observe(_ time: Timestamp, asked: Duration, answered: Duration) {
        reading.withLock { reading in
            let latest = time + (answered - asked)
            let current = reading.map { $0.time + (answered - $0.uptime) } ?? time
            reading = Reading(time: min(max(current, time), latest), uptime: answered)
        }
    }
}
