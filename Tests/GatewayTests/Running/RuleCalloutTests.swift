import EventLoop
import Gateway
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import RawServerSupport
import TestSupport
import Testing

/// A rule's own text is sent and shown only to those who may see every ticket in it.
@Suite(.timeLimit(.minutes(3))) struct RuleCalloutTests {
    private static let subscriber = ["tickets:read", "rules:admin"]

    private func run(_ body: @Sendable (TestGateway, RawServer) async throws -> Void) async throws {
        let receiver = try RawServer { connection, _ in connection.answer(204) }
        var options = TestGateway.Options()
        options.environment["TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS"] = "127.0.0.0/8"
        options.dependencies.runsWorkers = true
        try await TestDatabase.withMigratedConfiguration { configuration in
            try await TestGateway.run(options, database: configuration) { gateway in
                let connection: JSON = ["slug": "second", "tracker": "local"]
                #expect(try await gateway.admin.post("/api/v1/connections", connection).status == 201)
                let channel: JSON = ["slug": "ops", "connection": "second", "path": "ops"]
                #expect(try await gateway.admin.post("/api/v1/channels", channel).status == 201)
                try await TestServer.withClient(configuration) { try await Self.waitForConsumers($0) }
                try await body(gateway, receiver)
            }
        }
    }

    /// Waits until rules and subscriptions have their positions in the feed: earlier events are not passed to them.
    private static func waitForConsumers(_ database: PostgresClient) async throws {
        while try await database.run("SELECT FROM event_consumer").count != 2 { await Task.yield() }
    }

    private func subscribe(_ client: TestClient, _ slug: String, to receiver: RawServer, types: JSON) async throws {
        let body: JSON = ["slug": .string(slug), "url": .string(receiver.url("/" + slug)), "types": types]
        #expect(try await client.post("/api/v1/subscriptions", body).status == 201)
    }

    /// Asks until the first element of a list is in one of these states.
    private func first(_ client: TestClient, _ path: String, in states: Set<String>) async throws -> JSON {
        while true {
            let found = try await client.get(path).json["data"]?[0]
            if let found, let state = found["state"]?.stringValue, states.contains(state) { return found }
            await Task.yield()
        }
    }

    /// A rule that creates a ticket and sends its title.
    private func rule(_ slug: String, to subscription: String, confidential: Bool) -> JSON {
        let create: JSON = [
            "action": "create_ticket", "channel": "ops", "title": .string("HIDDEN " + slug),
            "confidential": .bool(confidential),
        ]
        let data: JSON = ["text": "{{actions.0.ticket.title}}"]
        return [
            "slug": .string(slug), "on": ["ticket.created"], "channels": ["demo"],
            "if": ["==": [["var": "ticket.title"], .string(slug)]],
            "do": [create, ["action": "webhook", "subscription": .string(subscription), "data": data]],
        ]
    }

    @Test func `a webhook with the title of a ticket that its reader may not see is not sent`() async throws {
        try await run { gateway, receiver in
            let bound = try await gateway.authorized(slug: "bound", scopes: Self.subscriber, channels: ["demo"])
            let plain = try await gateway.authorized(slug: "plain", scopes: Self.subscriber)
            try await subscribe(bound, "bound", to: receiver, types: ["rule.disabled"])
            try await subscribe(plain, "plain", to: receiver, types: ["rule.disabled"])
            let cases = [("other", "bound", false), ("secret", "plain", true), ("open", "plain", false)]
            for (slug, subscription, confidential) in cases {
                let draft = rule(slug, to: subscription, confidential: confidential)
                #expect(try await gateway.admin.post("/api/v1/rules", draft).status == 201)
                #expect(
                    try await gateway.admin.post("/api/v1/channels/demo/tickets", ["title": .string(slug)]).status
                        == 201)
                let run = try await first(
                    gateway.admin, "/api/v1/rules/\(slug)/runs", in: ["succeeded", "failed", "skipped"])
                let code: JSON? = slug == "open" ? nil : "subscription_not_allowed"
                #expect(run["actions"]?[1]?["problem"]?["code"] == code, "\(slug): \(run.text)")
            }
            let list = "/api/v1/subscriptions/plain/deliveries"
            let delivery = try await first(plain, list, in: ["delivered"])
            let path = list + "/" + (try #require(delivery["id"]?.stringValue))
            #expect(try await plain.get(path).json["payload"]?.stringValue?.contains("HIDDEN open") == true)
            #expect(receiver.requests.map(\.target) == ["/plain"])
            let key = try #require(
                try await plain.get("/api/v1/channels/ops/tickets?q=open").json["data"]?[0]?["key"]?.stringValue)
            let hidden = try await gateway.admin.patch("/api/v1/channels/ops/tickets/" + key, ["confidential": true])
            #expect(hidden.status == 200)
            #expect(try await plain.get(path).status == 404)
        }
    }

    @Test func `a stored response with a payload is not given again to who may not see its ticket now`() async throws {
        try await run { gateway, receiver in
            let plain = try await gateway.authorized(slug: "plain", scopes: Self.subscriber)
            try await subscribe(plain, "plain", to: receiver, types: ["ticket.created"])
            let ticket = "/api/v1/channels/demo/tickets"
            #expect(try await gateway.admin.post(ticket, ["title": "SOON"]).status == 201)
            let list = "/api/v1/subscriptions/plain/deliveries"
            let delivery = try await first(plain, list, in: ["delivered"])
            let replay = list + "/" + (try #require(delivery["id"]?.stringValue)) + "/replay"
            let key = HTTPFields.named(["Idempotency-Key": "replay"])
            let sent = try await plain.post(replay, headers: key)
            #expect(sent.status == 202 && sent.text.contains("SOON"))
            #expect(try await plain.post(replay, headers: key).bytes == sent.bytes)
            #expect(try await gateway.admin.patch(ticket + "/1", ["confidential": true]).status == 200)
            let again = try await plain.post(replay, headers: key)
            #expect(again.status == 404 && !again.text.contains("SOON"))
        }
    }

    @Test func `a test of a rule is made again when it is repeated, with the rights of now`() async throws {
        try await run { gateway, receiver in
            let plain = try await gateway.authorized(slug: "plain", scopes: Self.subscriber)
            try await subscribe(plain, "plain", to: receiver, types: ["rule.disabled"])
            let send: JSON = [
                "action": "webhook", "subscription": "plain", "data": ["text": "{{ticket.title}}"],
            ]
            let rule: JSON = ["slug": "say", "on": ["ticket.created"], "enabled": false, "do": [send]]
            #expect(try await plain.post("/api/v1/rules", rule).status == 201)
            let ticket = "/api/v1/channels/demo/tickets"
            #expect(try await gateway.admin.post(ticket, ["title": "SOON"]).status == 201)
            let event = try #require(try await plain.get("/api/v1/events?type=ticket.created").json["data"]?[0]?["id"])
            let key = HTTPFields.named(["Idempotency-Key": "test"])
            func test() async throws -> TestResponse {
                try await plain.post("/api/v1/rules/say/test", ["event_id": event], headers: key)
            }
            for _ in 0..<2 {
                let tested = try await test()
                #expect(tested.status == 200 && tested.text.contains("SOON"))
                #expect(tested.header("Idempotency-Replayed") == nil)
            }
            #expect(try await gateway.admin.patch(ticket + "/1", ["confidential": true]).status == 200)
            let again = try await test()
            #expect(again.status == 422 && !again.text.contains("SOON"))
        }
    }
}
