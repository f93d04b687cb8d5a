package import Primitives
package import TrackerKit

/// A milestone of a channel's project. Row of the table `milestone`.
package struct Milestone: Sendable, Hashable {
    /// Tells milestones apart.
    package typealias ID = Identifier<Milestone>

    /// Its identifier.
    package var id: ID
    /// What the tracker shows.
    package var remote: RemoteMilestone
    /// When the mirror last had it from the tracker.
    package var syncedAt: Timestamp
    /// Changes with every change; never repeats.
    package var revision: Int64

    /// Makes a milestone.
    package init(id: ID, remote: RemoteMilestone, syncedAt: Timestamp, revision: Int64) {
        self.id = id
        self.remote = remote
        self.syncedAt = syncedAt
        self.revision = revision
    }
}
