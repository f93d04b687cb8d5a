package import Primitives

/// The sync state of a channel. Row of the table `channel_sync`.
package struct ChannelSync: Sendable, Hashable {
    package var channelID: Channel.ID
    package var state: SyncState
    /// The mode of the running or last sync; nil before the first.
    package var mode: SyncMode?
    /// Whether the next sync is a full one.
    package var fullRequested: Bool
    /// The next page of the running sync; nil at its first page.
    package var pageToken: String?
    /// The running sync reads changes from this time on; nil reads everything.
    package var since: Timestamp?
    /// The time of the latest change seen by a successful sync.
    package var watermark: Timestamp?
    /// The number of tickets read so far.
    package var tickets: Int64
    /// The number of tickets to read, if the tracker reports it.
    package var ticketsTotal: Int64?
    /// The number of comments read so far.
    package var comments: Int64
    /// When the running or last sync started.
    package var startedAt: Timestamp?
    /// When the last sync ended.
    package var finishedAt: Timestamp?
    /// When the last successful sync ended.
    package var syncedAt: Timestamp?
    /// When the next sync is due; nil if none is scheduled.
    package var nextAt: Timestamp?
    /// When the next automatic full sync is due; nil before the first, and while a requested full sync runs.
    package var fullDueAt: Timestamp?
    /// The number of consecutive syncs that found nothing the channel's webhook had not already reported.
    package var quietSyncs: Int
    /// The number of consecutive failed syncs.
    package var failures: Int
    /// The last failure, machine-readable.
    package var errorCode: String?
    /// The last failure, human-readable.
    package var errorMessage: String?
    /// The tickets that could not be read since the last full sync started, at most ``maximumSkipped``. Each full sync
    /// tries them again.
    package var skipped: [SkippedTicket]

    /// The state of a channel that was never synced.
    package init(channelID: Channel.ID) {
        self.channelID = channelID
        state = .idle
        fullRequested = true
        tickets = 0
        comments = 0
        failures = 0
        quietSyncs = 0
        skipped = []
    }
}

/// The state of a channel's syncs.
package enum SyncState: String, Sendable, Hashable, CaseIterable {
    /// No sync is running or waiting.
    case idle
    /// A sync was requested and waits for a worker.
    case queued
    /// A sync is running.
    case running
    /// The last sync failed; the next one has not started.
    case failed
}

/// The scope of a sync.
package enum SyncMode: String, Sendable, Hashable, CaseIterable {
    /// All tickets.
    case full
    /// The changes since the last sync.
    case incremental
}
