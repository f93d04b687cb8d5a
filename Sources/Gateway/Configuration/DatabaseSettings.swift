/// How PostgreSQL is reached, and how many connections one process may hold.
public struct DatabaseSettings: SettingGroup {
    /// A libpq connection URI; it may hold a password.
    public let url: Secret<String>
    /// Connections that pipeline single-statement reads for everybody.
    public let readConnections: Int
    /// Connections that are lent to one transaction at a time.
    public let transactionConnections: Int
    /// How long opening a connection may take.
    public let connectTimeout: Duration
    /// How long one statement may run before the server cancels it.
    public let statementTimeout: Duration
    /// How long a caller waits for a free connection before it is told that the database is busy.
    public let acquireTimeout: Duration

    static let urlSetting = Setting<String>(
        required: "DATABASE_URL", syntax: .databaseURL, secret: true,
        meaning: "The database. Any form of libpq's connection URI works, sslmode and several hosts included.")
    static let readConnectionsSetting = Setting<Int>(
        "DATABASE_READ_CONNECTIONS", syntax: .integer(1...64), standard: "2",
        meaning: "Connections shared by all reads; they pipeline, so more than one for each core gains nothing.")
    static let transactionConnectionsSetting = Setting<Int>(
        "DATABASE_TRANSACTION_CONNECTIONS", syntax: .integer(1...256), standard: "8",
        meaning: "Connections for writes and transactions, each lent to one at a time.")
    static let connectTimeoutSetting = Setting<Duration>(
        "DATABASE_CONNECT_TIMEOUT", syntax: .duration(), standard: "5s", meaning: "How long opening a connection may take.")
    static let statementTimeoutSetting = Setting<Duration>(
        "DATABASE_STATEMENT_TIMEOUT", syntax: .duration(), standard: "30s",
        meaning: "After this the server cancels a statement, and the request gets 503.")
    static let acquireTimeoutSetting = Setting<Duration>(
        "DATABASE_ACQUIRE_TIMEOUT", syntax: .duration(), standard: "2s",
        meaning: "How long a request waits for a connection before it gets 503; less than what a load balancer waits.")

    /// What each variable of the group is.
    public static let descriptions = [
        urlSetting.description, readConnectionsSetting.description, transactionConnectionsSetting.description,
        connectTimeoutSetting.description, statementTimeoutSetting.description, acquireTimeoutSetting.description,
    ]

    /// Reads the group.
    public init?(from reader: inout SettingReader) {
        let url = reader.value(Self.urlSetting)
        let readConnections = reader.value(Self.readConnectionsSetting)
        let transactionConnections = reader.value(Self.transactionConnectionsSetting)
        let connectTimeout = reader.value(Self.connectTimeoutSetting)
        let statementTimeout = reader.value(Self.statementTimeoutSetting)
        let acquireTimeout = reader.value(Self.acquireTimeoutSetting)
        guard let url, let readConnections, let transactionConnections, let connectTimeout, let statementTimeout, let acquireTimeout
        else { return nil }
        self.url = Secret(url)
        self.readConnections = readConnections
        self.transactionConnections = transactionConnections
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
        self.acquireTimeout = acquireTimeout
    }
}

extension SettingSyntax where Value == String {
    /// PostgreSQL 15's manual, 34.1.1.2: the two designators that a connection URI may start with.
    static var databaseURL: Self {
        Self(expected: "a URL like postgresql://user:password@host:5432/database") { text in
            text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") ? text : nil
        }
    }
}
