package import Models
package import Postgres
package import Primitives
import TrackerKit

/// Queries on the table `label` or `milestone`, including the changes to tickets when an entry changes.
package struct CatalogRepository<Remote: CatalogRow>: Sendable {
    package typealias Entry = CatalogEntry<Remote>

    let executor: any SQLExecutor
    private var table: CatalogTable { Remote.table }

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// Entries of a channel, plus one row beyond `limit` to detect whether there is a next page. Labels are ordered by
    /// name, milestones as the gateway first saw them.
    /// - Parameter position: The end of the previous page; nil for the first page.
    package func list(of channel: Channel.ID, after position: Remote.Position?, limit: Int) async throws -> [Entry] {
        let order = SQL(unsafeSQL: "entry.\(table.order)")
        var sql: SQL = "\(fragment: table.select) WHERE entry.channel_id = \(channel)"
        if let position { sql += " AND \(fragment: order) > \(position)" }
        sql += " ORDER BY \(fragment: order) LIMIT \(limit + 1)"
        return try await executor.run(sql).map(Entry.init(row:))
    }

    /// The entry with this key, or nil.
    /// - Parameter ignoresCase: Whether a key that differs only in case matches if there is no exact match.
    package func find(_ key: String, of channel: Channel.ID, ignoresCase: Bool = false) async throws -> Entry? {
        let column = SQL(unsafeSQL: "entry.\(table.key)")
        let matches: SQL =
            ignoresCase ? "lower(\(fragment: column)) = lower(\(key))" : "\(fragment: column) = \(key)"
        return try await executor.run(
            """
            \(fragment: table.select) WHERE entry.channel_id = \(channel) AND \(fragment: matches)
            ORDER BY \(fragment: column) <> \(key), \(fragment: column) LIMIT 1
            """
        ).first.map(Entry.init(row:))
    }

    /// Inserts or updates entries; unchanged ones are not written.
    /// - Parameter ids: Identifiers for new entries, one per entry.
    package func store(_ entries: [Remote], ids: [Entry.ID], in channel: Channel.ID, at now: Timestamp) async throws {
        let rows = entries.map(\.row)
        for part in rows.parts(size: \.approximateBytes) {
            try await store(rows: Array(part), ids: Array(ids[part.indices]), in: channel, at: now)
        }
    }

    private func store(rows: [JSON], ids: [Entry.ID], in channel: Channel.ID, at now: Timestamp) async throws {
        let table = table
        let upsert: SQL = """
            INSERT INTO \(unsafeSQL: table.name) AS entry (id, channel_id, \(unsafeSQL: table.columns()), synced_at)
            SELECT given.id, \(channel), \(unsafeSQL: table.columns("r.")), \(now)
            FROM json_array_elements(\(JSON.array(rows).text)::json) WITH ORDINALITY element(value, n)
            JOIN unnest(\(ids)::uuid[]) WITH ORDINALITY given(id, n) USING (n)
            CROSS JOIN LATERAL json_to_record(element.value) AS r(\(unsafeSQL: table.record))
            ON CONFLICT (channel_id, \(unsafeSQL: table.key)) DO UPDATE SET \(unsafeSQL: table.assignments),
                synced_at = excluded.synced_at, revision = new_revision()
            WHERE (\(unsafeSQL: table.columns("entry.", changing: true)))
                IS DISTINCT FROM (\(unsafeSQL: table.columns("excluded.", changing: true)))
            """
        try await Remote.run(upsert, in: channel, of: self)
    }

    /// Deletes the other entries of a channel.
    package func deleteOthers(than keys: [String], of channel: Channel.ID) async throws {
        try await executor.run(
            """
            DELETE FROM \(unsafeSQL: table.name)
            WHERE channel_id = \(channel) AND \(unsafeSQL: table.key) <> ALL(\(keys.map(\.storable))::text[])
            """)
    }

    /// Deletes an entry, also from every ticket.
    package func delete(_ remote: Remote, of channel: Channel.ID) async throws {
        try await executor.run(
            """
            DELETE FROM \(unsafeSQL: table.name)
            WHERE channel_id = \(channel) AND \(unsafeSQL: table.key) = \(remote.key)
            """)
        try await remote.removeFromTickets(in: channel, of: self)
    }

    /// Records when all entries of a channel were last read.
    package func markSynced(_ channel: Channel.ID, at now: Timestamp) async throws {
        let column = table.syncedAt
        try await executor.run(
            """
            INSERT INTO channel_statistics (channel_id, \(unsafeSQL: column)) VALUES (\(channel), \(now))
            ON CONFLICT (channel_id) DO UPDATE SET \(unsafeSQL: column) = excluded.\(unsafeSQL: column)
            """)
    }

    /// Lets the entries of a channel count as read long ago unless they include all of these keys, so that the next
    /// list reads them again.
    package func expire(_ channel: Channel.ID, unlessItHas keys: [String]) async throws {
        let column = table.syncedAt
        try await executor.run(
            """
            UPDATE channel_statistics SET \(unsafeSQL: column) = 'epoch'
            WHERE channel_id = \(channel) AND \(unsafeSQL: column) IS NOT NULL AND EXISTS (
                SELECT FROM unnest(\(keys.map(\.storable))::text[]) given(key) WHERE NOT EXISTS (
                    SELECT FROM \(unsafeSQL: table.name) entry
                    WHERE entry.channel_id = \(channel) AND entry.\(unsafeSQL: table.key) = given.key))
            """)
    }

    /// When all entries of a channel were last read; nil if they never were.
    package func syncedAt(_ channel: Channel.ID) async throws -> Timestamp? {
        try await executor.run(
            "SELECT \(unsafeSQL: table.syncedAt) FROM channel_statistics WHERE channel_id = \(channel)"
        ).first.flatMap { try $0.decode(0, as: Timestamp?.self) }
    }
}

extension CatalogEntry where Remote: CatalogRow {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), remote: try Remote(row: row), syncedAt: try row.decode("synced_at"),
            revision: try row.decode("revision"))
    }
}
