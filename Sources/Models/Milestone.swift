package import Primitives
package import TrackerKit

/// A milestone of a channel's project. Row of the table `milestone`.
package struct Milestone: Sendable, Hashable {
    package typealias ID = Identifier<Milestone>

    package var id: ID
    /// The milestone as reported by the tracker.
    package var remote: RemoteMilestone
    /// When it was last read from the tracker.
    package var syncedAt: Timestamp
    /// A new, unique number after every change.
    package var revision: Int64

    package init(id: ID, remote: RemoteMilestone, syncedAt: Timestamp, revision: Int64) {
        self.id = id
        self.remote = remote
        self.syncedAt = syncedAt
        self.revision = revision
    }
}
