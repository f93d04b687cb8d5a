/// The limits and time-outs of the HTTP server, and how it stops.
public struct ServerSettings: SettingGroup {
    /// How long requests in flight may go on after SIGTERM.
    public let shutdownGrace: Duration

    static let shutdownGraceSetting = Setting<Duration>(
        "SHUTDOWN_GRACE", syntax: .duration(), standard: "10s",
        meaning: "How long requests in flight may go on after SIGTERM; less than what the service manager waits.")

    /// What each variable of the group is.
    public static let descriptions = [shutdownGraceSetting.description]

    /// Reads the group.
    public init?(from reader: inout SettingReader) {
        guard let shutdownGrace = reader.value(Self.shutdownGraceSetting) else { return nil }
        self.shutdownGrace = shutdownGrace
    }
}
