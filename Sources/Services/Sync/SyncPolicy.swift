/// How mirrors are kept.
public struct SyncPolicy: Sendable, Hashable {
    /// How many tickets a page asks for: GitHub's and GitLab's most.
    public var pageSize = 100
    /// How far an incremental sync reaches back before the latest change that was seen: trackers' clocks and lists are not exact.
    public var overlap = Duration.seconds(60)
    /// How long a worker keeps a sync without a sign of life; after a kill -9 another one goes on after this.
    public var lease = Duration.seconds(30)
    /// How often workers look for what is due by itself; what is asked for wakes them at once.
    public var pollInterval = Duration.seconds(2)
    /// How many channels are synced at a time in this process.
    public var concurrency = 4
    /// The longest wait after failures in a row; it doubles from the channel's interval.
    public var maximumBackoff = Duration.seconds(3600)

    /// The standard policy.
    public init() {}

    /// When to try again after so many failures in a row.
    func backoff(interval: Duration, failures: Int) -> Duration { min(interval * (1 << min(failures, 12)), maximumBackoff) }
}
