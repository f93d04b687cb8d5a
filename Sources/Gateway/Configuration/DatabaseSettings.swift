package import Postgres
package import Primitives

/// How to reach PostgreSQL, and how many connections a process may use.
package struct DatabaseSettings: SettingGroup {
    /// A libpq connection URI. May contain a password.
    package let url: Secret<String>
    /// The number of connections that pipeline single-statement reads of all callers.
    package let readers: Int
    /// The maximum number of connections for writes and transactions of requests.
    package let poolSize: Int
    /// The maximum number of connections for writes and transactions of jobs and syncs.
    package let backgroundPoolSize: Int
    package let connectTimeout: Duration
    /// How long a statement may run before the server cancels it.
    package let statementTimeout: Duration
    /// How long a request waits for a free connection before it fails because the database is busy.
    package let acquireTimeout: Duration

    private static let defaults = PostgresConfiguration(url: "")

    static let urlSetting = Setting<String>(
        required: "DATABASE_URL", syntax: .databaseURL, secret: true,
        meaning:
            "The database. Any libpq connection URI works, including `sslmode` and several hosts; percent-encode special characters in the password."
    )
    static let readersSetting = Setting<Int>(
        "DATABASE_READERS", syntax: .integer(1...64), standard: String(defaults.readers),
        meaning:
            "Connections shared by all reads. They are pipelined, so more than one per core helps only if reads are slow."
    )
    static let poolSizeSetting = Setting<Int>(
        "DATABASE_POOL_SIZE", syntax: .integer(1...256), standard: String(defaults.poolSize),
        meaning: "Maximum connections for the writes and transactions of requests, each used by one request at a time.")
    static let backgroundPoolSizeSetting = Setting<Int>(
        "DATABASE_BACKGROUND_POOL_SIZE", syntax: .integer(1...256), standard: String(defaults.poolSize),
        meaning:
            "The same for jobs and syncs, so that requests do not wait behind them. One more connection carries their heartbeats."
    )
    static let connectTimeoutSetting = Setting<Duration>(
        "DATABASE_CONNECT_TIMEOUT", syntax: .duration(), standard: SettingText.duration(defaults.connectTimeout),
        meaning: "How long opening a connection may take.")
    static let statementTimeoutSetting = Setting<Duration>(
        "DATABASE_STATEMENT_TIMEOUT", syntax: .duration(), standard: SettingText.duration(defaults.statementTimeout),
        meaning: "How long a statement may run before the server cancels it and the request gets 503.")
    static let acquireTimeoutSetting = Setting<Duration>(
        "DATABASE_ACQUIRE_TIMEOUT", syntax: .duration(), standard: SettingText.duration(defaults.acquireTimeout),
        meaning:
            "How long a request waits for a connection before it gets 503. Keep it below the load balancer's timeout.")

    package static let descriptions = [
        urlSetting.description, readersSetting.description, poolSizeSetting.description,
        backgroundPoolSizeSetting.description,
        connectTimeoutSetting.description, statementTimeoutSetting.description, acquireTimeoutSetting.description,
    ]

    package init?(from reader: inout SettingReader) {
        let url = reader.value(Self.urlSetting)
        let readers = reader.value(Self.readersSetting)
        let poolSize = reader.value(Self.poolSizeSetting)
        let backgroundPoolSize = reader.value(Self.backgroundPoolSizeSetting)
        let connectTimeout = reader.value(Self.connectTimeoutSetting)
        let statementTimeout = reader.value(Self.statementTimeoutSetting)
        let acquireTimeout = reader.value(Self.acquireTimeoutSetting)
        guard let url, let readers, let poolSize, let backgroundPoolSize, let connectTimeout, let statementTimeout,
            let acquireTimeout
        else {
            return nil
        }
        self.url = Secret(url)
        self.readers = readers
        self.poolSize = poolSize
        self.backgroundPoolSize = backgroundPoolSize
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
        self.acquireTimeout = acquireTimeout
    }

    /// Contains the password: never log it.
    package var postgresConfiguration: PostgresConfiguration {
        var configuration = PostgresConfiguration(url: url.revealed)
        configuration.readers = readers
        configuration.poolSize = poolSize
        configuration.connectTimeout = connectTimeout
        configuration.statementTimeout = statementTimeout
        configuration.acquireTimeout = acquireTimeout
        return configuration
    }
}

extension SettingSyntax where Value == String {
    /// Accepts the two URI schemes of libpq (PostgreSQL documentation, 34.1.1.2). A password with an unescaped `%` or
    /// `@` is refused here, because libpq's error messages would quote it.
    static var databaseURL: Self {
        var syntax = Self(expected: "a URL like postgresql://user:password@host:5432/database") { text in
            hasScheme(text) && PostgresConfiguration.isValid(url: text) ? text : nil
        }
        syntax.hint = { text in
            guard text.contains("://") else { return "the scheme is missing" }
            return hasScheme(text)
                ? "special characters in the password, such as % and @, must be percent-encoded"
                : "the database must be PostgreSQL"
        }
        return syntax
    }

    private static func hasScheme(_ text: String) -> Bool {
        text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
    }
}
