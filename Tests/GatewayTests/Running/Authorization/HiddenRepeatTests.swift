import Gateway
import GatewayTestSupport
import HTTPKit
import HTTPTypes
import Models
import Postgres
import Primitives
import Testing

/// Calls that are repeated with the same `Idempotency-Key` after the tickets in their responses were hidden from the
/// caller.
struct HiddenRepeatTests {
    private struct Call: CustomStringConvertible {
        var method: HTTPRequest.Method
        var path: String
        var body: JSON?
        var prefersAsync = false

        var description: String { "\(method.rawValue) \(path)" }

        func send(as caller: TestClient, key: Int) async throws -> TestResponse {
            var fields = HTTPFields.named(["Idempotency-Key": "repeat-\(key)"])
            if prefersAsync { fields[HTTPField.Name("Prefer")!] = "respond-async" }
            return try await caller.send(method, path, headers: fields, body: body)
        }
    }

    /// The calls whose responses show tickets, by the kind of document. Each kind of document has its own writer.
    private static let documents = [
        "/tickets", "/tickets/1", "/comments", "/comments/", "/links", "/attachments", "/batch", "/retry", "/replay",
    ]

    @Test func `no response that shows a ticket is repeated once the caller may not see that ticket`() async throws {
        try await AuthorizationWorld.run { world in
            let scopes = Scope.allCases.filter { ![.admin, .ticketsConfidential].contains($0) }.map(\.rawValue)
            let caller = world.gateway.client(
                token: try await AuthorizationWorld.token(world.gateway, scopes).text)
            let calls = try await Self.ticketCalls(world, as: caller) + Self.otherCalls(world)
            var stored: [(key: Int, call: Call, answer: TestResponse)] = []
            for (key, call) in calls.enumerated() {
                let answer = try await call.send(as: caller, key: key)
                let repeated = try await call.send(as: caller, key: key)
                guard (200..<300).contains(answer.status), repeated.header("Idempotency-Replayed") == "true" else {
                    continue
                }
                #expect(repeated.bytes == answer.bytes, "\(call)")
                stored.append((key, call, answer))
            }
            let ids = try await Self.hideAllTickets(world)
            let showing = stored.filter { stored in ids.contains { stored.answer.text.contains($0) } }
            for (key, call, _) in showing {
                let repeated = try await call.send(as: caller, key: key)
                #expect(repeated.status == 404, "\(call): \(repeated.text)")
            }
            for (key, call, answer) in stored where !showing.contains(where: { $0.key == key }) {
                #expect(try await call.send(as: caller, key: key).bytes == answer.bytes, "\(call)")
            }
            for document in Self.documents {
                #expect(showing.contains { $0.call.path.contains(document) }, "no call shows a ticket at \(document)")
            }
        }
    }

