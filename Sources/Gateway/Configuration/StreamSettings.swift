package import EventFeed

/// The settings of event streams.
package struct StreamSettings: SettingGroup {
    /// The maximum number of streams in this process.
    package let maximumStreams: Int
    /// The maximum number of streams of one caller in this process.
    package let maximumPerCaller: Int
    /// The interval of the heartbeat on an idle stream.
    package let heartbeat: Duration
    /// The maximum number of events buffered for a slow reader.
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

    package static let descriptions = [
        maximumStreamsSetting.description, maximumPerCallerSetting.description, heartbeatSetting.description,
        bufferSetting.description,
    ]

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

    /// A shorter interval would cause noticeable traffic.
    private static let shortestHeartbeat = Duration.milliseconds(100)

    /// - Parameter recheck: how often the caller of an open stream is authenticated again; the time for which callers
    ///   are cached.
    package func policy(recheck: Duration) -> EventStreamPolicy {
        EventStreamPolicy(
            maximumStreams: maximumStreams, maximumPerCaller: maximumPerCaller,
            heartbeat: max(Self.shortestHeartbeat, heartbeat),
            buffer: buffer, recheck: recheck)
    }
}
