package import TrackerKit

/// Is told what syncs leave out: for metrics.
package protocol SyncObserver: Sendable {
    /// So many tickets could not be read, or not whole, that were not known as such. Called in the sync's own task: be
    /// quick.
    func skipped(_ count: Int, tracker: TrackerKind)
}

/// Ignores everything.
struct NoSyncObserver: SyncObserver {
    func skipped(_ count: Int, tracker: TrackerKind) {}
}