    /// One call for each kind of document that shows tickets.
    private static func ticketCalls(_ world: AuthorizationWorld, as caller: TestClient) async throws -> [Call] {
        let tickets = "/api/v1/channels/own/tickets"
        var made: [JSON] = []
        for title in ["One", "Two"] { made.append(try await caller.post(tickets, ["title": .string(title)]).json) }
        let key = try #require(made[0]["key"]?.stringValue), other = try #require(made[1]["key"])
        let target = try #require(made[1]["id"]), ticket = tickets + "/" + key
        let comment = try #require(
            try await caller.post(ticket + "/comments", ["body": "Text"]).json["id"]?.stringValue)
        let operations: JSON = [
            ["op": "create", "channel": "own", "ticket": ["title": "T"]],
            ["op": "comment", "channel": "own", "key": other, "comment": ["body": "Text"]],
        ]
        let run = try await failedRun(world, as: caller), delivery = try await failedDelivery(world, as: caller)
        return [
            Call(method: .patch, path: tickets + "/1", body: ["parent": other]),
            Call(method: .post, path: ticket + "/links", body: ["type": "relates_to", "target": target]),
            Call(method: .patch, path: ticket, body: ["title": "With a link"]),
            Call(method: .patch, path: ticket, body: ["title": "Later"], prefersAsync: true),
            Call(method: .patch, path: ticket + "/comments/" + comment, body: ["body": "Changed"]),
            Call(method: .post, path: ticket + "/attachments?filename=a.json", body: ["a": 1]),
            Call(method: .post, path: "/api/v1/tickets/batch", body: ["operations": operations]),
            Call(method: .post, path: "/api/v1/rules/repeated/runs/\(run)/retry"),
            Call(method: .post, path: "/api/v1/subscriptions/repeated/deliveries/\(delivery)/replay"),
        ]
    }

    /// Every endpoint that creates or changes something.
    private static func otherCalls(_ world: AuthorizationWorld) -> [Call] {
        world.gateway.gateway.routes.filter { [.post, .patch].contains($0.method) && $0.pattern.hasPrefix("/api/v1/") }
            .map { route in
                let method = route.method.rawValue
                return Call(
                    method: route.method, path: world.path(method, route.pattern, of: .own),
                    body: AuthorizationWorld.body(method, route.pattern, of: .own))
            }
    }

    /// A failed run of a new rule, for the first ticket of the channel.
    private static func failedRun(_ world: AuthorizationWorld, as caller: TestClient) async throws -> String {
        let rule: JSON = [
            "slug": "repeated", "on": ["ticket.closed"], "channels": ["own"],
            "do": [["action": "comment", "body": "Hello"]],
        ]
        #expect(try await caller.post("/api/v1/rules", rule).status == 201)
        return try await world.database.run(
            """
            WITH run AS (
                INSERT INTO rule_run (id, rule_id, event_id, event_type, ticket_id, channel_id, state, document, confidential, mentions,
                    created_at, finished_at)
                SELECT gen_random_uuid(), r.id, e.id, e.type, e.ticket_id, e.channel_id, 'failed', '{}', false, '{}', now(), now()
                FROM rule r, event e WHERE r.slug = 'repeated' AND e.ticket_id = \(world.own.ticket)::uuid AND e.type = 'ticket.created'
                RETURNING id)
            INSERT INTO rule_run_action (id, run_id, position, action, state, finished_at)
            SELECT gen_random_uuid(), id, 0, '{"action": "comment", "body": "x"}', 'failed', now() FROM run
            RETURNING run_id::text
            """)[0].decode(0)
    }

    /// A failed delivery to a new subscription, about the first ticket of the channel.
    private static func failedDelivery(_ world: AuthorizationWorld, as caller: TestClient) async throws -> String {
        let subscription: JSON = ["slug": "repeated", "url": "http://127.0.0.1:9/", "types": ["ticket.closed"]]
        #expect(try await caller.post("/api/v1/subscriptions", subscription).status == 201)
        return try await world.database.run(
            """
            INSERT INTO outgoing_delivery (id, subscription_id, event_id, type, payload, confidential, mentions, state, created_at,
                finished_at)
            SELECT gen_random_uuid(), s.id, e.id, e.type, json_build_object('ticket', e.ticket_id)::text, false, '{}', 'failed', now(), now()
            FROM subscription s, event e
            WHERE s.slug = 'repeated' AND e.ticket_id = \(world.own.ticket)::uuid AND e.type = 'ticket.created' RETURNING id::text
            """)[0].decode(0)
    }

    /// Makes every ticket confidential. Returns their ids.
    private static func hideAllTickets(_ world: AuthorizationWorld) async throws -> [String] {
        let rows = try await world.database.run(
            "SELECT t.id::text, c.slug, t.key FROM ticket t JOIN channel c ON c.id = t.channel_id")
        for row in rows {
            let path =
                "/api/v1/channels/\(try row.decode(1, as: String.self))/tickets/\(try row.decode(2, as: String.self))"
            #expect(try await world.gateway.admin.patch(path, ["confidential": true]).status == 200, "\(path)")
        }
        return try rows.map { try $0.decode(0) }
    }
}
