import Synchronization
import TrackerKit

/// A range of a list, newest first. Bounds are excluded.
struct TrelloRange: Sendable, Hashable {
    var limit: Int
    /// The rows are older than this ID; nil for the newest.
    var before: String?
    /// The rows are newer than this ID; nil for no bound.
    var since: String?

    /// How much longer than the previous page a page may be, after a row that cannot be read: others like it may
    /// follow.
    static let growth = 4
}

extension TrelloRange {
    /// The range of a page.
    /// - Parameters:
    ///   - token: `ID;LIMIT`, from ``TrelloRows/token(after:)``; nil for the newest rows.
    ///   - limit: the maximum number of rows.
    init(at token: PageToken?, ofAtMost limit: Int) {
        let parts = token?.text.split(separator: ";") ?? []
        self.init(
            limit: min(limit, parts.count == 2 ? Int(parts[1]) ?? limit : limit), before: parts.first.map(String.init))
    }
}

/// Rows of a list.
struct TrelloRows: Sendable {
    var page: Page<WireObject>
    /// The maximum number of rows that was finally requested.
    var limit: Int
    /// The maximum number of rows of the following page.
    var followingLimit = TrelloRange.growth
    /// The ID of the row that the page skips because the server fails on it; nil if there is none.
    var failed: String?

    /// The token of the rows older than an ID.
    func token(after id: String) -> PageToken { PageToken("\(id);\(followingLimit)") }
}

/// Finds the ID of a row on which the server fails, so that it can be skipped although the server never shows it: the
/// oldest bound `since` for which the list no longer contains the row is its own ID. IDs have 96 bits; known IDs reduce
/// the number of calls.
struct TrelloRowSearch {
    /// IDs that the row may have.
    let known: Set<String>
    /// Fails if the server is down. Called after two failures in a row, which also keeps the circuit breaker closed.
    let probe: () async throws -> Void
    /// Whether the server can show a range.
    let serves: (TrelloRange) async throws -> Bool

    private static let bits = 96

    /// The newest row before an ID, on which the server is known to fail; nil if the server contradicts itself.
    /// - Parameter calls: Incremented with each call.
    func newest(before bound: String?, calls: inout Int) async throws -> String? {
        let end = bound.flatMap { UInt128($0, radix: 16) } ?? (1 << Self.bits) - 1
        // The row is newer than `low`, and not newer than `high`.
        var low: UInt128 = 0, high = end
        var candidates = known.compactMap { UInt128($0, radix: 16) }.filter { $0 < end }.sorted()
        var failures = 0
        while high - low > 1 {
            // Each known ID is also tried with its predecessor: together, they decide whether it is the row's.
            candidates.removeAll { $0 <= low || $0 > high || ($0 == high && $0 - 1 <= low) }
            let middle =
                candidates.isEmpty
                ? low + (high - low) / 2
                : candidates[candidates.count / 2] == high ? high - 1 : candidates[candidates.count / 2]
            calls += 1
            if try await serves(TrelloRange(limit: 1, before: bound, since: Self.text(middle))) {
                (high, failures) = (middle, 0)
            } else {
                (low, failures) = (middle, failures + 1)
                if failures.isMultiple(of: 2) { try await probe() }
            }
        }
        // Without a bound, the newest row of all would be newer than any ID.
        return high == end ? nil : Self.text(high)
    }

    private static func text(_ id: UInt128) -> String {
        let digits = String(id, radix: 16)
        return String(repeating: "0", count: bits / 4 - digits.count) + digits
    }
}

/// The IDs of rows that the server failed on: it will most likely fail on them again.
final class TrelloBrokenRows: Sendable {
    /// When this many IDs are stored, all are forgotten.
    private static let maximumCount = 1_000

    private let state = Mutex<Set<String>>([])

    var ids: Set<String> { state.withLock { $0 } }

    func note(_ id: String) {
        state.withLock { ids in
            if ids.count >= Self.maximumCount { ids = [] }
            ids.insert(id)
        }
    }
}
