import Models
import Primitives
import Synchronization

/// Callers that were recognised a moment ago, by their credential, so that a request costs no question to the database.
final class CallerMemory: Sendable {
    /// What is remembered of a credential.
    struct Entry: Sendable {
        /// Who it is.
        var principal: Principal
        /// Until when this is true without asking again.
        var freshUntil: Timestamp
    }

    /// How many credentials are remembered; the memory starts anew above it. A gateway has tens of callers; the bound is against a flood.
    private static let capacity = 10_000

    private let entries = Mutex<[String: Entry]>([:])

    /// The caller, if what is known is fresh.
    func principal(for credential: String, at now: Timestamp) -> Principal? {
        entries.withLock { entries in
            guard let entry = entries[credential], now < entry.freshUntil else { return nil }
            return entry.principal
        }
    }

    /// Whether the credential was good once, be it a while ago.
    func knows(_ credential: String) -> Bool {
        entries.withLock { $0[credential] != nil }
    }

    func remember(_ entry: Entry, for credential: String) {
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries.removeAll(keepingCapacity: true) }
            entries[credential] = entry
        }
    }

    func forget(_ credential: String) {
        entries.withLock { _ = $0.removeValue(forKey: credential) }
    }

    /// Asks the database again about every credential of a caller. They stay known: only a wrong credential is a guess.
    /// - Parameter key: As in `Principal.key`.
    func doubt(callerWithKey key: String) {
        doubt { $0.principal.key == key }
    }

    /// Asks the database again about everybody.
    func doubtAll() {
        doubt { _ in true }
    }

    private func doubt(where isDoubtful: (Entry) -> Bool) {
        entries.withLock { entries in
            for index in entries.indices where isDoubtful(entries.values[index]) {
                entries.values[index].freshUntil = Timestamp(microseconds: .min)
            }
        }
    }
}
