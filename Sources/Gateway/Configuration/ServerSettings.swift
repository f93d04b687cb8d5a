import HTTPKit
public import HTTPServer

/// The limits and time-outs of the HTTP server, and how it stops.
public struct ServerSettings: SettingGroup {
    /// The limits.
    public let limits: ServerLimits
    /// How long requests in flight may go on after SIGTERM.
    public let shutdownGrace: Duration

    static let limitSettings = [
        ServerLimitSetting("MAX_CONNECTIONS", .count(\.connections), "Connections open at a time; further ones get 503."),
        ServerLimitSetting(
            "MAX_REQUESTS", .count(\.requestsInFlight), "Requests handled at a time; further ones get 503 with `Retry-After`."),
        ServerLimitSetting("MAX_REQUEST_LINE", .bytes(\.message.requestLineBytes), "Method, target and version; more gets 414."),
        ServerLimitSetting("MAX_HEADER", .bytes(\.message.headerBytes), "All header lines together; more gets 431."),
        ServerLimitSetting("MAX_HEADER_COUNT", .count(\.message.headerCount), "Header lines; more gets 431."),
        ServerLimitSetting("MAX_BODY", .bytes(\.message.bodyBytes), "A request's body; more gets 413."),
        ServerLimitSetting(
            "MAX_CHUNK_EXTENSIONS", .bytes(\.message.chunkExtensionBytes), "All chunk extensions of a body together; more gets 413."),
        ServerLimitSetting("MAX_TRAILERS", .bytes(\.message.trailerBytes), "The trailer fields of a body; more gets 431."),
        ServerLimitSetting(
            "OUTPUT_HIGH_WATER", .bytes(\.outputHighWater), "Response bytes that may wait for a client; above it, its next request waits."),
        ServerLimitSetting("OUTPUT_LOW_WATER", .bytes(\.outputLowWater), "Once so few bytes wait, it goes on."),
        ServerLimitSetting("IDLE_TIMEOUT", .time(\.idleTimeout), "How long a connection may be silent between requests."),
        ServerLimitSetting(
            "HEADER_TIMEOUT", .time(\.headerTimeout), "How long a header may take from its first byte to its last; then 408."),
        ServerLimitSetting("BODY_GRACE", .time(\.bodyGrace), "How long nothing of a body may come at a stretch; then 408."),
        ServerLimitSetting(
            "BODY_BYTES_PER_SECOND", .count(\.bodyBytesPerSecond),
            "How fast a body must come at any time, measured over the grace; slower gets 408."),
        ServerLimitSetting(
            "BODY_MEMORY", .bytes(\.bodyMemory.bytes), "What all bodies together may hold while they arrive; more gets 503."),
        ServerLimitSetting(
            "BODY_MEMORY_PER_CLIENT", .bytes(\.bodyMemory.bytesPerPeer), "The same of one client's address; at least the largest body."),
        ServerLimitSetting(
            "WRITE_STALL_TIMEOUT", .time(\.writeStallTimeout), "How long a client may take nothing of a response before it is cut off."),
        ServerLimitSetting(
            "LINGER_TIMEOUT", .time(\.lingerTimeout), "How long the server reads on after its last response, so that the client gets it."),
        ServerLimitSetting(
            "DRAIN_IDLE_GRACE", .time(\.drainIdleGrace), "How long an idle connection is kept after SIGTERM for a request on its way."),
        ServerLimitSetting(
            "DRAIN_STREAM_GRACE", .time(\.drainStreamGrace), "How long a live stream may go on after SIGTERM before it is ended."),
    ]

    static let shutdownGraceSetting = Setting<Duration>(
        "SHUTDOWN_GRACE", syntax: .duration(), standard: "10s",
        meaning: "How long requests in flight may go on after SIGTERM; less than what the service manager waits.")

    /// What each variable of the group is.
    public static let descriptions = limitSettings.map(\.description) + [shutdownGraceSetting.description]

    /// Reads the group.
    public init?(from reader: inout SettingReader) {
        var limits = ServerLimits()
        var isComplete = true
        for setting in Self.limitSettings where !setting.read(into: &limits, from: &reader) { isComplete = false }
        guard let shutdownGrace = reader.value(Self.shutdownGraceSetting), isComplete else { return nil }
        self.limits = limits
        self.shutdownGrace = shutdownGrace
    }
}

extension GatewayConfiguration {
    /// What the HTTP server is told.
    public var serverConfiguration: ServerConfiguration {
        ServerConfiguration(host: listen.host, port: listen.port, limits: server.limits)
    }
}
