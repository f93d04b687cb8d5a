import EventLoop
import Foundation
import Gateway
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import RawServerSupport
import TestSupport
import Testing

/// Outgoing webhooks from the API to a real socket.
struct SubscriptionTests {
    private func run(
        allowing networks: String = "127.0.0.0/8", works: Bool = false,
        _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        try await TestGateway.run { options in
            options.environment["TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS"] = networks
            options.dependencies.runsWorkers = works
        } _: {
            try await body($0)
        }
    }

    private func create(in gateway: TestGateway, _ url: String, members more: [String: JSON] = [:]) async throws
        -> TestResponse
    {
        let body: [String: JSON] = ["slug": "ops", "url": .string(url)]
        return try await gateway.admin.post("/api/v1/subscriptions", .object(body.merging(more) { $1 }))
    }

    private func wait(_ gateway: TestGateway, _ path: String, until state: String) async throws -> JSON {
        while true {
            let delivery = try await gateway.admin.get(path).json
            if delivery["state"]?.stringValue == state { return delivery }
            await Task.yield()
        }
    }

    @Test func `a subscription is created, tested, replayed, updated and deleted`() async throws {
        let receiver = try RawServer { connection, _ in connection.answer(204) }
        try await run(works: true) { gateway in
            let made = try await create(
                in: gateway, receiver.url("/hook?key=1"), members: ["types": ["ticket.created"]])
            #expect(made.status == 201)
            #expect(made.headers[.location] == "/api/v1/subscriptions/ops")
            let secret = try #require(made.json["secret"]?.stringValue)
            let shown = try await gateway.admin.get("/api/v1/subscriptions/ops")
            #expect(shown.json["secret"] == nil)
            #expect(shown.json["status"] == "active")
            let tested = try await gateway.admin.post("/api/v1/subscriptions/ops/test")
            #expect(tested.json["state"] == "delivered")
            #expect(tested.json["attempts"]?[0]?["status"] == 204)
            let id = try #require(tested.json["id"]?.stringValue)
            let path = "/api/v1/subscriptions/ops/deliveries/\(id)"
            #expect(try await gateway.admin.post(path + "/replay").status == 202)
            let replayed = try await wait(gateway, path, until: "delivered")
            #expect(replayed["attempt_count"] == 2)
            #expect(receiver.requests.map { $0.fields["webhook-id"] } == [id, id])
            #expect(receiver.requests.map(\.target) == ["/hook?key=1", "/hook?key=1"])
            let span = "from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z"
            let many = try await gateway.admin.post(
                "/api/v1/subscriptions/ops/deliveries/replay?state=delivered&\(span)")
            #expect(many.json["replayed"] == 1)
            #expect(
                try await gateway.admin.get("/api/v1/subscriptions/ops/deliveries").json["data"]?.arrayValue?.count == 1
            )
            let changed = try await gateway.admin.patch(
                "/api/v1/subscriptions/ops", ["enabled": false, "types": .null])
            #expect(changed.json["disabled_reason"] == "asked")
            #expect(changed.json["types"] == JSON.null)
            #expect(try await gateway.admin.post(path + "/replay").status == 409)
            #expect(
                try await gateway.admin.get("/api/v1/subscriptions?enabled=false").json["data"]?.arrayValue?.count == 1)
            let metrics = try await gateway.anonymous.get("/metrics").text
            #expect(metrics.contains(#"ticket_gateway_outgoing_attempt_duration_seconds_count{status="2xx"}"#))
            #expect(try await gateway.admin.delete("/api/v1/subscriptions/ops").status == 204)
            #expect(try await gateway.admin.get(path).status == 404)
            #expect(!gateway.log.text.contains(secret) && !gateway.log.text.contains("key=1"))
        }
    }

    @Test func `an event about a ticket is sent to subscribers as a document`() async throws {
        let receiver = try RawServer { connection, _ in connection.answer(200) }
        try await run(works: true) { gateway in
            let made = try await create(
                in: gateway, receiver.url("/"),
                members: ["types": ["ticket.created"], "if": ["==": [["var": "ticket.title"], "Wanted"]]])
            #expect(made.status == 201)
            try await gateway.admin.post("/api/v1/connections", ["slug": "home", "tracker": "local"])
            try await gateway.admin.post("/api/v1/channels", ["slug": "site", "connection": "home", "path": "site"])
            // Until the gateway looks at events.
            while receiver.requests.isEmpty {
                try await gateway.admin.post("/api/v1/channels/site/tickets", ["title": "Not this one"])
                try await gateway.admin.post("/api/v1/channels/site/tickets", ["title": "Wanted", "body": "Text"])
                await Task.yield()
            }
            let document = try JSON(parsing: try #require(receiver.requests.first).body)
            #expect(document["type"] == "ticket.created")
            #expect(document["data"]?["ticket"]?["title"] == "Wanted")
            #expect(document["data"]?["event"]?["channel"] == "site")
            #expect(document["data"]?["channel"]?["slug"] == "site")
            #expect(document["data"]?["connection"] == ["slug": "home", "tracker": "local"])
            let list =
                try await gateway.admin.get("/api/v1/subscriptions/ops/deliveries").json["data"]?.arrayValue ?? []
            #expect(list.allSatisfy { $0["type"] == "ticket.created" && $0["event"]?.isNull == false })
        }
    }

    @Test func `the Standard Webhooks library verifies deliveries by both secrets after a rotation`() async throws {
        guard let python = ProcessInfo.processInfo.environment["TICKET_GATEWAY_TEST_PYTHON"] else {
            return print("standardwebhooks check skipped: set TICKET_GATEWAY_TEST_PYTHON, as make test does")
        }
        let receiver = try RawServer { connection, _ in connection.answer(200, body: "thanks") }
        try await run { gateway in
            let first = try #require(try await create(in: gateway, receiver.url("/")).json["secret"]?.stringValue)
            try await gateway.admin.post("/api/v1/subscriptions/ops/test")
            let rotated = try await gateway.admin.post("/api/v1/subscriptions/ops/secret")
            let second = try #require(rotated.json["secret"]?.stringValue)
            #expect(rotated.json["former_secret_until"]?.isNull == false)
            try await gateway.admin.post("/api/v1/subscriptions/ops/test")
            let expected: [[String: [String]]] = [
                ["secrets": [first], "others": [second]],
                ["secrets": [first, second], "others": ["whsec_" + String(repeating: "A", count: 32)]],
            ]
            let deliveries = zip(receiver.requests, expected).map { request, secrets -> JSON in
                let fields = request.fields.filter { $0.key.hasPrefix("webhook-") }
                return [
                    "headers": .object(fields.mapValues { .string($0) }),
                    "body": .string(String(decoding: request.body, as: UTF8.self)),
                    "secrets": JSON(secrets["secrets"] ?? []), "others": JSON(secrets["others"] ?? []),
                ]
            }
            #expect(deliveries.count == 2)
            let root = try Repository.root()
            let file = FileManager.default.temporaryDirectory.appending(path: "deliveries-\(UUID().uuidString).json")
            defer { try? FileManager.default.removeItem(at: file) }
            try Data(JSON.array(deliveries).serialized()).write(to: file)
            let arguments = [
                root + "/scripts/lib/standardwebhooks_check.py", root + "/docs/subscriptions.md", file.path,
            ]
            let outcome = try await Self.run(python, arguments)
            #expect(outcome.contains("standardwebhooks: 2 deliveries verified"), Comment(rawValue: outcome))
        }
    }

    private static let inward = [
        "http://127.0.0.1/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://10.0.0.1/",
        "https://192.168.1.1:8443/",
        "https://169.254.169.254/latest/meta-data", "https://[::ffff:127.0.0.1]/", "https://[fd00::1]/",
        "https://0.0.0.0/",
        "https://127.1/",
        "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://user:pass@127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
    ]

    @Test func `no delivery is sent inward, however the address is spelled`() async throws {
        try await run(allowing: "") { gateway in
            for url in Self.inward {
                let refused = try await create(in: gateway, url)
                #expect(refused.status == 422, "\(url)")
                #expect(refused.json["errors"]?[0]?["pointer"] == "/url", "\(url)")
                #expect(!refused.text.contains("pass@"))
            }
        }
    }

    @Test func `an address is checked at each call, redirects are not followed, and long responses are cut`()
        async throws
    {
        let receiver = try RawServer { connection, request in
            if request.target == "/long" {
                return connection.answer(200, body: String(repeating: "a", count: 100_000))
            }
            return connection.answer(302, fields: ["Location: /elsewhere"])
        }
        try await TestDatabase.withMigratedConfiguration { configuration in
            try await TestServer.withClient(configuration) { database in
                var options = TestGateway.Options()
                options.environment["TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS"] = "127.0.0.0/8"
                try await TestGateway.run(options, database: configuration) { gateway in
                    #expect(try await create(in: gateway, receiver.url("/moved")).status == 201)
                    let moved = try await gateway.admin.post("/api/v1/subscriptions/ops/test").json
                    #expect(moved["state"] == "failed")
                    #expect(moved["attempts"]?[0]?["headers"]?["location"] == "/elsewhere")
                    #expect(receiver.requests.map(\.target) == ["/moved"])
                    try await gateway.admin.patch("/api/v1/subscriptions/ops", ["url": .string(receiver.url("/long"))])
                    let long = try await gateway.admin.post("/api/v1/subscriptions/ops/test").json
                    #expect(long["state"] == "delivered")
                    #expect(long["attempts"]?[0]?["body"]?.stringValue?.count == 4096)
                }
                // An earlier permission no longer applies.
                var strict = TestGateway.Options()
                strict.environment["TICKET_GATEWAY_ALLOWED_NETWORKS"] = "127.0.0.0/8"
                let token = try await Self.token(in: database)
                try await TestGateway.run(strict, database: configuration) { gateway in
                    let refused = try await gateway.client(token: token).post("/api/v1/subscriptions/ops/test").json
                    #expect(refused["state"] == "failed")
                    #expect(refused["attempts"]?[0]?["status"] == JSON.null)
                    #expect(receiver.requests.count == 2)
                }
            }
        }
    }

    /// An admin token, put into the database.
    private static func token(in database: PostgresClient) async throws -> String {
        let token = "tgw_" + String(repeating: "a", count: 43)
        try await database.run(
            """
            UPDATE api_token SET token_hash = sha256(convert_to(\(token), 'UTF8'))
            """)
        return token
    }

    /// Runs a program to its end and returns its output.
    private static func run(_ program: String, _ arguments: [String]) async throws -> String {
        try await BlockingWork.run {
            let (process, pipe) = (Process(), Pipe())
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            process.standardOutput = pipe
            process.standardError = pipe
            try process.run()
            let output = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: output, as: UTF8.self)
        }
    }
}
