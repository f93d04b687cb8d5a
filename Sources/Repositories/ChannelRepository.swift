package import Models
package import Postgres
package import Primitives
package import TrackerKit

/// The SQL of the table `channel`.
package struct ChannelRepository: Sendable {
    private let executor: any SQLExecutor

    /// Runs its statements on `executor`.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let all = select("")
    /// The same, with the count of the tickets that anybody who may read the channel may know of.
    private static let shown = select(
        " - (SELECT count(*) FROM ticket WHERE ticket.channel_id = channel.id AND ticket.confidential)")

    private static func select(_ uncounted: String) -> SQL {
        SQL(
            unsafeSQL: """
                SELECT channel.id, channel.slug, channel.title, channel.connection_id, connection.slug AS connection_slug, \
                connection.tracker, channel.path, channel.url, channel.remote_project_id, channel.status_map, channel.sync_enabled, \
                channel.sync_interval_seconds, coalesce((SELECT sum(tickets)::bigint FROM ticket_count \
                WHERE channel_id = channel.id), 0)\(uncounted) AS ticket_count, channel_sync.synced_at, \
                channel.created_at, channel.updated_at, channel.revision \
                FROM channel JOIN connection ON connection.id = channel.connection_id \
                LEFT JOIN channel_sync ON channel_sync.channel_id = channel.id
                """)
    }

    /// The channel of that name, or nil.
    /// - Parameter countsConfidential: whether its count of tickets includes those.
    package func find(slug: String, countsConfidential: Bool = true) async throws -> Channel? {
        let select = countsConfidential ? Self.all : Self.shown
        return try await executor.run("\(fragment: select) WHERE channel.slug = \(slug)").first.map(Channel.init(row:))
    }

    /// The channel of that identifier, or nil.
    package func find(id: Channel.ID) async throws -> Channel? {
        try await executor.run("\(fragment: Self.all) WHERE channel.id = \(id)").first.map(Channel.init(row:))
    }

    /// Which of these slugs are those of channels.
    package func existing(among slugs: Set<String>) async throws -> Set<String> {
        Set(
            try await executor.run("SELECT slug FROM channel WHERE slug = ANY(\(slugs.sorted()))").map {
                try $0.decode(0)
            })
    }

    /// A page of channels.
    /// - Parameter audience: whoever asks: for its channels only, and for the number of tickets that it may know of.
    package func list(connection: String?, tracker: TrackerKind?, for audience: TicketAudience, page: SlugPage)
        async throws -> [Channel]
    {
        var sql: SQL = "\(fragment: audience.includesConfidential ? Self.all : Self.shown) WHERE true"
        if let connection { sql += " AND connection.slug = \(connection)" }
        if let tracker { sql += " AND connection.tracker = \(tracker)" }
        if let slugs = audience.channels { sql += " AND channel.slug = ANY(\(slugs.sorted()))" }
        return try await executor.run(sql + page.sql(of: "channel")).map(Channel.init(row:))
    }

    /// Adds one, with an empty state of its sync; a slug or project that is taken throws a unique violation.
    package func insert(_ channel: Channel) async throws {
        try await executor.run(
            """
            WITH made AS (
                INSERT INTO channel (id, slug, title, connection_id, path, url, remote_project_id, status_map, sync_enabled,
                    sync_interval_seconds, created_at, updated_at)
                VALUES (\(channel.id), \(channel.slug), \(channel.title), \(channel.connectionID), \(channel.path), \(channel.url),
                    \(channel.remoteProjectID), \(Self.json(of: channel.statusMap)), \(channel.syncEnabled), \(channel.syncIntervalSeconds),
                    \(channel.createdAt), \(channel.updatedAt))
                RETURNING id)
            INSERT INTO channel_sync (channel_id) SELECT id FROM made
            """)
    }

    /// Writes what may change over the row of its identifier and revision; false when the row is gone or was changed
    /// meanwhile.
    package func update(_ channel: Channel) async throws -> Bool {
        try await executor.run(
            """
            UPDATE channel SET title = \(channel.title), path = \(channel.path), url = \(channel.url), remote_project_id = \(channel.remoteProjectID),
                status_map = \(Self.json(of: channel.statusMap)), sync_enabled = \(channel.syncEnabled),
                sync_interval_seconds = \(channel.syncIntervalSeconds), updated_at = \(channel.updatedAt), revision = new_revision()
            WHERE id = \(channel.id) AND revision = \(channel.revision)
            """
        ).affected == 1
    }

    /// Keeps where a channel's project is now, whatever else of the channel was changed meanwhile; false when the
    /// channel is gone or is one of another project. A path that another channel of the connection has throws a unique
    /// violation.
    package func follow(_ project: RemoteProject, _ channel: Channel.ID, at now: Timestamp) async throws -> Bool {
        try await executor.run(
            """
            UPDATE channel SET path = \(project.path), url = coalesce(\(project.url), url), remote_project_id = \(project.remoteID),
                updated_at = \(now), revision = new_revision()
            WHERE id = \(channel) AND coalesce(remote_project_id, \(project.remoteID)) = \(project.remoteID)
            """
        ).affected == 1
    }

    /// Holds the row of its identifier and revision until the transaction ends; false when it is gone or was changed
    /// meanwhile.
    package func lock(_ channel: Channel) async throws -> Bool {
        try await executor.run(
            "SELECT FROM channel WHERE id = \(channel.id) AND revision = \(channel.revision) FOR NO KEY UPDATE"
        ).count == 1
    }

    /// What a channel can have so much of that one statement would take too long to remove it. Tickets go last: their
    /// comments are gone then.
    private static let tables = ["delivery", "rule_run", "event", "comment", "ticket"]

    /// Removes some of what hangs on a channel.
    /// - Returns: how many rows; 0 when nothing that could be much is left.
    package func prune(_ channel: Channel.ID, limit: Int) async throws -> Int {
        for table in Self.tables {
            let name = SQL(unsafeSQL: table)
            let removed = try await executor.run(
                """
                DELETE FROM \(fragment: name) WHERE id = ANY(ARRAY(SELECT id FROM \(fragment: name) WHERE channel_id = \(channel) LIMIT \(limit)))
                """
            ).affected
            if removed > 0 { return removed }
        }
        return 0
    }

    /// Removes one and all that is left of its mirror; false when the row is gone.
    package func delete(_ channel: Channel.ID) async throws -> Bool {
        try await executor.run("DELETE FROM channel WHERE id = \(channel)").affected == 1
    }

    static func json(of statusMap: [String: TicketStatus]) -> JSON {
        .object(statusMap.mapValues { .string($0.rawValue) })
    }
}

extension Channel {
    init(row: Row) throws {
        let createdAt: Timestamp = try row.decode("created_at")
        var connection = Connection(
            id: try row.decode("connection_id"), slug: try row.decode("connection_slug"), title: "",
            tracker: try row.decode("tracker"),
            baseURL: nil, at: createdAt)
        connection.title = connection.slug
        self.init(
            id: try row.decode("id"), slug: try row.decode("slug"), title: try row.decode("title"),
            connection: connection,
            path: try row.decode("path"), at: createdAt)
        url = try row.decode("url")
        remoteProjectID = try row.decode("remote_project_id")
        let map: JSON = try row.decode("status_map")
        statusMap = (map.objectValue ?? [:]).compactMapValues { $0.stringValue.flatMap(TicketStatus.init) }
        syncEnabled = try row.decode("sync_enabled")
        syncIntervalSeconds = try row.decode("sync_interval_seconds")
        ticketCount = try row.decode("ticket_count")
        syncedAt = try row.decode("synced_at")
        updatedAt = try row.decode("updated_at")
        revision = try row.decode("revision")
    }
}
