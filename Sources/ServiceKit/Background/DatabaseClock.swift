package import Primitives
import Synchronization

/// The database's time of day, from when it was last asked and the time that has passed since. All processes on one
/// database agree on it, and a step of one machine's clock changes nothing.
package final class DatabaseClock: WallClock {
    private struct Reading {
        var time: Timestamp
        var uptime: Duration
    }

    private let base: any WallClock
    private let reading = Mutex<Reading?>(nil)

    /// Makes a clock that tells the time of `base` until the database's is known.
    package init(base: any WallClock) { self.base = base }

    /// The database's time.
    package func now() -> Timestamp {
        guard let reading = reading.withLock({ $0 }) else { return base.now() }
        return reading.time + (base.uptime() - reading.uptime)
    }

    /// Time that has passed on this machine.
    package func uptime() -> Duration { base.uptime() }

    /// Takes in what the database said: its time lay between question and answer. As long as that can be, this clock
    /// goes on as it does, so that it neither jumps nor is ahead; else it moves as far as it must.
    /// - Parameters: uptimes of the question and of the answer.
    func observe(_ time: Timestamp, asked: Duration, answered: Duration) {
        reading.withLock { reading in
            let latest = time + (answered - asked)
            let current = reading.map { $0.time + (answered - $0.uptime) } ?? time
            reading = Reading(time: min(max(current, time), latest), uptime: answered)
        }
    }
}
