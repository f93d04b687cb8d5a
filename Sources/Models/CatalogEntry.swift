package import Primitives
package import TrackerKit

/// A label of a channel's project. Row of the table `label`.
package typealias Label = CatalogEntry<RemoteLabel>
/// A milestone of a channel's project. Row of the table `milestone`.
package typealias Milestone = CatalogEntry<RemoteMilestone>

/// A label or milestone in the mirror.
package struct CatalogEntry<Remote: CatalogObject>: Sendable, Hashable {
    package typealias ID = Identifier<CatalogEntry>

    package var id: ID
    /// The label or milestone as reported by the tracker.
    package var remote: Remote
    /// When it was last read from the tracker.
    package var syncedAt: Timestamp
    /// A new, unique number after every change.
    package var revision: Int64

    package init(id: ID, remote: Remote, syncedAt: Timestamp, revision: Int64) {
        self.id = id
        self.remote = remote
        self.syncedAt = syncedAt
        self.revision = revision
    }
}
