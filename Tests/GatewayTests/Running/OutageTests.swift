import Foundation
import Gateway
import GatewayTestSupport
import Postgres
import Primitives
import TestSupport
import Testing

struct OutageTests {
    @Test func `without PostgreSQL the gateway reports it, and recovers automatically`() async throws {
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

    @Test func `a gateway starts without PostgreSQL and becomes ready when it is available`() async throws {
        try await PrivateCluster.withCluster { cluster in
            try await Self.migrate(cluster.configuration)
            try await cluster.kill()
            try await TestGateway.run(TestGateway.Options(), database: cluster.configuration) { gateway in
                #expect(try await gateway.anonymous.get("/check").status == 503)
                #expect(
                    try await gateway.client(token: "tgw_" + String(repeating: "x", count: 43)).get("/api/v1/channels")
                        .status == 503)
                try await cluster.start()
                #expect(try await gateway.anonymous.gets(200, at: "/check"))
                let greeting = try #require(await gateway.laterGreeting())
                #expect(try await gateway.client(token: greeting.adminToken).gets(200, at: "/api/v1/channels/demo"))
            }
        }
    }

    @Test func `an address in use is reported before waiting for the database`() async throws {
        try await TestGateway.run { running in
            let port = try #require(running.url.split(separator: ":").last.map(String.init))
            try await TestDatabase.withEmptyConfiguration { database in
                var options = TestGateway.Options()
                options.environment["TICKET_GATEWAY_PORT"] = port
                _ = await #expect {
                    // The database lacks all migrations, which would be an error too, but a later one.
                    try await TestGateway.run(options, database: database) { _ in }
                } throws: { error in
                    guard let error = error as? GatewayError, case .cannotListen(let reason) = error else {
                        return false
                    }
                    return error.exitStatus == 69 && reason.contains(port)
                }
            }
        }
    }

    @Test func `a process that only works needs no document of the API`() async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            var options = TestGateway.Options()
            options.environment["TICKET_GATEWAY_OPENAPI_PATH"] = "/nowhere/openapi.yaml"
            await #expect(throws: GatewayError.unreadableContract("/nowhere/openapi.yaml")) {
                try await TestGateway.make(options, database: database)
            }
            let worker = try await TestGateway.make(options, database: database, serves: false)
            _ = try await worker.workGroup(stoppingAt: [])
        }
    }

    @Test func `the gateway serves with a role that owns no table and may create none`() async throws {
        let role = "worker_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await TestDatabase.withMigratedConfiguration { owner in
            try await Self.run(
                [
                    "CREATE ROLE \(identifier: role) LOGIN PASSWORD 'x'", "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \(identifier: role)",
                    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO \(identifier: role)",
                ], as: owner)
            try await TestGateway.run(TestGateway.Options(), database: Self.configuration(owner, role: role)) {
                gateway in
                let path = "/api/v1/channels/demo/tickets"
                #expect(try await gateway.admin.post(path, ["title": "系统"]).status == 201)
                #expect(try await gateway.admin.patch(path + "/1", ["title": "系统 login"]).status == 200)
                let found = try await gateway.admin.get("/api/v1/tickets?q=%E7%B3%BB%E7%BB%9F")
                #expect(found.json["data"]?.arrayValue?.count == 1)
                #expect(try await gateway.admin.delete(path + "/1").status == 204)
                #expect(try await gateway.admin.get("/api/v1/audit").status == 200)
            }
            try await Self.run(["DROP OWNED BY \(identifier: role)", "DROP ROLE \(identifier: role)"], as: owner)
        }
    }

    private static func run(_ statements: [SQL], as configuration: PostgresConfiguration) async throws {
        try await TestServer.withClient(configuration) { client in
            for statement in statements { try await client.run(statement) }
        }
    }

    private static func configuration(_ owner: PostgresConfiguration, role: String) -> PostgresConfiguration {
        // The address is given as `key='value'` pairs, as libpq takes them; of two values of a key the last one counts.
        var configuration = owner
        configuration.url += " user='\(role)' password='x'"
        return configuration
    }

    @Test func `a first token that can't be written to its file is still printed`() async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            var options = TestGateway.Options()
            options.environment["TICKET_GATEWAY_ADMIN_TOKEN_FILE"] = "/proc/nowhere/token"
            try await TestGateway.run(options, database: database) { gateway in
                #expect(gateway.adminToken.hasPrefix("tgw_") && gateway.adminTokenFile == nil)
            }
        }
    }

    @Test func `an unmigrated database is refused with instructions`() async throws {
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
        try await Migrator(
            directory: try Repository.migrations(), configuration: configuration, logger: TestServer.silentLogger
        ).up()
    }
}
