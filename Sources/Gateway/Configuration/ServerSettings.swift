import HTTPKit
package import HTTPServer

/// The limits and timeouts of the HTTP server, and its shutdown.
package struct ServerSettings: SettingGroup {
    package let limits: ServerLimits
    /// How long requests in flight may continue after SIGTERM.
    package let shutdownGrace: Duration

    static let limitSettings = [
        ServerLimitSetting(
            "MAX_CONNECTIONS", .count(\.connections), meaning: "Maximum open connections; further ones get 503."),
        ServerLimitSetting(
            "MAX_REQUESTS", .count(\.requestsInFlight),
            meaning: "Maximum requests handled at a time; further ones get 503 with `Retry-After`."),
        ServerLimitSetting(
            "MAX_REQUEST_LINE", .bytes(\.message.requestLineBytes),
            meaning: "Maximum length of method, target and version together; more gets 414."),
        ServerLimitSetting(
            "MAX_HEADER", .bytes(\.message.headerBytes),
            meaning: "Maximum size of all header lines together; more gets 431."),
        ServerLimitSetting(
            "MAX_HEADER_COUNT", .count(\.message.headerCount), meaning: "Maximum number of header lines; more gets 431."
        ),
        ServerLimitSetting(
            "MAX_BODY", .bytes(\.message.bodyBytes), meaning: "Maximum size of a request's body; more gets 413."),
        ServerLimitSetting(
            "MAX_CHUNK_EXTENSIONS", .bytes(\.message.chunkExtensionBytes),
            meaning: "Maximum size of all chunk extensions of a body together; more gets 413."),
        ServerLimitSetting(
            "MAX_TRAILERS", .bytes(\.message.trailerBytes),
            meaning: "Maximum size of a body's trailer fields; more gets 431."),
        ServerLimitSetting(
            "OUTPUT_HIGH_WATER", .bytes(\.outputHighWater),
            meaning: "Maximum response bytes buffered for a client; above it, its next request waits."),
        ServerLimitSetting(
            "OUTPUT_LOW_WATER", .bytes(\.outputLowWater),
            meaning: "Once the buffer has shrunk to this size, processing resumes."
        ),
        ServerLimitSetting(
            "IDLE_TIMEOUT", .time(\.idleTimeout), meaning: "How long a connection may be idle between requests."),
        ServerLimitSetting(
            "HEADER_TIMEOUT", .time(\.headerTimeout),
            meaning: "How long a header may take from its first byte to its last before 408."),
        ServerLimitSetting("BODY_GRACE", .time(\.bodyGrace), meaning: "How long a body may stall before 408."),
        ServerLimitSetting(
            "BODY_BYTES_PER_SECOND", .count(\.bodyBytesPerSecond),
            meaning: "Minimum rate of a body, measured over the grace period above; slower bodies get 408."),
        ServerLimitSetting(
            "BODY_MEMORY", .bytes(\.bodyMemory.bytes),
            meaning: "Maximum memory for all incoming bodies together; more gets 503."
        ),
        ServerLimitSetting(
            "BODY_MEMORY_PER_CLIENT", .bytes(\.bodyMemory.bytesPerPeer),
            meaning: "The same per client address; must be at least the maximum body size."),
        ServerLimitSetting(
            "WRITE_STALL_TIMEOUT", .time(\.writeStallTimeout),
            meaning: "How long a client may go without reading from a response before it is disconnected."
        ),
        ServerLimitSetting(
            "LINGER_TIMEOUT", .time(\.lingerTimeout),
            meaning:
                "How long the server keeps reading from a connection after its last response, so that the response arrives."
        ),
        ServerLimitSetting(
            "DRAIN_IDLE_GRACE", .time(\.drainIdleGrace),
            meaning: "How long an idle connection is kept open after SIGTERM for a request already on its way."),
        ServerLimitSetting(
            "DRAIN_STREAM_GRACE", .time(\.drainStreamGrace),
            meaning: "How long a live stream may continue after SIGTERM."),
    ]

    static let shutdownGraceSetting = Setting<Duration>(
        "SHUTDOWN_GRACE", syntax: .duration(), standard: "10s",
        meaning:
            "How long requests in flight may continue after SIGTERM. Keep it below the service manager's stop timeout.")

    package static let descriptions = limitSettings.map(\.description) + [shutdownGraceSetting.description]

    package init?(from reader: inout SettingReader) {
        var limits = ServerLimits()
        var isComplete = true
        for setting in Self.limitSettings where !setting.read(into: &limits, from: &reader) { isComplete = false }
        guard let shutdownGrace = reader.value(Self.shutdownGraceSetting), isComplete else { return nil }
        self.limits = limits
        self.shutdownGrace = shutdownGrace
    }
}

extension GatewayConfiguration {
    package var serverConfiguration: ServerConfiguration {
        ServerConfiguration(host: listen.host, port: listen.port, limits: server.limits)
    }
}
