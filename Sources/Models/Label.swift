package import Primitives
package import TrackerKit

/// A label of a channel's project. Row of the table `label`.
package struct Label: Sendable, Hashable {
    /// Tells labels apart.
    package typealias ID = Identifier<Label>

    /// Its identifier.
    package var id: ID
    /// What the tracker shows.
    package var remote: RemoteLabel
    /// When the mirror last had it from the tracker.
    package var syncedAt: Timestamp
    /// Changes with every change; never repeats.
    package var revision: Int64

    /// Makes a label.
    package init(id: ID, remote: RemoteLabel, syncedAt: Timestamp, revision: Int64) {
        self.id = id
        self.remote = remote
        self.syncedAt = syncedAt
        self.revision = revision
    }
}
