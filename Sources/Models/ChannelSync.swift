package import Primitives

/// How the mirror of a channel goes. Row of the table `channel_sync`.
package struct ChannelSync: Sendable, Hashable {
    /// The channel.
    package var channelID: Channel.ID
    /// Whether one runs.
    package var state: SyncState
    /// Of the running or last sync; nil before the first.
    package var mode: SyncMode?
    /// Whether the next one reads everything.
    package var fullRequested: Bool
    /// Where the running one goes on; nil at its first page.
    package var pageToken: String?
    /// From which change on the running one reads; nil for all.
    package var since: Timestamp?
    /// The latest change that was seen in a sync that went well.
    package var watermark: Timestamp?
    /// Tickets read so far.
    package var tickets: Int64
    /// Tickets to be read, where the tracker tells.
    package var ticketsTotal: Int64?
    /// Comments read so far.
    package var comments: Int64
    /// When the running or last one began.
    package var startedAt: Timestamp?
    /// When the last one ended.
    package var finishedAt: Timestamp?
    /// When the last one that went well ended.
    package var syncedAt: Timestamp?
    /// When the next one is due; nil for not by itself.
    package var nextAt: Timestamp?
    /// When everything is read again by itself; nil before the first time, and while a full sync runs that somebody
    /// asked for.
    package var fullDueAt: Timestamp?
    /// How many in a row found nothing that the channel's webhook had not told.
    package var quietSyncs: Int
    /// How many failed in a row.
    package var failures: Int
    /// What the last failure was, for programs.
    package var errorCode: String?
    /// What the last failure was, for people.
    package var errorMessage: String?
    /// The tickets that could not be read since the last full sync began, at most ``maximumSkipped``. Each full sync
    /// tries them again.
    package var skipped: [SkippedTicket]

    /// Makes the state of a channel that was never synced.
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

/// Whether a sync runs.
package enum SyncState: String, Sendable, Hashable, CaseIterable {
    /// None does.
    case idle
    /// One was asked for and waits for a worker.
    case queued
    /// One does.
    case running
    /// The last one did not end well; the next is still to come.
    case failed
}

/// What a sync reads.
package enum SyncMode: String, Sendable, Hashable, CaseIterable {
    /// Everything.
    case full
    /// What changed since the last one.
    case incremental
}
