import Gateway
import GatewayTestSupport
import HTTPKit
import HTTPTypes
import Models
import OpenAPISupport
import Postgres
import Primitives
import Testing

/// Every operation of the route table with every kind of caller. A new operation is walked as soon as it is in the
/// table.
struct AuthorizationTests {
    /// Streams end when their reader disconnects: `StreamTests` and `EventStreamTests` test their contents.
    private static let streams: Set<String> = ["/api/v1/events/stream", "/api/v1/events/ws"]

    /// The operations of the route table, with the scopes that the document names; `RouteContractTests` compares the
    /// two.
    private static func operations(_ gateway: TestGateway) throws -> [(method: String, pattern: String, scope: Scope?)]
    {
        let documented = try OpenAPIDocument.ofProject().operations.map {
            ($0.name, $0.requiredScope.flatMap(Scope.init(rawValue:)))
        }
        let scopes = Dictionary(documented) { first, _ in first }
        return gateway.gateway.routes.filter { $0.pattern.hasPrefix("/api/v1/") }.map { route in
            (route.method.rawValue, route.pattern, scopes["\(route.method.rawValue) \(route.pattern)"] ?? nil)
        }
    }

    @Test func `callers without valid credentials get 401, and those without the scope 403, at every operation`()
        async throws
    {
        try await AuthorizationWorld.run { world in
            let gateway = world.gateway
            let expired = try await AuthorizationWorld.token(gateway, ["admin"])
            try await world.database.run(
                "UPDATE api_token SET expires_at = now() - interval '1 second' WHERE id = \(expired.id)::uuid")
            let revoked = try await AuthorizationWorld.token(gateway, ["admin"])
            #expect(try await gateway.client(token: revoked.text).get("/api/v1/channels").status == 200)
            #expect(try await gateway.admin.delete("/api/v1/tokens/\(revoked.id)").status == 204)
            let strangers = [
                gateway.anonymous, gateway.client(token: expired.text), gateway.client(token: revoked.text),
            ]
            var holders: [(scope: Scope, client: TestClient)] = []
            for scope in Scope.allCases {
                holders.append(
                    (scope, gateway.client(token: try await AuthorizationWorld.token(gateway, [scope.rawValue]).text)))
            }
            // No operation has this parameter: an authorized caller gets 422, and changes nothing.
            for operation in try Self.operations(gateway) {
                let method = try #require(HTTPRequest.Method(operation.method))
                let path =
                    String(world.path(operation.method, operation.pattern, of: .foreign).prefix { $0 != "?" })
                    + "?nonsense=1"
                guard let scope = operation.scope else { continue }
                for stranger in strangers {
                    #expect(try await stranger.send(method, path, bytes: nil).status == 401, "\(operation)")
                }
                for holder in holders {
                    let answer = try await holder.client.send(method, path, bytes: nil)
                    if holder.scope == scope || holder.scope == .admin {
                        // 426: the path supports only WebSocket.
                        #expect([422, 426].contains(answer.status), "\(operation) \(holder.scope)")
                    } else {
                        #expect(answer.code == "missing_scope", "\(operation) \(holder.scope)")
                    }
                }
            }
        }
    }

    @Test func `callers restricted to channels get what the documentation says, at every operation`()
        async throws
    {
        let table = try AuthorizationTable()
        try await AuthorizationWorld.run { world in
            let operations = try Self.operations(world.gateway).filter { $0.scope != nil }
            #expect(table.unused(by: operations.map { ($0.method, $0.pattern) }) == [])
            // Refusals change nothing, so the order does not matter.
            for operation in operations where !Self.streams.contains(operation.pattern) {
                let name = "\(operation.method) \(operation.pattern)"
                guard let outcome = table.outcome(operation.method, operation.pattern) else {
                    Issue.record("\(name) is not in the table of docs/api.md")
                    continue
                }
                let method = try #require(HTTPRequest.Method(operation.method))
                let path = world.path(operation.method, operation.pattern, of: .foreign)
                let body = AuthorizationWorld.body(operation.method, operation.pattern, of: .foreign)
                let answer = try await world.restricted.send(method, path, body: body)
                switch outcome {
                case .status(let status): #expect(answer.status == status, "\(name): \(answer.text)")
                case .notFoundInResult:
                    #expect(answer.status == 200, "\(name)")
                    #expect(answer.json["results"]?[0]?["status"] == 404, "\(name): \(answer.text)")
                case .omitted:
                    #expect((200...202).contains(answer.status), "\(name): \(answer.text)")
                    for marker in world.foreign.markers + ["zz-foreign"] {
                        #expect(!answer.text.contains(marker), "\(name) shows \(marker)")
                    }
                    guard method == .get else { continue }
                    // An unrestricted caller sees it, and the restricted one sees its own.
                    let everything = try await world.gateway.admin.send(method, path, body: nil).text
                    #expect((world.foreign.markers + ["zz-foreign"]).contains(where: everything.contains), "\(name)")
                    #expect(answer.json["data"]?.arrayValue?.isEmpty == false, "\(name)")
                }
            }
        }
    }

