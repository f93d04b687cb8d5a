import Gateway
import GatewayTestSupport
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing

struct IdempotencyTests {
    private let key = HTTPFields.named(["Idempotency-Key": "key-1"])

    @Test func `a repeated call returns the first response`() async throws {
        try await TestGateway.run { gateway in
            let body: JSON = ["slug": "shop", "scopes": ["tickets:read"]]
            let first = try await gateway.admin.post("/api/v1/clients", body, headers: key)
            let second = try await gateway.admin.post("/api/v1/clients", body, headers: key)
            #expect(first.status == 201)
            #expect(second.status == 201)
            #expect(second.bytes == first.bytes)
            #expect(second.header("Location") == first.header("Location"))
            #expect(second.header("ETag") == first.header("ETag"))
            #expect(first.header("Idempotency-Replayed") == nil)
            #expect(second.header("Idempotency-Replayed") == "true")
        }
    }

    @Test func `a key with another payload is refused`() async throws {
        try await TestGateway.run { gateway in
            try await gateway.admin.post("/api/v1/clients", ["slug": "shop", "scopes": ["tickets:read"]], headers: key)
            let other = try await gateway.admin.post(
                "/api/v1/clients", ["slug": "other", "scopes": ["tickets:read"]], headers: key)
            #expect(other.status == 422)
            #expect(other.code == "idempotency_key_reused")
        }
    }

