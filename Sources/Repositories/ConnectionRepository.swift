package import Models
package import Postgres
package import Primitives
package import TrackerKit

extension ConnectionStatus: PostgresEncodable, PostgresDecodable {}

/// Queries on the table `connection`.
package struct ConnectionRepository: Sendable {
    /// The NOTIFY channel on which changed credentials and addresses are announced; the payload is the connection's
    /// identifier.
    package static let notificationChannel = "ticket_gateway_connection"

    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let columns = SQL(
        unsafeSQL: """
            id, slug, title, tracker, base_url, credentials, credentials_key, status, status_detail, account, settings, verified_at, \
            created_at, updated_at, revision
            """)

    /// The connection with this slug, or nil.
    /// - Parameter channels: Slugs of channels, one of which must use the connection; nil for any connection.
    package func find(slug: String, usedBy channels: Set<String>? = nil) async throws -> Connection? {
        try await executor.run(
            "SELECT \(fragment: Self.columns) FROM connection WHERE slug = \(slug)\(fragment: Self.isUsed(by: channels))"
        ).first.map(Connection.init(row:))
    }

    /// Whether a channel other than these uses the connection.
    package func isUsed(_ id: Connection.ID, byOthersThan channels: Set<String>) async throws -> Bool {
        try await !executor.run(
            "SELECT 1 FROM channel WHERE connection_id = \(id) AND NOT slug = ANY(\(channels.sorted())) LIMIT 1"
        ).isEmpty
    }

    private static func isUsed(by channels: Set<String>?) -> SQL {
        guard let channels else { return "" }
        return """
             AND EXISTS (SELECT FROM channel WHERE channel.connection_id = connection.id AND channel.slug = ANY(\(channels.sorted())))
            """
    }

    /// The connection with this identifier, or nil.
    package func find(id: Connection.ID) async throws -> Connection? {
        try await executor.run("SELECT \(fragment: Self.columns) FROM connection WHERE id = \(id)").first.map(
            Connection.init(row:))
    }

    /// A page of connections.
    /// - Parameter channels: Slugs of channels, one of which must use each connection; nil for all connections.
    package func list(
        tracker: TrackerKind?, status: ConnectionStatus?, usedBy channels: Set<String>? = nil, page: SlugPage
    ) async throws
        -> [Connection]
    {
        var sql: SQL = "SELECT \(fragment: Self.columns) FROM connection WHERE true"
        if let tracker { sql += " AND tracker = \(tracker)" }
        if let status { sql += " AND status = \(status)" }
        sql += Self.isUsed(by: channels)
        return try await executor.run(sql + page.sql(of: "connection")).map(Connection.init(row:))
    }

    /// Whether there are no connections.
    package func isEmpty() async throws -> Bool {
        try await executor.run("SELECT 1 FROM connection LIMIT 1").isEmpty
    }

    /// Inserts a connection and returns it with its revision. Throws a unique violation if the slug is already in use.
    package func insert(_ connection: Connection) async throws -> Connection {
        let rows = try await executor.run(
            """
            INSERT INTO connection (id, slug, title, tracker, base_url, credentials, credentials_key, status, status_detail, account, settings,
                verified_at, created_at, updated_at)
            VALUES (\(connection.id), \(connection.slug), \(connection.title), \(connection.tracker), \(connection.baseURL),
                \(connection.credentials?.bytes), \(connection.credentials?.keyID), \(connection.status), \(connection.statusDetail),
                \(connection.account?.json), \(connection.settings), \(connection.verifiedAt), \(connection.createdAt), \(connection.updatedAt))
            RETURNING \(fragment: Self.columns)
            """)
        return try Connection(row: rows[0])
    }

    /// Updates a connection if its revision still matches; nil if it was deleted or changed meanwhile.
    package func update(_ connection: Connection) async throws -> Connection? {
        try await executor.run(
            """
            UPDATE connection SET title = \(connection.title), base_url = \(connection.baseURL), credentials = \(connection.credentials?.bytes),
                credentials_key = \(connection.credentials?.keyID), status = \(connection.status), status_detail = \(connection.statusDetail),
                contrary_reports = 0,
                account = \(connection.account?.json), settings = \(connection.settings), verified_at = \(connection.verifiedAt),
                updated_at = \(connection.updatedAt), revision = revision + 1
            WHERE id = \(connection.id) AND revision = \(connection.revision)
            RETURNING \(fragment: Self.columns)
            """
        ).first.map(Connection.init(row:))
    }

    /// Announces, when the transaction commits, that the address or credentials of a connection changed. Failed syncs
    /// become due immediately, because the change may have fixed the cause.
    package func announceChange(of id: Connection.ID, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE channel_sync SET next_at = \(now) FROM channel
            WHERE channel.id = channel_sync.channel_id AND channel.connection_id = \(id) AND channel_sync.state = 'failed'
                AND channel_sync.next_at > \(now)
            """)
        try await executor.run("SELECT pg_notify(\(Self.notificationChannel), \(id.text))")
        executor.announce(on: ChannelSyncRepository.notificationChannel)
    }

    /// The status of a connection; nil if it does not exist.
    /// - Parameter locking: Whether to lock the row until the transaction ends.
    package func statusRecord(of id: Connection.ID, locking: Bool) async throws -> ConnectionStatusRecord? {
        try await executor.run(
            """
            SELECT status, status_detail, contrary_reports FROM connection WHERE id = \(id) \(unsafeSQL: locking ? "FOR UPDATE" : "")
            """
        ).first.map { row in
            ConnectionStatusRecord(
                try row.decode("status"), detail: try row.decode("status_detail"),
                contraryReports: try row.decode("contrary_reports"))
        }
    }

    /// Stores the status of a connection. The revision changes only if the part that callers see changes.
    package func setStatusRecord(_ record: ConnectionStatusRecord, of id: Connection.ID, at now: Timestamp) async throws
    {
        try await executor.run(
            """
            UPDATE connection SET contrary_reports = \(record.contraryReports), status = \(record.status),
                status_detail = \(record.detail),
                updated_at = CASE WHEN \(fragment: Self.isSeen(record)) THEN \(now)::timestamptz ELSE updated_at END,
                revision = CASE WHEN \(fragment: Self.isSeen(record)) THEN revision + 1 ELSE revision END
            WHERE id = \(id)
            """)
    }

    private static func isSeen(_ record: ConnectionStatusRecord) -> SQL {
        "(status, status_detail) IS DISTINCT FROM (\(record.status)::text, \(record.detail)::text)"
    }

    /// Deletes a connection; false if it was deleted or changed meanwhile. Throws a foreign key violation if a channel
    /// uses it.
    package func delete(_ connection: Connection) async throws -> Bool {
        try await executor.run(
            "DELETE FROM connection WHERE id = \(connection.id) AND revision = \(connection.revision)"
        ).affected == 1
    }
}

extension Connection {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), slug: try row.decode("slug"), title: try row.decode("title"),
            tracker: try row.decode("tracker"),
            baseURL: try row.decode("base_url"), at: try row.decode("created_at"))
        if let bytes = try row.decode("credentials", as: [UInt8]?.self),
            let key = try row.decode("credentials_key", as: String?.self)
        {
            credentials = SealedSecret(keyID: key, bytes: bytes)
        }
        status = try row.decode("status")
        statusDetail = try row.decode("status_detail")
        account = try row.decode("account", as: JSON?.self).flatMap(RemoteUser.init(json:))
        settings = try row.decode("settings")
        verifiedAt = try row.decode("verified_at")
        updatedAt = try row.decode("updated_at")
        revision = try row.decode("revision")
    }
}
