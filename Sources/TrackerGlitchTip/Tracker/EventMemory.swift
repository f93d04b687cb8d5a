import Primitives
import Synchronization

/// What was read of issues' latest events. An issue whose count and time are the same has no later event, so that its
/// latest one need not be read again; without this, each full reading of a project costs a call for every issue.
final class EventMemory: Sendable {
    /// How many bytes are kept for a connection; the events of further issues are read each time.
    static let maximumBytes = 32 << 20

    private struct Entry {
        let lastSeen: Timestamp
        let count: Int64
        /// Nil where the server keeps no event of the issue any more.
        let summary: GlitchTip.EventSummary?

        var size: Int { summary?.size ?? 64 }
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var bytes = 0
    }

    private let state = Mutex(State())

    /// Makes an empty memory.
    init() {}

    /// What was read of an issue that has had no event since; nil where nothing is known, and a nil summary where the
    /// issue has none.
    func summary(of issue: GlitchTip.Issue) -> GlitchTip.EventSummary?? {
        state.withLock { state -> GlitchTip.EventSummary?? in
            guard let entry = state.entries[issue.id], entry.lastSeen == issue.lastSeen, entry.count == issue.count
            else { return nil }
            return .some(entry.summary)
        }
    }

    /// Remembers what was read after the issue was.
    func note(_ summary: GlitchTip.EventSummary?, of issue: GlitchTip.Issue) {
        let entry = Entry(lastSeen: issue.lastSeen, count: issue.count, summary: summary)
        state.withLock { state in
            if let former = state.entries.removeValue(forKey: issue.id) { state.bytes -= former.size }
            guard state.bytes + entry.size <= Self.maximumBytes else { return }
            state.entries[issue.id] = entry
            state.bytes += entry.size
        }
    }
}
