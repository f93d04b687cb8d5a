import Primitives
import Synchronization

/// A cache of summaries of issues' latest events. An issue with the same count and time has no later event, so its
/// latest one is not read again. Without the cache, each full sync costs one call per issue.
final class EventMemory: Sendable {
    /// The maximum size per connection, in bytes. The events of further issues are read each time.
    static let maximumBytes = 32 << 20

    private struct Entry {
        let lastSeen: Timestamp
        let count: Int64
        /// nil if the server no longer has any event of the issue.
        let summary: GlitchTip.EventSummary?

        var size: Int { summary?.size ?? 64 }
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var bytes = 0
    }

    private let state = Mutex(State())

    init() {}

    /// The cached summary of an issue's latest event. nil if none is cached for its current count and time;
    /// `.some(nil)` if the issue has no event.
    func summary(of issue: GlitchTip.Issue) -> GlitchTip.EventSummary?? {
        state.withLock { state -> GlitchTip.EventSummary?? in
            guard let entry = state.entries[issue.id], entry.lastSeen == issue.lastSeen, entry.count == issue.count
            else { return nil }
            return .some(entry.summary)
        }
    }

    /// Stores the summary of an event that was read after the issue.
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
