import Access

/// How live streams of events are served.
package struct EventStreamPolicy: Sendable, Hashable {
    /// How many a process serves at a time; further ones get 503.
    package var maximumStreams: Int
    /// How many of them one caller may have, so that it leaves places for others; further ones get 429.
    package var maximumPerCaller: Int
    /// How long a stream is silent before a sign of life.
    package var heartbeat: Duration
    /// How many events may wait for a reader; one that falls further behind is dropped.
    package var buffer: Int
    /// How often it is asked whether a stream's caller may still listen. A change is heard of at once; this is for when
    /// the news is lost.
    package var recheck: Duration
    /// How many events are read from the log at a time.
    package var pageSize = 100
    /// How many bytes of them a stream that catches up holds at a time, and one event more: a caller whose thousand
    /// streams read slowly makes the process hold a quarter of a gigabyte, not a thousand times a hundred long texts.
    package var pageBytes = 256 << 10
    /// How many streams may read what they missed at a time: each has a connection of its own meanwhile, and holds a
    /// page.
    package var catchUps = 4
    /// How many of them may be one caller's, so that a hundred streams that come back leave places for others.
    package var catchUpsPerCaller = 2
    /// How soon a client that lost its stream is to come back, at the least and at the most: not all of them at once
    /// after a restart.
    package var retryMilliseconds = 1_000...4_000

    /// Makes a policy.
    package init(
        maximumStreams: Int = 5_000, maximumPerCaller: Int = 1_000, heartbeat: Duration = .seconds(15),
        buffer: Int = 1_000,
        recheck: Duration = AccessTimes().memory
    ) {
        self.maximumStreams = maximumStreams
        self.maximumPerCaller = maximumPerCaller
        self.heartbeat = heartbeat
        self.buffer = buffer
        self.recheck = recheck
    }
}