    @Test func `a restricted caller reads the same of its own channels as any other`() async throws {
        try await AuthorizationWorld.run { world in
            for operation in try Self.operations(world.gateway)
            where operation.method == "GET" && operation.pattern.contains("{") {
                let path = world.path("GET", operation.pattern, of: .own)
                let restricted = try await world.restricted.get(path),
                    everybody = try await world.gateway.admin.get(path)
                #expect(restricted.status == everybody.status, "\(operation.pattern): \(restricted.text)")
            }
        }
    }

    @Test func `rules:admin alone runs no rule, which requires the scopes of its actions`() async throws {
        try await AuthorizationWorld.run { world in
            let gateway = world.gateway, span = "from=2001-01-01T00:00:00Z&to=2101-01-01T00:00:00Z"
            try await gateway.admin.patch("/api/v1/rules/zz-foreign-rule", ["enabled": true])
            let notifying: JSON = [
                "slug": "notifying", "on": ["ticket.created"], "channels": ["zz-foreign"],
                "do": [["action": "notify", "subscription": "zz-foreign-subscription"]],
            ]
            #expect(try await gateway.admin.post("/api/v1/rules", notifying).status == 201)
            let run = try await failedRun(world)
            for (scopes, writing, notifying) in [
                (["rules:admin"], 403, 403), (["rules:admin", "tickets:write"], 403, 403),
                (["rules:admin", "tickets:read"], 403, 202),
                (["rules:admin", "tickets:read", "tickets:write"], 202, 202),
            ] {
                let caller = gateway.client(token: try await AuthorizationWorld.token(gateway, scopes).text)
                for (rule, status) in [("zz-foreign-rule", writing), ("notifying", notifying)] {
                    let replayed = try await caller.post("/api/v1/rules/\(rule)/runs?\(span)")
                    #expect(replayed.status == status, "\(scopes) \(rule): \(replayed.text)")
                    if status == 403 { #expect(replayed.code == "missing_scope") }
                }
                let retried = try await caller.post("/api/v1/rules/zz-foreign-rule/runs/\(run)/retry")
                #expect(retried.status == writing, "\(scopes): \(retried.text)")
            }
        }
    }

    /// A run of the foreign rule whose only action failed.
    private func failedRun(_ world: AuthorizationWorld) async throws -> String {
        let event = try await world.database.run(
            "SELECT id::text FROM event WHERE ticket_id = \(world.foreign.ticket)::uuid AND type = 'ticket.created'")
        let id: String = try event[0].decode(0)
        try await world.database.run(
            """
            WITH run AS (
                INSERT INTO rule_run (id, rule_id, event_id, event_type, ticket_id, channel_id, state, document, confidential, mentions,
                    created_at, finished_at)
                SELECT gen_random_uuid(), r.id, e.id, e.type, e.ticket_id, e.channel_id, 'failed', '{}', false, '{}', now(), now()
                FROM rule r, event e WHERE r.slug = 'zz-foreign-rule' AND e.id = \(id)::uuid RETURNING id)
            INSERT INTO rule_run_action (id, run_id, position, action, state, finished_at)
            SELECT gen_random_uuid(), id, 0, '{"action": "comment", "body": "x"}', 'failed', now() FROM run
            """)
        return try await world.database.run("SELECT id::text FROM rule_run WHERE state = 'failed'")[0].decode(0)
    }

    @Test func `tickets:write shows what it writes, and no more`() async throws {
        try await AuthorizationWorld.run { world in
            let writer = world.gateway.client(
                token: try await AuthorizationWorld.token(world.gateway, ["tickets:write"]).text)
            let made = try await writer.post("/api/v1/channels/own/tickets", ["title": "Written"])
            #expect(made.json["title"] == "Written")
            #expect(
                try await writer.patch("/api/v1/channels/own/tickets/1", ["title": "Again"]).json["title"] == "Again")
            for path in [
                "/api/v1/channels/own/tickets/1", "/api/v1/tickets", "/api/v1/events",
                "/api/v1/channels/own/tickets/1/comments",
            ] {
                #expect(try await writer.get(path).code == "missing_scope")
            }
        }
    }
}
