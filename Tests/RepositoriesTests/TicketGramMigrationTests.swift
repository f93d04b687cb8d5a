import Postgres
import TestSupport
import Testing

/// The effect on existing tickets of the migration that indexes scripts without spaces.
@Suite struct TicketGramMigrationTests {
    @Test func `tickets from before the migration are found by it, and only those with such text have rows`()
        async throws
    {
        try await TestDatabase.withMigratedConfiguration { configuration in
            let migrator = Migrator(
                directory: try Repository.migrations(), configuration: configuration, logger: TestServer.silentLogger)
            let later = try await migrator.status().filter { $0.number >= 23 }.count
            try await migrator.down(steps: later)
            try await TestServer.withClient(configuration) { client in
                try await Self.insert(["操作系统崩溃了", "plain", "schöner Text", "🐛"], client)
                try await migrator.up()
                #expect(try await Self.found("'系统'", client) == ["1"])
                #expect(try await Self.found("'🐛'", client) == ["4"])
                #expect(try await client.run("SELECT FROM ticket_gram").count == 2)
                // From now on, triggers update it.
                try await client.run("UPDATE ticket SET title = '系统' WHERE key = '2'")
                #expect(try await Self.found("'系统'", client) == ["1", "2"])
            }
        }
    }

    private static func found(_ query: String, _ client: PostgresClient) async throws -> [String] {
        try await client.run(
            """
            SELECT key FROM ticket_gram g JOIN ticket t ON t.id = g.ticket_id WHERE g.search @@ \(query)::tsquery ORDER BY key
            """
        ).map { try $0.decode(0) }
    }

    private static func insert(_ titles: [String], _ client: PostgresClient) async throws {
        try await client.run(
            """
            INSERT INTO connection (id, slug, title, tracker, created_at, updated_at)
            VALUES (gen_random_uuid(), 'demo', 'Demo', 'local', now(), now())
            """)
        try await client.run(
            """
            INSERT INTO channel (id, slug, title, connection_id, path, created_at, updated_at)
            SELECT gen_random_uuid(), 'demo', 'Demo', id, 'demo', now(), now() FROM connection
            """)
        try await client.run(
            """
            INSERT INTO ticket (id, channel_id, tracker, remote_id, key, url, kind, title, body, body_format, status, status_raw_id,
                status_raw_name, priority, assignees, assignee_usernames, labels, label_names, confidential, locked, comment_count,
                custom_fields, remote_data, created_at, updated_at, synced_at, content_hash)
            SELECT gen_random_uuid(), channel.id, 'local', n, n, '', 'issue', titles.title, '', 'markdown', 'open', 'open', 'open', 'none', '[]',
                '{}', '[]', '{}', false, false, 0, '[]', '{}', now(), now(), now(), ''
            FROM channel, unnest(\(titles)::text[]) WITH ORDINALITY titles(title, place), LATERAL (SELECT place::text AS n) number
            """)
    }
}
