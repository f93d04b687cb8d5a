import Foundation
import Gateway
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import TestSupport
import Testing

struct SecretTests {
    @Test func `secrets are in no table, log, error or audit entry`() async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            var options = TestGateway.Options()
            options.dependencies.runsWorkers = true
            options.environment["TICKET_GATEWAY_LOG_LEVEL"] = "trace"
            let configured = try Self.configure(&options, database)
            try await TestGateway.run(options, database: database) { gateway in
                let secrets = try await use(gateway).merging(configured) { $1 }
                #expect(gateway.log.text.contains("database"), "the library that starts services logs their names")
                let places = [
                    "log": gateway.log.text, "dump": try await Self.dump(database),
                    "audit": try await gateway.admin.get("/api/v1/audit?limit=200").text,
                    "lists": try await gateway.admin.get("/api/v1/tokens").text
                        + gateway.admin.get("/api/v1/clients").text
                        + gateway.admin.get("/api/v1/connections").text,
                ]
                for (place, text) in places {
                    #expect(!text.isEmpty)
                    for (name, secret) in secrets { #expect(!text.contains(secret), "\(name) is in the \(place)") }
                }
            }
        }
    }

    /// Secrets of the operator, the database's password among them: the real one, or any where the tests' server wants
    /// none.
    private static func configure(_ options: inout TestGateway.Options, _ database: PostgresConfiguration) throws
        -> [String: String]
    {
        let url = try #require(
            try TestConfiguration.environment(database: database, options)["TICKET_GATEWAY_DATABASE_URL"])
        let parts = URLComponents(string: url)
        let known = parts?.password ?? parts?.queryItems?.first { $0.name == "password" }?.value
        let password = known ?? "canary-password-" + UUID().uuidString
        let jwtSecret = "canary-jwt-secret-" + UUID().uuidString
        let key = Data(UUID().uuidString.utf8.prefix(32)).base64EncodedString()
        let proxy = "canary-proxy-" + UUID().uuidString
        let chosen = url + (url.contains("?") ? "&" : "?") + "password=" + password
        options.environment["TICKET_GATEWAY_DATABASE_URL"] = known == nil ? chosen : url
        options.environment["TICKET_GATEWAY_JWT_SECRET"] = jwtSecret
        options.environment["TICKET_GATEWAY_ENCRYPTION_KEYS"] = "canary:" + key
        options.environment["TICKET_GATEWAY_UPSTREAM_PROXY"] = "http://user:\(proxy)@127.0.0.1:9"
        return [
            "the database's password": password, "the JWT secret": jwtSecret, "the encryption key": key,
            "the proxy's password": proxy,
        ]
    }

    @Test func `responses with a secret are marked as uncacheable`() async throws {
        try await TestGateway.run({ $0.environment["TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS"] = "127.0.0.0/8" }) {
            gateway in
            let key = HTTPFields.named(["Idempotency-Key": "k"])
            let client: JSON = ["slug": "shop", "scopes": ["tickets:read"]]
            let made = try await gateway.admin.post("/api/v1/clients", client, headers: key)
            let subscription: JSON = ["slug": "ops", "url": "http://127.0.0.1:9/"]
            let answers = [
                made, try await gateway.admin.post("/api/v1/clients", client, headers: key),
                try await gateway.admin.post("/api/v1/tokens", ["title": "t", "scopes": ["tickets:read"]]),
                try await gateway.admin.post("/api/v1/subscriptions", subscription),
                try await gateway.admin.post("/api/v1/subscriptions/ops/secret"),
                try await gateway.anonymous.post(
                    "/api/v1/authorize",
                    [
                        "client_id": made.json["client_id"] ?? .null,
                        "client_secret": made.json["client_secret"] ?? .null,
                    ]),
            ]
            for answer in answers {
                #expect((200...201).contains(answer.status))
                #expect(answer.header("Cache-Control") == "no-store")
            }
        }
    }

    /// Uses every kind of secret once, rightly and wrongly, and answers them.
    private func use(_ gateway: TestGateway) async throws -> [String: String] {
        let key = UUID().uuidString
        let made = try await gateway.admin.post(
            "/api/v1/clients", ["slug": "shop", "scopes": ["tickets:read"]], headers: .named(["Idempotency-Key": key]))
        let token = try await gateway.admin.post(
            "/api/v1/tokens", ["title": "script", "scopes": ["tickets:read"]],
            headers: .named(["Idempotency-Key": key + "-2"]))
        let clientSecret = try #require(made.json["client_secret"]?.stringValue)
        let grant = try await gateway.anonymous.post(
            "/api/v1/authorize", ["client_id": made.json["client_id"] ?? .null, "client_secret": .string(clientSecret)])
        let jwt = try #require(grant.json["jwt"]?.stringValue)
        #expect(try await gateway.client(token: jwt).get("/api/v1/channels").status == 200)
        let credential = "ghp_canary" + UUID().uuidString
        try await gateway.admin.post(
            "/api/v1/connections",
            ["slug": "hub", "tracker": "github", "credentials": ["type": "token", "token": .string(credential)]])
        let wrong = "canary-wrong-" + UUID().uuidString
        let refusals = [
            try await gateway.client(token: wrong).get("/api/v1/channels"),
            try await gateway.anonymous.post("/api/v1/authorize", ["client_id": "x", "client_secret": .string(wrong)]),
            try await gateway.admin.post(
                "/api/v1/connections", ["slug": "h2", "tracker": "github", "credentials": .string(wrong)]),
        ]
        for refusal in refusals { #expect(!refusal.text.contains(wrong)) }
        return [
            "the client's secret": clientSecret, "the token": try #require(token.json["token"]?.stringValue),
            "the JWT": jwt,
            "the admin token": gateway.adminToken, "the tracker's token": credential, "a wrong credential": wrong,
        ]
    }

    /// Every row of every table as text.
    private static func dump(_ configuration: PostgresConfiguration) async throws -> String {
        try await TestServer.withClient(configuration) { database in
            let tables = try await database.run(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
            var text = ""
            for table in tables {
                let name: String = try table.decode("tablename")
                let rows = try await database.run(
                    "SELECT row.*::text || encode(convert_to(row.*::text, 'UTF8'), 'escape') AS line FROM \(identifier: name) AS row"
                )
                for row in rows { text += try row.decode("line", as: String.self) + "\n" }
                text += try await Self.bytes(of: name, database)
            }
            return text
        }
    }

    /// The columns of raw bytes of a table, as text where they are text.
    private static func bytes(of table: String, _ database: PostgresClient) async throws -> String {
        let columns = try await database.run(
            "SELECT column_name FROM information_schema.columns WHERE table_name = \(table) AND data_type = 'bytea'")
        var text = ""
        for column in columns {
            let name: String = try column.decode("column_name")
            let rows = try await database.run(
                "SELECT \(identifier: name) AS bytes FROM \(identifier: table) WHERE \(identifier: name) IS NOT NULL")
            for row in rows {
                text += String(decoding: try row.decode("bytes", as: [UInt8].self), as: UTF8.self) + "\n"
            }
        }
        return text
    }
}
