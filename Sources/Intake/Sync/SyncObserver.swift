package import TrackerKit

/// Receives the number of tickets that syncs skip, for metrics.
package protocol SyncObserver: Sendable {
    /// A number of tickets were newly skipped: they could not be read, or only in part. Called in the sync's own task,
    /// so return quickly.
    func skipped(_ count: Int, tracker: TrackerKind)
}

/// Ignores everything.
struct NoSyncObserver: SyncObserver {
    func skipped(_ count: Int, tracker: TrackerKind) {}
}
