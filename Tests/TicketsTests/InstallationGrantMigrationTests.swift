import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import TestSupport
import Testing

@Suite struct InstallationGrantMigrationTests {
    @Test(arguments: ["sentry", "github"])
    func `stored deliveries about installations of Sentry lose their content, and no others`(_ tracker: String)
        async throws
    {
        try await TestDatabase.withMigratedConfiguration { configuration in
            let migrator = Migrator(
                directory: try Repository.migrations(), configuration: configuration, logger: Logger(label: "test"))
            try await TestServer.withClient(configuration) { database in
                let channel = try await MirrorFixture.makeChannel("demo", in: database)
                while try await migrator.down() != ["0034_installation_grants"] {}
                try await database.run("UPDATE connection SET tracker = \(tracker)")
                for event in ["installation.created", "installation", "installations.created", "issue.created"] {
                    try await database.run(
                        """
                        INSERT INTO delivery (id, channel_id, remote_id, event, headers, body, received_at)
                        VALUES (gen_random_uuid(), \(channel.id), \(event), \(event), '{}', convert_to('{"code":"c"}', 'UTF8'), now())
                        """)
                }
                try await migrator.up()
                let kept = try await database.run(
                    """
                    SELECT event FROM delivery WHERE convert_from(body, 'UTF8')::json ->> 'code' = 'c' ORDER BY event
                    """
                ).map { try $0.decode(0, as: String.self) }
                let others = ["installations.created", "issue.created"]
                #expect(kept == (tracker == "sentry" ? others : ["installation", "installation.created"] + others))
            }
        }
    }
}
