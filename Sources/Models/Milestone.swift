public import Primitives
public import TrackerKit

/// A milestone of a channel's project. Row of the table `milestone`.
public struct Milestone: Sendable, Hashable {
    /// Tells milestones apart.
    public typealias ID = Identifier<Milestone>

    /// Its identifier.
    public var id: ID
    /// What the tracker shows.
    public var remote: RemoteMilestone
    /// When the mirror last had it from the tracker.
    public var syncedAt: Timestamp
    /// Changes with every change; never repeats.
    public var revision: Int64

    /// Makes a milestone.
    public init(id: ID, remote: RemoteMilestone, syncedAt: Timestamp, revision: Int64) {
        self.id = id
        self.remote = remote
        self.syncedAt = syncedAt
        self.revision = revision
    }
}
