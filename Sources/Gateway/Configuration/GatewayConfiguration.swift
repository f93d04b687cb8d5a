/// Everything that `serve` is told from outside, parsed once at its start.
///
/// A command that needs only a part loads that part: `ConfigurationSource.process().load(DatabaseSettings.self)`.
package struct GatewayConfiguration: SettingGroup {
    /// Where to listen.
    package let listen: ListenSettings
    /// The database.
    package let database: DatabaseSettings
    /// Keys, tokens, rate limits and which networks may be called.
    package let security: SecuritySettings
    /// The log.
    package let log: LogSettings
    /// The HTTP server's limits.
    package let server: ServerSettings
    /// Calls to trackers.
    package let upstream: UpstreamSettings
    /// Outgoing webhooks.
    package let subscriptions: SubscriptionSettings
    /// Work in the background.
    package let jobs: JobSettings
    /// Live streams of events.
    package let streams: StreamSettings
    /// Files.
    package let files: FileSettings

    /// The groups in the order of the documentation, each under its heading.
    static let groups: [(title: String, descriptions: [SettingDescription])] = [
        ("Listening", ListenSettings.descriptions),
        ("Database", DatabaseSettings.descriptions),
        ("Security", SecuritySettings.descriptions),
        ("Logs", LogSettings.descriptions),
        ("HTTP server", ServerSettings.descriptions),
        ("Trackers", UpstreamSettings.descriptions),
        ("Outgoing webhooks", SubscriptionSettings.descriptions),
        ("Jobs", JobSettings.descriptions),
        ("Live streams", StreamSettings.descriptions),
        ("Files", FileSettings.descriptions),
    ]

    /// Every variable that the gateway knows.
    package static let descriptions = groups.flatMap(\.descriptions)

    /// Reads every group, to the last one even after a problem.
    package init?(from reader: inout SettingReader) {
        let listen = ListenSettings(from: &reader)
        let database = DatabaseSettings(from: &reader)
        let security = SecuritySettings(from: &reader)
        let log = LogSettings(from: &reader)
        let server = ServerSettings(from: &reader)
        let upstream = UpstreamSettings(from: &reader)
        let subscriptions = SubscriptionSettings(from: &reader)
        let jobs = JobSettings(from: &reader)
        let streams = StreamSettings(from: &reader)
        let files = FileSettings(from: &reader)
        guard let listen, let database, let security, let log, let server, let upstream, let subscriptions, let jobs,
            let streams, let files
        else {
            return nil
        }
        self.listen = listen
        self.database = database
        self.security = security
        self.log = log
        self.server = server
        self.upstream = upstream
        self.subscriptions = subscriptions
        self.jobs = jobs
        self.streams = streams
        self.files = files
    }
}
