/// How live streams of events are served.
public struct EventStreamPolicy: Sendable, Hashable {
    /// How many a process serves at a time; further ones get 503.
    public var maximumStreams: Int
    /// How many of them one caller may have, so that it leaves places for others; further ones get 429.
    public var maximumPerCaller: Int
    /// How long a stream is silent before a sign of life.
    public var heartbeat: Duration
    /// How many events may wait for a reader; one that falls further behind is dropped.
    public var buffer: Int
    /// How often it is asked whether a stream's caller may still listen. A change is heard of at once; this is for when the news is lost.
    public var recheck: Duration
    /// How many events are read from the log at a time.
    public var pageSize = 100
    /// How many bytes of them a stream that catches up holds at a time, and one event more: a caller whose thousand streams read slowly makes the
    /// process hold a quarter of a gigabyte, not a thousand times a hundred long texts.
    public var pageBytes = 256 << 10
    /// How many streams may read what they missed at a time: each has a connection of its own meanwhile, and holds a page.
    public var catchUps = 4
    /// How many of them may be one caller's, so that a hundred streams that come back leave places for others.
    public var catchUpsPerCaller = 2
    /// How soon a client that lost its stream is to come back, at the least and at the most: not all of them at once after a restart.
    public var retryMilliseconds = 1_000...4_000

    /// Makes a policy.
    public init(
        maximumStreams: Int = 5_000, maximumPerCaller: Int = 1_000, heartbeat: Duration = .seconds(15), buffer: Int = 1_000,
        recheck: Duration = AccessTimes().memory
    ) {
        self.maximumStreams = maximumStreams
        self.maximumPerCaller = maximumPerCaller
        self.heartbeat = heartbeat
        self.buffer = buffer
        self.recheck = recheck
    }
}
