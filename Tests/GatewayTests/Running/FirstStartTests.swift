import GatewayTestSupport
import Postgres
import TestSupport
import Testing

struct FirstStartTests {
    private static func demos(_ database: PostgresClient) async throws -> Int64 {
        try await database.run("SELECT count(*) AS count FROM channel WHERE slug = 'demo'")[0].decode("count")
    }

    /// Adds an entry to the audit log, as if a kind of object had been created with this name.
    private static func record(_ kind: String, named name: String, in database: PostgresClient) async throws {
        try await database.run(
            """
            INSERT INTO audit_entry (id, occurred_at, action, principal_kind, principal_name, object_type, object_name)
            VALUES (gen_random_uuid(), now(), \(kind + ".create"), 'system', 'command-line', \(kind), \(name))
            """)
    }

    @Test func `a token that was created before the first start does not prevent the demo channel`() async throws {
        try await TestDatabase.withMigratedConfiguration { configuration in
            try await TestServer.withClient(configuration) { database in
                try await Self.record("token", named: "first", in: database)
                try await TestGateway.run(TestGateway.Options(), database: configuration) { gateway in
                    #expect(gateway.adminToken.isEmpty, "there is a token already")
                    let count = try await Self.demos(database)
                    #expect(count == 1)
                }
            }
        }
    }

    @Test func `a gateway with a connection or channel of its own gets no demo channel`() async throws {
        for kind in ["connection", "channel"] {
            try await TestDatabase.withMigratedConfiguration { configuration in
                try await TestServer.withClient(configuration) { database in
                    try await Self.record(kind, named: "website", in: database)
                    try await TestGateway.run(TestGateway.Options(), database: configuration) { gateway in
                        #expect(!gateway.adminToken.isEmpty)
                        let count = try await Self.demos(database)
                        #expect(count == 0)
                    }
                }
            }
        }
    }

    @Test func `a demo channel that was deleted stays deleted`() async throws {
        try await TestDatabase.withMigratedConfiguration { configuration in
            try await TestServer.withClient(configuration) { database in
                try await TestGateway.run(TestGateway.Options(), database: configuration) { gateway in
                    let deleted = try await gateway.admin.delete("/api/v1/channels/demo")
                    #expect(deleted.status < 300)
                }
                try await TestGateway.run(TestGateway.Options(), database: configuration) { _ in
                    let count = try await Self.demos(database)
                    #expect(count == 0)
                }
            }
        }
    }
}
