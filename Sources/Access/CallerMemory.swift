import Models
import Primitives
import Synchronization

/// A cache of recently authenticated callers by credential, so that most requests need no query.
final class CallerMemory: Sendable, Redacted {
    struct Entry: Sendable {
        var principal: Principal
        /// When the entry must be confirmed by the database again.
        var freshUntil: Timestamp
    }

    /// The maximum number of entries; above it the cache is cleared. A gateway has tens of callers, so this only
    /// protects against floods.
    private static let capacity = 10_000

    private struct State {
        var entries: [String: Entry] = [:]
        var invalidations = 0
    }

    private let state = Mutex(State())

    /// The cached caller, unless the entry is stale.
    func principal(for credential: String, at now: Timestamp) -> Principal? {
        state.withLock { state in
            guard let entry = state.entries[credential], now < entry.freshUntil else { return nil }
            return entry.principal
        }
    }

    /// The number of invalidations. Read it before querying the database, for ``remember(_:for:knownSince:)``.
    var invalidations: Int { state.withLock { $0.invalidations } }

    /// Caches a result of the database.
    /// - Parameter invalidations: The number of invalidations before the query. If there were more since, the result
    ///   may predate a change, so the entry is stored as stale.
    func remember(_ entry: Entry, for credential: String, knownSince invalidations: Int) {
        state.withLock { state in
            if state.entries.count >= Self.capacity { state.entries.removeAll(keepingCapacity: true) }
            var entry = entry
            if state.invalidations != invalidations { entry.freshUntil = Self.over }
            state.entries[credential] = entry
        }
    }

    func forget(_ credential: String) {
        state.withLock { _ = $0.entries.removeValue(forKey: credential) }
    }

    /// Marks every entry of a caller as stale.
    /// - Parameter key: The caller, as in `Principal.key`.
    func invalidate(callerWithKey key: String) {
        invalidate { $0.principal.key == key }
    }

    /// Marks every entry as stale.
    func invalidateAll() {
        invalidate { _ in true }
    }

    private func invalidate(where isAffected: (Entry) -> Bool) {
        state.withLock { state in
            state.invalidations += 1
            for index in state.entries.indices where isAffected(state.entries.values[index]) {
                state.entries.values[index].freshUntil = Self.over
            }
        }
    }

    /// The earliest possible time: an entry with it is stale.
    private static let over = Timestamp(microseconds: .min)
}
