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

    private func subscribe(_ client: TestClient, _ slug: String, _ receiver: RawServer, types: JSON) async throws {
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
            try await subscribe(bound, "bound", receiver, types: ["rule.disabled"])
            try await subscribe(plain, "plain", receiver, types: ["rule.disabled"])
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
}
