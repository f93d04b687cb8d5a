import Models
import Synchronization

/// Limits the syncs of this process: in total, per connection and for all slow connections together.
///
/// Syncs take long anyway, so a connection counts as slow when the request of a page takes too long. All times are the
/// clock's uptime.
final class SyncSlots: Sendable {
    private struct Entry {
        let connection: Connection.ID?
        /// Since when the sync has been waiting for its tracker; nil if it is not waiting.
        var waitsSince: Duration?
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var slowUntil: [Connection.ID: Duration] = [:]
    }

    private struct Use {
        var total = 0
        var slow = 0
        var slots: [Connection.ID: Int] = [:]
        var slowConnections: Set<Connection.ID> = []
    }

    private let policy: SyncPolicy
    private let state = Mutex(State())

    init(_ policy: SyncPolicy) { self.policy = policy }

    /// Whether another sync may run. Syncs of slow connections beyond their share do not use up slots: they only wait
    /// for a response and cost memory.
    func isFree(at now: Duration) -> Bool {
        state.withLock { state in
            let use = self.use(&state, at: now)
            let counted = use.total - use.slow + min(use.slow, policy.slowSlots)
            return counted < policy.concurrency && use.total < policy.concurrency * policy.maximumOverhang
        }
    }

    /// The connections that may not start another sync. A slow connection has at most one slot, which is enough to
    /// notice that it has recovered.
    func busy(at now: Duration) -> [Connection.ID] {
        state.withLock { state in
            let use = self.use(&state, at: now)
            let full = use.slots.filter { $0.value >= policy.connectionLimit }.keys
            let slow = use.slowConnections.filter { use.slow >= policy.slowSlots || use.slots[$0, default: 0] > 0 }
            return Array(slow.union(full))
        }
    }

    /// Adds a sync.
    /// - Parameter run: Identifies the sync.
    func take(_ run: String, _ connection: Connection.ID?) {
        state.withLock { $0.entries[run] = Entry(connection: connection) }
    }

    /// Removes a sync.
    func release(_ run: String) {
        state.withLock { _ = $0.entries.removeValue(forKey: run) }
    }

    /// Marks a sync as waiting for its tracker.
    func beganCall(_ run: String, at now: Duration) {
        state.withLock { $0.entries[run]?.waitsSince = now }
    }

    /// Marks a sync as no longer waiting: the tracker responded, or the call failed.
    func endedCall(_ run: String, at now: Duration) {
        state.withLock { state in
            // Record slow connections before this call is no longer counted.
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
            use.slots[connection, default: 0] += 1
            if state.slowUntil[connection] != nil { use.slow += 1 }
        }
        return use
    }
}
