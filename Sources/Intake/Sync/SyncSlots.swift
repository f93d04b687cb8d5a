import Models
import Synchronization

/// How many syncs run in this process, and how many of each connection and of all slow connections together.
///
/// Syncs are long by nature; what shows that a tracker hangs is a call for a page that takes long. All moments are the
/// clock's uptime.
final class SyncSlots: Sendable {
    private struct Entry {
        let connection: Connection.ID?
        /// Since when it has waited for its tracker; nil while it does not.
        var waitsSince: Duration?
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var slowUntil: [Connection.ID: Duration] = [:]
    }

    private struct Use {
        var total = 0
        var slow = 0
        var places: [Connection.ID: Int] = [:]
        var slowConnections: Set<Connection.ID> = []
    }

    private let policy: SyncPolicy
    private let state = Mutex(State())

    init(_ policy: SyncPolicy) { self.policy = policy }

    /// Whether one more may run. What hangs beyond the slow connections' share takes no place: it waits for an answer
    /// and costs memory only.
    func isFree(at now: Duration) -> Bool {
        state.withLock { state in
            let use = self.use(&state, at: now)
            let counted = use.total - use.slow + min(use.slow, policy.slowPlaces)
            return counted < policy.concurrency && use.total < policy.concurrency * policy.maximumOverhang
        }
    }

    /// The connections of which no more may run. A slow one has a single place, so that what is back is noticed.
    func busy(at now: Duration) -> [Connection.ID] {
        state.withLock { state in
            let use = self.use(&state, at: now)
            let full = use.places.filter { $0.value >= policy.connectionLimit }.keys
            let slow = use.slowConnections.filter { use.slow >= policy.slowPlaces || use.places[$0, default: 0] > 0 }
            return Array(slow.union(full))
        }
    }

    /// One begins.
    /// - Parameter run: names it.
    func take(_ run: String, _ connection: Connection.ID?) {
        state.withLock { $0.entries[run] = Entry(connection: connection) }
    }

    /// One is over.
    func giveBack(_ run: String) {
        state.withLock { _ = $0.entries.removeValue(forKey: run) }
    }

    /// A sync waits for its tracker from here on.
    func beganCall(_ run: String, at now: Duration) {
        state.withLock { $0.entries[run]?.waitsSince = now }
    }

    /// The tracker has answered, or failed to.
    func endedCall(_ run: String, at now: Duration) {
        state.withLock { state in
            // Those who waited for too long are noted before this one no longer counts.
            _ = use(&state, at: now)
            state.entries[run]?.waitsSince = nil
        }
    }

    private func use(_ state: inout State, at now: Duration) -> Use {
        for entry in state.entries.values {
            guard let connection = entry.connection, let since = entry.waitsSince, now - since >= policy.slowAfter
            else { continue }
            state.slowUntil[connection] = now + policy.slowMemory
        }
        state.slowUntil = state.slowUntil.filter { $0.value > now }
        var use = Use(slowConnections: Set(state.slowUntil.keys))
        for entry in state.entries.values {
            use.total += 1
            guard let connection = entry.connection else { continue }
            use.places[connection, default: 0] += 1
            if state.slowUntil[connection] != nil { use.slow += 1 }
        }
        return use
    }
}
