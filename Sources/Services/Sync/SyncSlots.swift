import Models
import Synchronization

/// How many syncs run in this process, and how many of each connection.
final class SyncSlots: Sendable {
    private struct State {
        var free: Int
        var taken: [Connection.ID: Int] = [:]
    }

    private let connectionLimit: Int
    private let state: Mutex<State>

    init(count: Int, connectionLimit: Int) {
        self.connectionLimit = connectionLimit
        state = Mutex(State(free: count))
    }

    /// Whether one more may run.
    var isFree: Bool { state.withLock { $0.free > 0 } }

    /// The connections of which no more may run.
    var busy: [Connection.ID] { state.withLock { state in state.taken.filter { $0.value >= connectionLimit }.map(\.key) } }

    /// One begins.
    func take(_ connection: Connection.ID?) {
        state.withLock { state in
            state.free -= 1
            if let connection { state.taken[connection, default: 0] += 1 }
        }
    }

    /// One is over.
    func giveBack(_ connection: Connection.ID?) {
        state.withLock { state in
            state.free += 1
            guard let connection, let count = state.taken[connection] else { return }
            state.taken[connection] = count > 1 ? count - 1 : nil
        }
    }
}
