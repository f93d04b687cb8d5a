import Models
import Primitives
import ServiceKit

extension Channel {
    /// The channel's tag: its revision and the counters that are shown with it.
    var etag: ETag { ETag(opaque: ETag(revision).opaque + "-\(ticketCount)-\(syncedAt?.microseconds ?? 0)") }
}

extension Precondition {
    /// The precondition on channels' revisions only: a change must not fail because a sync has updated the counters in
    /// the meantime.
    var withoutCounters: Precondition {
        guard case .oneOf(let tags) = self else { return self }
        return .oneOf(Set(tags.map { ETag(opaque: String($0.opaque.prefix { $0 != "-" })) }))
    }
}
