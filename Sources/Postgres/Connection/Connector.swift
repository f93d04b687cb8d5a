import CLibPQ

/// A new libpq session, on its way to its owner.
///
/// Invariant for `@unchecked Sendable`: the last receiver owns the pointer; no one else uses it from then on.
struct SessionHandle: @unchecked Sendable {
    let connection: OpaquePointer
}

/// Opens sessions. Everything here blocks (libpq's name resolution always does), so it runs as `BlockingWork`.
enum Connector {
    /// libpq uses whole seconds and raises 1 to 2 (PostgreSQL documentation, 34.1.2, `connect_timeout`).
    private static let minimumConnectSeconds: Int64 = 2

    /// Connects and sets the session up for pipelining.
    static func connect(_ configuration: PostgresConfiguration) throws(PostgresError) -> SessionHandle {
        let connection = try open(configuration, settings: settings(configuration))
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
            throw failure(connection, "can't be set up", configuration: configuration)
        }
        return SessionHandle(connection: connection)
    }

    /// Connects for blocking use and applies the settings.
    static func open(_ configuration: PostgresConfiguration, settings: [String]) throws(PostgresError) -> OpaquePointer
    {
        guard let connection = begin(configuration) else { throw PostgresError(.unavailable(reason: "out of memory")) }
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        guard PQstatus(connection) == CONNECTION_OK else {
            throw failure(connection, "can't connect", configuration: configuration)
        }
        let result = PQexec(connection, settings.map { "SET \($0);" }.joined())
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            throw failure(connection, "can't be set up", configuration: configuration)
        }
        return connection
    }

    /// The settings of every session that fix the text formats, whatever the server's defaults are.
    static let pinned = [
        "TimeZone='UTC'", "DateStyle='ISO, MDY'", "bytea_output='hex'", "standard_conforming_strings=on",
        "client_min_messages='warning'",
    ]

    private static func settings(_ configuration: PostgresConfiguration) -> [String] {
        pinned + [
            "statement_timeout=\(configuration.statementTimeout.wholeMilliseconds)",
            "idle_in_transaction_session_timeout=\(configuration.idleInTransactionTimeout.wholeMilliseconds)",
        ]
    }

    /// The caller's address comes first and the fixed parameters after it: with `expand_dbname`, later parameters win.
    private static func begin(_ configuration: PostgresConfiguration) -> OpaquePointer? {
        let seconds = max(configuration.connectTimeout.components.seconds, minimumConnectSeconds)
        let parameters = [
            ("dbname", configuration.url), ("application_name", configuration.applicationName),
            ("client_encoding", "UTF8"),
            ("connect_timeout", "\(seconds)"), ("keepalives_idle", "30"), ("keepalives_interval", "10"),
            ("keepalives_count", "3"),
        ]
        let keywords = CStringArray(parameters.map(\.0))
        let values = CStringArray(parameters.map(\.1))
        return keywords.withPointers { keywords in
            values.withPointers { values in PQconnectdbParams(keywords, values, 1) }
        }
    }

    private static func failure(
        _ connection: OpaquePointer, _ what: String, configuration: PostgresConfiguration
    ) -> PostgresError {
        defer { PQfinish(connection) }
        let message = ConnectionAddress(configuration.url).masking(LibPQ.message(of: connection))
        return PostgresError(.unavailable(reason: "\(what): \(message)"))
    }
}
