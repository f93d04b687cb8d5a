import Models
import Primitives
import Synchronization

/// Callers that were recognised a moment ago, by their credential, so that a request costs no question to the database.
final class CallerMemory: Sendable, Redacted {
    /// What is remembered of a credential.
    struct Entry: Sendable {
        /// Who it is.
        var principal: Principal
        /// Until when this is true without asking again.
        var freshUntil: Timestamp
    }

    /// How many credentials are remembered; the memory starts anew above it. A gateway has tens of callers; the bound
    /// is against a flood.
    private static let capacity = 10_000

    private struct State {
        var entries: [String: Entry] = [:]
        var doubts = 0
    }

    private let state = Mutex(State())

    /// The caller, if what is known is fresh.
    func principal(for credential: String, at now: Timestamp) -> Principal? {
        state.withLock { state in
            guard let entry = state.entries[credential], now < entry.freshUntil else { return nil }
            return entry.principal
        }
    }

    /// How often there was doubt. To be read before the database is asked, for ``remember(_:for:knownSince:)``.
    var doubts: Int { state.withLock { $0.doubts } }

    /// Keeps what the database said.
    /// - Parameter doubts: How often there was doubt before it was asked: if there was more since, it may have answered
    ///   before the change.
    func remember(_ entry: Entry, for credential: String, knownSince doubts: Int) {
        state.withLock { state in
            if state.entries.count >= Self.capacity { state.entries.removeAll(keepingCapacity: true) }
            var entry = entry
            if state.doubts != doubts { entry.freshUntil = Self.over }
            state.entries[credential] = entry
        }
    }

    func forget(_ credential: String) {
        state.withLock { _ = $0.entries.removeValue(forKey: credential) }
    }

    /// Asks the database again about every credential of a caller.
    /// - Parameter key: As in `Principal.key`.
    func doubt(callerWithKey key: String) {
        doubt { $0.principal.key == key }
    }

    /// Asks the database again about everybody.
    func doubtAll() {
        doubt { _ in true }
    }

    private func doubt(where isDoubtful: (Entry) -> Bool) {
        state.withLock { state in
            state.doubts += 1
            for index in state.entries.indices where isDoubtful(state.entries.values[index]) {
                state.entries.values[index].freshUntil = Self.over
            }
        }
    }

    /// Before any moment.
    private static let over = Timestamp(microseconds: .min)
}
