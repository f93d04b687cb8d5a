import Gateway
import GatewayTestSupport
import Postgres
import Primitives
import TestSupport
import Testing

struct OutageTests {
    @Test func `with PostgreSQL gone the gateway says so, and all comes back by itself`() async throws {
        try await PrivateCluster.withCluster { cluster in
            try await Self.migrate(cluster.configuration)
            try await TestGateway.run(TestGateway.Options(), database: cluster.configuration) { gateway in
                #expect(try await gateway.anonymous.get("/check").status == 200)
                try await cluster.kill()
                let started = ContinuousClock.now
                let check = try await gateway.anonymous.get("/check")
                #expect(check.status == 503)
                #expect(check.json == ["status": "KO"])
                #expect(ContinuousClock.now - started < .seconds(2))
                let refused = try await gateway.admin.get("/api/v1/clients")
                #expect(refused.status == 503)
                #expect(refused.code == "database_unavailable")
                #expect(refused.header("Retry-After") != nil)
                try await cluster.start()
                #expect(try await gateway.anonymous.gets(200, at: "/check"))
                #expect(try await gateway.admin.gets(200, at: "/api/v1/clients"))
            }
        }
    }

    @Test func `a gateway starts without PostgreSQL, and makes itself ready when it is there`() async throws {
        try await PrivateCluster.withCluster { cluster in
            try await Self.migrate(cluster.configuration)
            try await cluster.kill()
            try await TestGateway.run(TestGateway.Options(), database: cluster.configuration) { gateway in
                #expect(try await gateway.anonymous.get("/check").status == 503)
                #expect(try await gateway.client(token: "tgw_" + String(repeating: "x", count: 43)).get("/api/v1/channels").status == 503)
                try await cluster.start()
                #expect(try await gateway.anonymous.gets(200, at: "/check"))
                let greeting = try #require(await gateway.laterGreeting())
                #expect(try await gateway.client(token: greeting.adminToken).gets(200, at: "/api/v1/channels/demo"))
            }
        }
    }

    @Test func `an unmigrated database is refused with what to do`() async throws {
        _ = try await TestDatabase.withEmptyConfiguration { database in
            _ = await #expect {
                try await TestGateway.run(TestGateway.Options(), database: database) { _ in }
            } throws: { error in
                guard case GatewayError.unmigrated(let names) = error else { return false }
                return names.contains("0001_access") && "\(error)".contains("migrate up")
            }
        }
    }

    private static func migrate(_ configuration: PostgresConfiguration) async throws {
        try await Migrator(directory: try Repository.migrations(), configuration: configuration, logger: TestServer.silentLogger).up()
    }
}
