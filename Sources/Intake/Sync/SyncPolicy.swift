import Primitives
import TrackerKit

/// The settings of syncs: intervals, limits, leases and retries.
package struct SyncPolicy: Sendable, Hashable {
    /// The number of tickets per page: the maximum of GitHub and GitLab.
    package var pageSize = 100
    /// How far before the watermark an incremental sync starts, because the clocks and lists of trackers are not exact.
    package var overlap = Duration.seconds(60)
    /// How long a claim lasts without a heartbeat. After a `kill -9`, another worker continues the sync after this
    /// time, or later if that happens repeatedly.
    package var lease = Duration.seconds(30)
    /// How often workers look for syncs that have become due. Requested syncs wake them immediately.
    package var pollInterval = Duration.seconds(2)
    /// The number of channels synced at once in this process.
    package var concurrency = 8
    /// One connection may use 1/`connectionShare` of ``concurrency``, so that a slow tracker leaves slots to others.
    package var connectionShare = 4
    /// All slow connections together may use 1/`slowShare` of ``concurrency``.
    package var slowShare = 2
    /// The duration of a page request above which its connection counts as slow. A page of 100 tickets takes one or two
    /// seconds.
    package var slowAfter = Duration.seconds(8)
    /// How long a connection counts as slow after its last slow request.
    package var slowMemory = Duration.seconds(90)
    /// The total number of running syncs is limited to `maximumOverhang` × ``concurrency``, counting those of slow
    /// connections beyond their share.
    package var maximumOverhang = 2
    /// The minimum interval between full syncs for trackers whose lists do not show every change.
    package var fullInterval = Duration.seconds(3600)
    /// The minimum interval between full syncs for all other trackers. They find what lists and webhooks missed.
    package var auditInterval = Duration.seconds(24 * 3600)
    /// Full syncs may take at most 1/`fullShare` of the time: the longer one takes, the later the next one starts.
    package var fullShare = 20
    /// The percentage of a rate limit that must be left for an automatic full sync. Below it, syncs also run half as
    /// often.
    package var reserve = 25
    /// How long after a change a webhook may still report it before a sync that finds the change counts it as missed.
    package var webhookGrace = Duration.seconds(60)
    /// How long a webhook is trusted after its last delivery.
    package var webhookTrust = Duration.seconds(24 * 3600)
    /// The maximum interval between syncs of a channel whose webhook reports every change.
    package var relaxedInterval = Duration.seconds(3600)
    /// The maximum backoff after consecutive failures. It doubles, starting with the channel's interval.
    package var maximumBackoff = Duration.seconds(3600)

    /// The maximum number of pages per sync: a list with more than ten million tickets is assumed never to end.
    package var maximumPages = 100_000
    /// The maximum number of consecutive empty pages. A GitHub project may have half a million pull requests between
    /// two issues.
    package var maximumEmptyPages = 5_000
    /// The maximum number of calls that a sync spends on pages that cannot be read as a whole.
    package var maximumRereads = TrackerKit.maximumRereads

    package init() {}

    /// The interval to the next full sync after one that took `duration`.
    func pauseAfterFull(taking duration: Duration, showsEveryChange: Bool) -> Duration {
        max(showsEveryChange ? auditInterval : fullInterval, duration * fullShare)
    }

    /// The interval to the next sync: the channel's own interval, doubled for each consecutive sync in which the
    /// webhook had missed nothing (up to ``relaxedInterval``), and doubled again while little is left of the tracker's
    /// rate limit.
    func pause(interval: Duration, quiet: Int, isShort: Bool) -> Duration {
        max(interval, Backoff(base: interval, cap: relaxedInterval).limit(doublings: min(quiet, 7))) * (isShort ? 2 : 1)
    }

    /// The maximum number of channels of one connection synced at once in this process.
    var connectionLimit: Int { max(1, concurrency / max(1, connectionShare)) }

    /// The number of slots of all slow connections together.
    var slowSlots: Int { max(1, concurrency / max(1, slowShare)) }

    /// The backoff after a failure, without jitter.
    /// - Parameter failures: The number of consecutive failures before this one.
    func backoff(interval: Duration, failures: Int) -> Duration {
        Backoff(base: interval, cap: maximumBackoff).limit(doublings: failures)
    }
}
