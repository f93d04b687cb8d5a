public import Primitives
public import TrackerKit

/// A label of a channel's project. Row of the table `label`.
public struct Label: Sendable, Hashable {
    /// Tells labels apart.
    public typealias ID = Identifier<Label>

    /// Its identifier.
    public var id: ID
    /// What the tracker shows.
    public var remote: RemoteLabel
    /// When the mirror last had it from the tracker.
    public var syncedAt: Timestamp
    /// Changes with every change; never repeats.
    public var revision: Int64

    /// Makes a label.
    public init(id: ID, remote: RemoteLabel, syncedAt: Timestamp, revision: Int64) {
        self.id = id
        self.remote = remote
        self.syncedAt = syncedAt
        self.revision = revision
    }
}
