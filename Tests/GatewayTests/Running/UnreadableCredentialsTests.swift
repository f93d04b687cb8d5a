import Foundation
import Gateway
import GatewayTestSupport
import Postgres
import Primitives
import TestSupport
import Testing

struct UnreadableCredentialsTests {
    private static let otherKey = "test:" + Data(repeating: 8, count: 32).base64EncodedString()

    private static func connect(_ gateway: TestGateway) async throws {
        let made = try await gateway.admin.post(
            "/api/v1/connections",
            ["slug": "acme", "tracker": "github", "credentials": ["type": "token", "token": "ghp_kept"]])
        #expect(made.status == 201, "\(made.text)")
    }

    private static func start(
        _ database: PostgresConfiguration, keys: String, checksCredentials: Bool = true
    ) async throws {
        var options = TestGateway.Options()
        options.environment["TICKET_GATEWAY_ENCRYPTION_KEYS"] = keys
        let configuration = try ConfigurationSource(
            environment: try TestConfiguration.environment(database: database, options)
        ).load(GatewayConfiguration.self)
        let gateway = try await Gateway(
            configuration, group: try TestServer.loops.get(), checksCredentials: checksCredentials)
        _ = try await gateway.group(stoppingAt: []) { _ in }
    }

    @Test(arguments: [otherKey, otherKey.replacing("test:", with: "new:")])
    func `a wrong encryption key fails at startup and names the connection`(_ keys: String) async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            try await TestGateway.run(TestGateway.Options(), database: database) { try await Self.connect($0) }
            let expected = GatewayError.unreadableCredentials(
                ["acme (test)"], keysAreConfigured: keys == Self.otherKey)
            let error = await #expect(throws: expected) {
                try await Self.start(database, keys: keys)
            }
            #expect(error?.exitStatus == 78)
            #expect(error?.description.contains("TICKET_GATEWAY_ENCRYPTION_KEYS") == true)
            try await Self.start(database, keys: keys, checksCredentials: false)
        }
    }

    @Test func `the former key among several is enough`() async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            try await TestGateway.run(TestGateway.Options(), database: database) { try await Self.connect($0) }
            let former = "test:" + Data(repeating: 7, count: 32).base64EncodedString()
            try await Self.start(database, keys: Self.otherKey.replacing("test:", with: "new:") + "," + former)
        }
    }

    @Test func `check names a connection whose credentials another process stored with another key`() async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            try await TestGateway.run(TestGateway.Options(), database: database) { gateway in
                try await Self.connect(gateway)
                try await TestServer.withClient(database) { client in
                    _ = try await client.run("UPDATE connection SET credentials_key = 'theirs' WHERE slug = 'acme'")
                }
                let check = try await gateway.anonymous.get("/check")
                #expect(check.status == 503 && check.json["status"] == "KO")
                #expect(check.json["detail"]?.stringValue?.contains("acme (theirs)") == true, "\(check.text)")
                #expect(await HealthProbe.problem(at: gateway.url)?.contains("acme (theirs)") == true)
            }
        }
    }

    @Test func `check responds as before if all credentials can be decrypted`() async throws {
        try await TestGateway.run { gateway in
            try await Self.connect(gateway)
            #expect(try await gateway.anonymous.get("/check").json == ["status": "OK"])
            #expect(await HealthProbe.problem(at: gateway.url) == nil)
        }
    }
}
