package import Primitives
package import TrackerKit

/// A label of a channel's project. Row of the table `label`.
package struct Label: Sendable, Hashable {
    package typealias ID = Identifier<Label>

    package var id: ID
    /// The label as reported by the tracker.
    package var remote: RemoteLabel
    /// When it was last read from the tracker.
    package var syncedAt: Timestamp
    /// A new, unique number after every change.
    package var revision: Int64

    package init(id: ID, remote: RemoteLabel, syncedAt: Timestamp, revision: Int64) {
        self.id = id
        self.remote = remote
        self.syncedAt = syncedAt
        self.revision = revision
    }
}
