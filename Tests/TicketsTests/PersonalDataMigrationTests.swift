import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import TestSupport
import Testing
import TrackerKit

@Suite struct PersonalDataMigrationTests {
    /// The data that the previous version stored for an event.
    private static let fields: JSON = [
        ["name": "user.email", "value": "person@example.com"],
        ["name": "url", "value": "https://shop.example/?token=secret"],
        ["name": "client_ip", "value": "203.0.113.9"], ["name": "shard", "value": "7"],
        ["name": "app", "value": "shop@1.4.2"],
    ]
    private static let kept: JSON = [["name": "shard", "value": "7"], ["name": "app", "value": "shop@1.4.2"]]
    private static let issue: JSON = [
        "id": "7", "metadata": ["contact_email": "person@example.com", "name": "A Person", "message": "It broke"],
        "tags": [["key": "user.id", "value": "77"], ["key": "shard", "value": "7"]],
    ]

    @Test func `personal data stored by older versions is removed, and no data of other trackers`()
        async throws
    {
        try await TestDatabase.withMigratedConfiguration { configuration in
            let migrator = Migrator(
                directory: try Repository.migrations(), configuration: configuration, logger: Logger(label: "test"))
            try await TestServer.withClient(configuration) { database in
                let fixture = MirrorFixture(
                    database: database, channel: try await MirrorFixture.makeChannel("demo", in: database))
                try await fixture.store([.made(1), .made(2)])
                while try await migrator.down() != ["0025_personal_data"] {}
                try await Self.plant(in: database, of: fixture.channel)
                let before = try await fixture.text("revision")
                try await migrator.up()
                #expect(try await Self.json("SELECT custom_fields FROM ticket WHERE key = '1'", database) == Self.kept)
                #expect(try await fixture.text("revision") != before)
                #expect(
                    try await Self.json("SELECT custom_fields FROM ticket WHERE key = '2'", database) == Self.fields)
                #expect(
                    try await Self.json("SELECT remote_data FROM ticket WHERE key = '1'", database) == [
                        "id": "7", "metadata": ["message": "It broke"], "tags": [["key": "shard", "value": "7"]],
                    ])
                #expect(
                    try await Self.json("SELECT document -> 'ticket' -> 'custom_fields' FROM rule_run", database)
                        == Self.kept)
                #expect(
                    try await Self.json(
                        "SELECT payload::json #> '{data,ticket,custom_fields}' FROM outgoing_delivery", database)
                        == Self.kept)
                #expect(
                    try await Self.json(
                        "SELECT convert_from(body, 'UTF8')::json FROM delivery WHERE event = 'event_alert'", database)
                        == ["data": ["event": ["issue_id": "7"]]])
                #expect(try await database.run("SELECT FROM delivery WHERE body = 'not \"event\"'::bytea").count == 1)
            }
        }
    }

    private static func json(_ sql: SQL, _ database: PostgresClient) async throws -> JSON? {
        try await database.run(sql).first?.decode(0)
    }

    /// Rows of a Sentry channel as the version before wrote them; ticket 2 is of another tracker.
    private static func plant(in database: PostgresClient, of channel: Channel) async throws {
        let ids = UUIDv7Source(), rule = ids.next(Rule.self).text,
            subscription = ids.next(WebhookSubscription.self).text
        try await database.run("UPDATE connection SET tracker = 'sentry'")
        try await database.run(
            "UPDATE ticket SET custom_fields = \(fields.text)::json, remote_data = \(issue.text)::json")
        try await database.run("UPDATE ticket SET tracker = CASE key WHEN '1' THEN 'sentry' ELSE 'github' END")
        let ticket: JSON = ["tracker": "sentry", "custom_fields": fields]
        try await database.run(
            """
            INSERT INTO rule (id, slug, name, enabled, rank, definition, confidential, created_at, updated_at)
            VALUES (\(rule)::uuid, 'rule', '', true, 0, '{}', false, now(), now())
            """)
        try await database.run(
            """
            INSERT INTO rule_run (id, rule_id, event_id, event_type, confidential, document, created_at)
            VALUES (gen_random_uuid(), \(rule)::uuid, gen_random_uuid(), 'ticket.created', false, \(JSON.object(["ticket": ticket]).text)::json, now())
            """)
        try await database.run(
            """
            INSERT INTO subscription (id, slug, title, url, confidential, secret, secret_key, created_at, updated_at)
            VALUES (\(subscription)::uuid, 'hook', '', 'https://example.com', false, '', '', now(), now())
            """)
        try await database.run(
            """
            INSERT INTO outgoing_delivery (id, subscription_id, type, payload, confidential, created_at)
            VALUES (gen_random_uuid(), \(subscription)::uuid, 'ticket.created', \(JSON.object(["data": ["ticket": ticket]]).text), false, now())
            """)
        let body: JSON = [
            "data": [
                "event": ["issue_id": "7", "user": ["email": "person@example.com"], "request": ["cookies": "sid=1"]]
            ]
        ]
        for (event, text) in [("event_alert", body.text), ("odd", "not \"event\"")] {
            try await database.run(
                """
                INSERT INTO delivery (id, channel_id, remote_id, event, headers, body, received_at)
                VALUES (gen_random_uuid(), \(channel.id), \(event), \(event), '{}', convert_to(\(text), 'UTF8'), now())
                """)
        }
    }
}