    @Test
    func `a response about a ticket that has become confidential is not repeated to callers who may not read it`()
        async throws
    {
        try await TestGateway.run { gateway in
            let writer = try await gateway.authorized(slug: "writer", scopes: ["tickets:read", "tickets:write"])
            let path = "/api/v1/channels/demo/tickets"
            let first = try await writer.post(path, ["title": "Soon secret"], headers: key)
            #expect(first.status == 201)
            let comment = HTTPFields.named(["Idempotency-Key": "key-2"])
            #expect(
                try await writer.post(path + "/1/comments", ["body": "Soon secret"], headers: comment).status == 201)
            #expect(try await writer.post(path, ["title": "Soon secret"], headers: key).bytes == first.bytes)
            #expect(try await gateway.admin.patch(path + "/1", ["confidential": true]).status == 200)
            #expect(try await writer.post(path, ["title": "Soon secret"], headers: key).status == 404)
            #expect(
                try await writer.post(path + "/1/comments", ["body": "Soon secret"], headers: comment).status == 404)
        }
    }

    @Test func `a response with a hidden ticket as link, parent or tested ticket is not repeated`() async throws {
        try await TestGateway.run { gateway in
            let writer = try await gateway.authorized(slug: "writer", scopes: ["tickets:read", "tickets:write"])
            let path = "/api/v1/channels/demo/tickets"
            var ids: [JSON] = []
            for title in ["Public", "Soon secret"] {
                ids.append(try #require(try await writer.post(path, ["title": .string(title)]).json["id"]))
            }
            let link: JSON = ["type": "relates_to", "target": ids[1]]
            let calls: [(method: HTTPRequest.Method, path: String, body: JSON)] = [
                (.post, path + "/1/links", link), (.patch, path + "/1", ["body": "See also"]),
                (.patch, path + "/1", ["parent": "2"]), (.post, path, ["title": "Child", "parent": "2"]),
            ]
            func send(_ number: Int) async throws -> Int {
                let fields = HTTPFields.named(["Idempotency-Key": "names-\(number)"])
                let call = calls[number]
                return try await writer.send(call.method, call.path, headers: fields, body: call.body).status
            }
            for number in Array(calls.indices) + calls.indices {
                let status = try await send(number)
                #expect([200, 201].contains(status), "\(number)")
            }
            #expect(try await gateway.admin.patch(path + "/2", ["confidential": true]).status == 200)
            for number in calls.indices { #expect(try await send(number) == 404, "\(number)") }
        }
    }

    @Test func `a key used for another actor is refused`() async throws {
        try await TestGateway.run { gateway in
            let path = "/api/v1/channels/demo/tickets", body: JSON = ["title": "T"]
            func send(as actor: String) async throws -> Int {
                let fields = HTTPFields.named(["Idempotency-Key": "actor", "Ticket-Actor": actor])
                return try await gateway.admin.post(path, body, headers: fields).status
            }
            var statuses: [Int] = []
            for actor in ["alice", "alice", "bob"] { statuses.append(try await send(as: actor)) }
            #expect(statuses == [201, 201, 422])
        }
    }

    @Test func `keys belong to the caller that sent them`() async throws {
        try await TestGateway.run { gateway in
            try await gateway.admin.post("/api/v1/clients", ["slug": "one", "scopes": ["tickets:read"]], headers: key)
            let other = try await gateway.authorized(slug: "two", scopes: ["admin"])
            let answer = try await other.post(
                "/api/v1/clients", ["slug": "three", "scopes": ["tickets:read"]], headers: key)
            #expect(answer.status == 201)
        }
    }

    @Test func `a refusal is also repeated, until the key expires after a day`() async throws {
        let clock = ManualClock(.now)
        try await TestGateway.run({ $0.dependencies.clock = clock }) { gateway in
            let body: JSON = ["slug": "shop", "scopes": []]
            let first = try await gateway.admin.post("/api/v1/clients", body, headers: key)
            let second = try await gateway.admin.post("/api/v1/clients", body, headers: key)
            #expect(first.status == 422)
            #expect(second.bytes == first.bytes)
            clock.advance(by: .seconds(86_401))
            let third = try await gateway.admin.post("/api/v1/clients", body, headers: key)
            #expect(third.status == 422)
            #expect(third.header("Idempotency-Replayed") == nil)
        }
    }

    @Test func `a thousand equal calls at once create one object`() async throws {
        try await TestGateway.run { gateway in
            let body: JSON = ["title": "once", "scopes": ["tickets:read"]]
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<1_000 {
                    group.addTask { try await gateway.admin.post("/api/v1/tokens", body, headers: key).status }
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(Set(statuses.keys).isSubset(of: [201, 409]))
            #expect(statuses[201, default: 0] >= 1)
            let tokens = try await gateway.admin.get("/api/v1/tokens?limit=200").json["data"]?.arrayValue ?? []
            #expect(tokens.filter { $0["title"] == "once" }.count == 1)
        }
    }

    @Test(arguments: ["", " ", "with blank", String(repeating: "k", count: 256)])
    func `a key that can't be one is refused`(key: String) async throws {
        try await TestGateway.run { gateway in
            let answer = try await gateway.admin.post(
                "/api/v1/clients", ["slug": "shop", "scopes": ["tickets:read"]],
                headers: .named(["Idempotency-Key": key]))
            #expect(answer.status == 422)
            #expect(answer.pointers == ["Idempotency-Key"])
        }
    }

    @Test func `a call without the scope stores no response`() async throws {
        try await TestGateway.run { gateway in
            let client = try await gateway.authorized(slug: "shop", scopes: ["tickets:read"])
            let body: JSON = ["title": "x", "scopes": ["tickets:read"]]
            #expect(try await client.post("/api/v1/tokens", body, headers: key).status == 403)
            #expect(try await client.post("/api/v1/tokens", body, headers: key).header("Idempotency-Replayed") == nil)
        }
    }

    @Test func `a repeat is checked against the rights of now`() async throws {
        try await TestGateway.run { gateway in
            let client = try await gateway.authorized(
                slug: "shop", scopes: ["tickets:read", "tickets:write", "tickets:confidential"])
            let path = "/api/v1/channels/demo/tickets"
            let body: JSON = ["title": "Hidden title", "confidential": true]
            #expect(try await client.post(path, body, headers: key).status == 201)
            #expect(try await client.post(path, body, headers: key).header("Idempotency-Replayed") == "true")
            try await gateway.admin.patch("/api/v1/clients/shop", ["scopes": ["tickets:read", "tickets:write"]])
            let lesser = try await client.post(path, body, headers: key)
            #expect(lesser.status == 403)
            #expect(lesser.code == "missing_scope")
            #expect(!lesser.text.contains("Hidden"))
            let scopes: JSON = ["tickets:read", "tickets:write", "tickets:confidential"]
            try await gateway.admin.patch("/api/v1/clients/shop", ["scopes": scopes, "channels": ["other"]])
            let elsewhere = try await client.post(path, body, headers: key)
            #expect(elsewhere.status == 404)
            try await gateway.admin.patch("/api/v1/clients/shop", ["channels": ["demo"]])
            let narrower = try await client.post(path, body, headers: key)
            #expect(narrower.status == 403)
            #expect(narrower.code == "forbidden")
            try await gateway.admin.patch("/api/v1/clients/shop", ["channels": .null])
            #expect(try await client.post(path, body, headers: key).status == 201)
        }
    }
}
