import Primitives

/// How mirrors are kept.
package struct SyncPolicy: Sendable, Hashable {
    /// How many tickets a page asks for: GitHub's and GitLab's most.
    package var pageSize = 100
    /// How far an incremental sync reaches back before the latest change that was seen: trackers' clocks and lists are
    /// not exact.
    package var overlap = Duration.seconds(60)
    /// How long a worker keeps a sync without a sign of life; after a kill -9 another one goes on after this.
    package var lease = Duration.seconds(30)
    /// How often workers look for what is due by itself; what is asked for wakes them at once.
    package var pollInterval = Duration.seconds(2)
    /// How many channels are synced at a time in this process.
    package var concurrency = 8
    /// Which part of them may be of one connection, so that a slow tracker leaves the others theirs.
    package var connectionShare = 4
    /// Which part of them slow connections may have together: half.
    package var slowShare = 2
    /// How long a tracker may take for a page before its connection counts as slow. A page of 100 tickets takes a
    /// second or two.
    package var slowAfter = Duration.seconds(8)
    /// For how long a connection still counts as slow.
    package var slowMemory = Duration.seconds(90)
    /// How many times ``concurrency`` may run at most, with those that hang beyond the slow connections' share.
    package var maximumOverhang = 2
    /// How often trackers are read whole at the earliest whose lists do not show every change.
    package var fullInterval = Duration.seconds(3600)
    /// How often all others are: what a list or a webhook lost is found by this.
    package var auditInterval = Duration.seconds(24 * 3600)
    /// A channel is read whole during one part in so many of the time at most: a long one waits longer for the next.
    package var fullShare = 20
    /// How much of a limit must be left, in hundredths, before a channel is read whole by itself; below that syncs are
    /// half as often too.
    package var reserve = 25
    /// How long after a change a webhook may tell of it before a sync that finds it takes it for lost.
    package var webhookGrace = Duration.seconds(60)
    /// For how long a webhook is trusted after its last delivery.
    package var webhookTrust = Duration.seconds(24 * 3600)
    /// The longest time between two syncs of a channel whose webhook tells everything.
    package var relaxedInterval = Duration.seconds(3600)
    /// The longest wait after failures in a row; it doubles from the channel's interval.
    package var maximumBackoff = Duration.seconds(3600)

    /// How many pages one sync reads at most: a list that goes on beyond ten million tickets has no end.
    package var maximumPages = 100_000
    /// How many pages in a row may be empty: a project of GitHub's may have half a million pull requests between two
    /// issues.
    package var maximumEmptyPages = 5_000

    /// The standard policy.
    package init() {}

    /// How long after a full sync that took so long the next one begins.
    func pauseAfterFull(taking duration: Duration, showsEveryChange: Bool) -> Duration {
        max(showsEveryChange ? auditInterval : fullInterval, duration * fullShare)
    }

    /// The time between two syncs: the channel's own, doubled for each that found nothing which the webhook had not
    /// told, and once more while little is left of the tracker's limits.
    func pause(interval: Duration, quiet: Int, isShort: Bool) -> Duration {
        max(interval, Backoff(base: interval, cap: relaxedInterval).limit(doublings: min(quiet, 7))) * (isShort ? 2 : 1)
    }

    /// How many channels of one connection are synced at a time in this process.
    var connectionLimit: Int { max(1, concurrency / max(1, connectionShare)) }

    /// How many places the slow connections of this process have together.
    var slowPlaces: Int { max(1, concurrency / max(1, slowShare)) }

    /// The wait after a failure, without jitter.
    /// - Parameter failures: The failures in a row before this one.
    func backoff(interval: Duration, failures: Int) -> Duration {
        Backoff(base: interval, cap: maximumBackoff).limit(doublings: failures)
    }
}
