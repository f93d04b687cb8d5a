package import Models
package import Postgres
package import Primitives
package import TrackerKit

/// Queries on the table `channel`.
package struct ChannelRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let all = select("")
    /// Like ``all``, but the ticket count excludes confidential tickets.
    private static let shown = select(
        " - (SELECT count(*) FROM ticket WHERE ticket.channel_id = channel.id AND ticket.confidential)")

    private static func select(_ uncounted: String) -> SQL {
        SQL(
            unsafeSQL: """
                SELECT channel.id, channel.slug, channel.title, channel.connection_id, connection.slug AS connection_slug, \
                connection.tracker, channel.path, channel.url, channel.remote_project_id, channel.status_map, channel.settings, channel.sync_enabled, \
                channel.sync_interval_seconds, coalesce((SELECT sum(tickets)::bigint FROM ticket_count \
                WHERE channel_id = channel.id), 0)\(uncounted) AS ticket_count, channel_sync.synced_at, \
                channel.created_at, channel.updated_at, channel.revision \
                FROM channel JOIN connection ON connection.id = channel.connection_id \
                LEFT JOIN channel_sync ON channel_sync.channel_id = channel.id
                """)
    }

    /// The channel with this slug, or nil.
    /// - Parameter countsConfidential: Whether the ticket count includes confidential tickets.
    package func find(slug: String, countsConfidential: Bool = true) async throws -> Channel? {
        let select = countsConfidential ? Self.all : Self.shown
        return try await executor.run("\(fragment: select) WHERE channel.slug = \(slug)").first.map(Channel.init(row:))
    }

    /// The channel with this identifier, or nil.
    package func find(id: Channel.ID) async throws -> Channel? {
        try await executor.run("\(fragment: Self.all) WHERE channel.id = \(id)").first.map(Channel.init(row:))
    }

    /// The slugs in this set for which a channel exists.
    package func existing(among slugs: Set<String>) async throws -> Set<String> {
        Set(
            try await executor.run("SELECT slug FROM channel WHERE slug = ANY(\(slugs.sorted()))").map {
                try $0.decode(0)
            })
    }

    /// A page of channels.
    /// - Parameter audience: Restricts the channels, and the tickets that are counted.
    package func list(connection: String?, tracker: TrackerKind?, for audience: TicketAudience, page: SlugPage)
        async throws -> [Channel]
    {
        var sql: SQL = "\(fragment: audience.includesConfidential ? Self.all : Self.shown) WHERE true"
        if let connection { sql += " AND connection.slug = \(connection)" }
        if let tracker { sql += " AND connection.tracker = \(tracker)" }
        if let slugs = audience.channels { sql += " AND channel.slug = ANY(\(slugs.sorted()))" }
        return try await executor.run(sql + page.sql(of: "channel")).map(Channel.init(row:))
    }

    /// Inserts a channel and its initial sync state. Throws a unique violation if the slug or project is already in
    /// use.
    package func insert(_ channel: Channel) async throws {
        try await executor.run(
            """
            WITH made AS (
                INSERT INTO channel (id, slug, title, connection_id, path, url, remote_project_id, status_map, settings, sync_enabled,
                    sync_interval_seconds, created_at, updated_at)
                VALUES (\(channel.id), \(channel.slug), \(channel.title), \(channel.connectionID), \(channel.path), \(channel.url),
                    \(channel.remoteProjectID), \(Self.json(of: channel.statusMap)), \(channel.settings), \(channel.syncEnabled), \(channel.syncIntervalSeconds),
                    \(channel.createdAt), \(channel.updatedAt))
                RETURNING id)
            INSERT INTO channel_sync (channel_id) SELECT id FROM made
            """)
    }

    /// Updates the changeable columns if the revision still matches; false if the channel was deleted or changed
    /// meanwhile.
    package func update(_ channel: Channel) async throws -> Bool {
        try await executor.run(
            """
            UPDATE channel SET title = \(channel.title), path = \(channel.path), url = \(channel.url), remote_project_id = \(channel.remoteProjectID),
                status_map = \(Self.json(of: channel.statusMap)), settings = \(channel.settings), sync_enabled = \(channel.syncEnabled),
                sync_interval_seconds = \(channel.syncIntervalSeconds), updated_at = \(channel.updatedAt), revision = new_revision()
            WHERE id = \(channel.id) AND revision = \(channel.revision)
            """
        ).affected == 1
    }

    /// Stores the current path of a channel's project, regardless of other changes to the channel; false if the channel
    /// was deleted or has another project. Throws a unique violation if another channel of the connection has the path.
    package func follow(_ project: RemoteProject, _ channel: Channel.ID, at now: Timestamp) async throws -> Bool {
        try await executor.run(
            """
            UPDATE channel SET path = \(project.path), url = coalesce(\(project.url), url), remote_project_id = \(project.remoteID),
                updated_at = \(now), revision = new_revision()
            WHERE id = \(channel) AND coalesce(remote_project_id, \(project.remoteID)) = \(project.remoteID)
            """
        ).affected == 1
    }

    /// Locks the row until the transaction ends if the revision still matches; false if the channel was deleted or
    /// changed meanwhile.
    package func lock(_ channel: Channel) async throws -> Bool {
        try await executor.run(
            "SELECT FROM channel WHERE id = \(channel.id) AND revision = \(channel.revision) FOR NO KEY UPDATE"
        ).count == 1
    }

    /// The tables that may have too many rows of a channel to delete in one statement. Tickets come last, after their
    /// comments.
    private static let tables = ["delivery", "rule_run", "event", "comment", "ticket"]

    /// Deletes some of the rows that belong to a channel.
    /// - Returns: The number of deleted rows; 0 when none are left in these tables.
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

    /// Deletes a channel and the rest of its mirror; false if it does not exist.
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
        settings = try row.decode("settings")
        syncEnabled = try row.decode("sync_enabled")
        syncIntervalSeconds = try row.decode("sync_interval_seconds")
        ticketCount = try row.decode("ticket_count")
        syncedAt = try row.decode("synced_at")
        updatedAt = try row.decode("updated_at")
        revision = try row.decode("revision")
    }
}
