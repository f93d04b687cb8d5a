package import EventFeed

/// How live streams of events are served.
package struct StreamSettings: SettingGroup {
    /// How many this process serves at a time.
    package let maximumStreams: Int
    /// How many of them one caller may have.
    package let maximumPerCaller: Int
    /// How long a stream is silent before a sign of life.
    package let heartbeat: Duration
    /// How many events may wait for a reader.
    package let buffer: Int

    private static let defaults = EventStreamPolicy()

    static let maximumStreamsSetting = Setting<Int>(
        "MAX_STREAMS", syntax: .integer(0...1_000_000), standard: String(defaults.maximumStreams),
        meaning:
            "Maximum event streams (both kinds together) in this process; further ones get 503. They do not count as connections."
    )
    static let maximumPerCallerSetting = Setting<Int>(
        "MAX_STREAMS_PER_CALLER", syntax: .integer(1...1_000_000), standard: String(defaults.maximumPerCaller),
        meaning: "Maximum event streams per client or API token in this process; further ones get 429.")
    static let heartbeatSetting = Setting<Duration>(
        "STREAM_HEARTBEAT", syntax: .duration(), standard: SettingText.duration(defaults.heartbeat),
        meaning:
            "Interval of the heartbeat on an idle event stream, at least 100ms. Keep it below the timeout of proxies in front of the gateway."
    )
    static let bufferSetting = Setting<Int>(
        "STREAM_BUFFER", syntax: .integer(1...1_000_000), standard: String(defaults.buffer),
        meaning:
            "Maximum events buffered for a slow reader; one that falls further behind is disconnected and can reconnect."
    )

    /// What each variable of the group is.
    package static let descriptions = [
        maximumStreamsSetting.description, maximumPerCallerSetting.description, heartbeatSetting.description,
        bufferSetting.description,
    ]

    /// Reads the group.
    package init?(from reader: inout SettingReader) {
        let maximumStreams = reader.value(Self.maximumStreamsSetting)
        let maximumPerCaller = reader.value(Self.maximumPerCallerSetting)
        let heartbeat = reader.value(Self.heartbeatSetting)
        let buffer = reader.value(Self.bufferSetting)
        guard let maximumStreams, let maximumPerCaller, let heartbeat, let buffer else { return nil }
        self.maximumStreams = maximumStreams
        self.maximumPerCaller = maximumPerCaller
        self.heartbeat = heartbeat
        self.buffer = buffer
    }

    /// A shorter one would be traffic of its own.
    private static let shortestHeartbeat = Duration.milliseconds(100)

    /// What the streams are told.
    /// - Parameter recheck: How long a caller is remembered: a stream's caller is asked for as often.
    package func policy(recheck: Duration) -> EventStreamPolicy {
        EventStreamPolicy(
            maximumStreams: maximumStreams, maximumPerCaller: maximumPerCaller,
            heartbeat: max(Self.shortestHeartbeat, heartbeat),
            buffer: buffer, recheck: recheck)
    }
}
