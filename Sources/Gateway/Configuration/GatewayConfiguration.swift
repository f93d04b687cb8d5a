/// The complete configuration of `serve`, parsed once at startup.
///
/// A command that needs only a part loads that part: `ConfigurationSource.process().load(DatabaseSettings.self)`.
package struct GatewayConfiguration: SettingGroup {
    package let listen: ListenSettings
    package let database: DatabaseSettings
    /// Keys, JWTs, rate limits, and the networks that may be called.
    package let security: SecuritySettings
    package let log: LogSettings
    /// Limits of the HTTP server.
    package let server: ServerSettings
    /// Calls to trackers, and syncs.
    package let upstream: UpstreamSettings
    /// Outgoing webhooks.
    package let subscriptions: SubscriptionSettings
    package let alerts: AlertSettings
    /// Background work.
    package let jobs: JobSettings
    /// Event streams.
    package let streams: StreamSettings
    package let files: FileSettings

    /// The groups with their headings, in the order of the documentation.
    static let groups: [(title: String, descriptions: [SettingDescription])] = [
        ("Listening", ListenSettings.descriptions),
        ("Database", DatabaseSettings.descriptions),
        ("Security", SecuritySettings.descriptions),
        ("Logs", LogSettings.descriptions),
        ("HTTP server", ServerSettings.descriptions),
        ("Trackers", UpstreamSettings.descriptions),
        ("Outgoing webhooks", SubscriptionSettings.descriptions),
        ("Alerts", AlertSettings.descriptions),
        ("Jobs", JobSettings.descriptions),
        ("Live streams", StreamSettings.descriptions),
        ("Files", FileSettings.descriptions),
    ]

    package static let descriptions = groups.flatMap(\.descriptions)

    /// Reads all groups, even after a problem, so that every problem is reported.
    package init?(from reader: inout SettingReader) {
        let listen = ListenSettings(from: &reader)
        let database = DatabaseSettings(from: &reader)
        let security = SecuritySettings(from: &reader)
        let log = LogSettings(from: &reader)
        let server = ServerSettings(from: &reader)
        let upstream = UpstreamSettings(from: &reader)
        let subscriptions = SubscriptionSettings(from: &reader)
        let alerts = AlertSettings(from: &reader)
        let jobs = JobSettings(from: &reader)
        let streams = StreamSettings(from: &reader)
        let files = FileSettings(from: &reader)
        guard let listen, let database, let security, let log, let server, let upstream, let subscriptions,
            let alerts, let jobs, let streams, let files
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
        self.alerts = alerts
        self.jobs = jobs
        self.streams = streams
        self.files = files
    }
}
