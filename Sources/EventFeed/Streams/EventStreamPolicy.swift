import Access

/// The limits and intervals of event streams.
package struct EventStreamPolicy: Sendable, Hashable {
    /// The maximum number of streams of a process; further ones get 503.
    package var maximumStreams: Int
    /// The maximum number of streams of one caller in a process, which leaves slots for others; further ones get 429.
    package var maximumPerCaller: Int
    /// How long a stream may be silent before a heartbeat is sent.
    package var heartbeat: Duration
    /// How many events may wait for a reader; a stream that falls further behind is ended.
    package var buffer: Int
    /// How often the rights of streams' callers are rechecked. Changes are normally noticed immediately; this limits
    /// the delay if a notification is lost.
    package var recheck: Duration
    /// The number of events read from the log at a time.
    package var pageSize = 100
    /// The maximum size of the events that a stream holds while it catches up, plus one event. A caller with a thousand
    /// slow streams then uses a quarter of a gigabyte instead of a thousand times a hundred long texts.
    package var pageBytes = 256 << 10
    /// How many streams may read missed events at once; each uses a database connection and holds a page.
    package var catchUps = 2
    /// How many of these may belong to one caller, so that a hundred reconnecting streams leave slots for others.
    package var catchUpsPerCaller = 1
    /// The range of reconnection delays, randomised so that clients do not all reconnect at once after a restart.
    package var retryMilliseconds = 1_000...4_000

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
