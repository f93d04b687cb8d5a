import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

struct ProblemTests {
    @Test func `the name of an unknown member is repeated in part`() async throws {
        try await TestGateway.run { gateway in
            let answer = try await gateway.admin.post(
                "/api/v1/channels/demo/tickets", ["title": "T", String(repeating: "x", count: 100_000): 1])
            #expect(answer.status == 422 && answer.bytes.count < 2_000)
        }
    }

    @Test func `every fault of a body is reported at once, unknown fields included`() async throws {
        try await TestGateway.run { gateway in
            let answer = try await gateway.admin.post(
                "/api/v1/clients",
                ["slug": "Not A Slug", "scopes": ["tickets:read", "nonsense"], "title": "", "tpyo": 1, "a/b~c": 2])
            #expect(answer.status == 422)
            #expect(answer.code == "invalid_request")
            #expect(answer.pointers == ["/slug", "/title", "/scopes/1", "/a~1b~0c", "/tpyo"])
        }
    }

    @Test func `the pointer of a status's name is escaped`() async throws {
        try await TestGateway.run { gateway in
            let answer = try await gateway.admin.patch(
                "/api/v1/channels/demo", ["status_map": ["label:a/b~c": "nonsense"]])
            #expect(answer.status == 422)
            #expect(answer.pointers == ["/status_map/label:a~1b~0c"])
        }
    }

    @Test func `of more than a hundred faults the first hundred are listed`() async throws {
        try await TestGateway.run { gateway in
            let unknown = JSON.object(Dictionary(uniqueKeysWithValues: (0..<5_000).map { ("x\($0)", .null) }))
            let body = try await gateway.admin.post("/api/v1/clients", unknown)
            #expect(body.status == 422)
            #expect(body.pointers.count == 100)
            #expect(body.json["detail"] == "More than 100 fields are invalid; these are the first.")
            let operations = JSON.array((0..<100).map { _ in ["op": "create", "channel": 1, "ticket": 2, "a": 3] })
            #expect(
                try await gateway.admin.post("/api/v1/tickets/batch", ["operations": operations]).pointers.count == 100)
            let query = (0..<1_000).map { "x\($0)=" }.joined(separator: "&")
            #expect(try await gateway.admin.get("/api/v1/clients?\(query)").pointers.count == 100)
            let action: JSON = ["action": "nonsense"]
            let rule: JSON = [
                "slug": "r", "on": ["ticket.created"], "do": .array(Array(repeating: action, count: 500)),
            ]
            #expect(try await gateway.admin.post("/api/v1/rules", rule).pointers.count <= 100)
        }
    }

    @Test func `every fault of a query is reported at once`() async throws {
        try await TestGateway.run { gateway in
            let answer = try await gateway.admin.get("/api/v1/clients?limit=201&sort=title&cursor=x&colour=red&limit=1")
            #expect(answer.status == 422)
            #expect(Set(answer.pointers) == ["?limit", "?sort", "?cursor", "?colour"])
        }
    }

    @Test func `a cursor of another list or order is refused, and so is a changed one`() async throws {
        try await TestGateway.run { gateway in
            for slug in ["a", "b"] {
                try await gateway.admin.post("/api/v1/clients", ["slug": .string(slug), "scopes": ["tickets:read"]])
            }
            let cursor = try #require(
                try await gateway.admin.get("/api/v1/clients?limit=1").json["page"]?["next"]?.stringValue)
            #expect(try await gateway.admin.get("/api/v1/clients?limit=1&cursor=\(cursor)").status == 200)
            #expect(try await gateway.admin.get("/api/v1/clients?sort=-slug&cursor=\(cursor)").status == 422)
            #expect(try await gateway.admin.get("/api/v1/channels?cursor=\(cursor)").status == 422)
            #expect(try await gateway.admin.get("/api/v1/clients?cursor=A\(cursor.dropFirst())").status == 422)
        }
    }

    @Test func `a body that is not JSON gets 400, one with another media type 415`() async throws {
        try await TestGateway.run { gateway in
            let json: HTTPFields = [.contentType: "application/json"]
            let broken = try await gateway.admin.send(
                .post, "/api/v1/clients", headers: json, bytes: Array("{\"slug\":".utf8))
            #expect(broken.status == 400)
            #expect(broken.code == "malformed_json")
            let array = try await gateway.admin.send(.post, "/api/v1/clients", headers: json, bytes: Array("[]".utf8))
            #expect(array.status == 422)
            for type in ["text/plain", "application/json; charset=latin1", "application/merge-patch+json"] {
                let answer = try await gateway.admin.send(
                    .post, "/api/v1/clients", headers: [.contentType: type], bytes: Array("{}".utf8))
                #expect(answer.status == 415)
            }
        }
    }

    @Test func `a body that is too long is refused`() async throws {
        try await TestGateway.run { gateway in
            let long = Array("{\"title\":\"".utf8) + [UInt8](repeating: 0x61, count: 1 << 20) + Array("\"}".utf8)
            let answer = try await gateway.admin.send(
                .post, "/api/v1/clients", headers: [.contentType: "application/json"], bytes: long)
            #expect(answer.status == 413)
            #expect(answer.code == "body_too_large")
        }
    }

    @Test func `unknown addresses, methods and ids are problems too`() async throws {
        try await TestGateway.run { gateway in
            #expect(try await gateway.admin.get("/api/v1/nothing").code == "not_found")
            #expect(try await gateway.admin.get("/api/v1/clients/UPPER").status == 404)
            #expect(try await gateway.admin.get("/api/v1/tokens/no-id").status == 404)
            let method = try await gateway.admin.put("/api/v1/clients", [:])
            #expect(method.status == 405)
            #expect(method.header("Allow") == "GET, HEAD, OPTIONS, POST")
        }
    }

    @Test func `a valid request id is returned, an invalid one is replaced`() async throws {
        try await TestGateway.run { gateway in
            let kept = try await gateway.admin.get(
                "/api/v1/nothing", headers: .named(["X-Request-Id": "trace-1:a.b_c"]))
            #expect(kept.header("X-Request-Id") == "trace-1:a.b_c")
            #expect(kept.json["request_id"] == "trace-1:a.b_c")
            for id in ["a b", "{}", String(repeating: "x", count: 129), "a!b"] {
                let replaced = try await gateway.admin.get("/which", headers: .named(["X-Request-Id": id]))
                #expect(replaced.header("X-Request-Id")?.count == 36)
            }
        }
    }

    @Test func `a duplicate slug is slug_taken for every resource`() async throws {
        let objects: [(path: String, body: JSON)] = [
            ("clients", ["slug": "shop", "scopes": ["tickets:read"]]),
            ("connections", ["slug": "shop", "tracker": "local"]),
            ("channels", ["slug": "shop", "connection": "shop", "path": "shop"]),
            (
                "rules",
                ["slug": "shop", "on": ["ticket.created"], "do": [["action": "comment", "body": "Thank you."]]]
            ),
            ("subscriptions", ["slug": "shop", "url": "http://127.0.0.1:9/"]),
            ("templates", ["slug": "shop", "ticket": ["title": "T"]]),
            ("alerts/flavors", ["slug": "shop", "name": "Shop"]),
        ]
        try await TestGateway.run { options in
            options.environment["TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS"] = "127.0.0.0/8"
        } _: { gateway in
            for (path, body) in objects {
                #expect(try await gateway.admin.post("/api/v1/\(path)", body).status == 201, "\(path)")
                let second = try await gateway.admin.post("/api/v1/\(path)", body)
                #expect(second.status == 409 && second.code == "slug_taken", "\(path)")
            }
            let sameProject = try await gateway.admin.post(
                "/api/v1/channels", ["slug": "store", "connection": "shop", "path": "shop"])
            #expect(sameProject.status == 409 && sameProject.code == "channel_exists")
        }
    }

    @Test(arguments: [
        ("GET /which HTTP/1.1\r\n\r\n", 400), ("GET /which HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("nonsense\r\n\r\n", 400),
        ("GET /which HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("GET /which HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 40_000))\r\n\r\n", 431),
        ("POST /which HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST /api/v1/clients HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", 413),
    ])
    func `requests refused by the parser are problems like any other`(bytes: String, status: Int) async throws {
        try await TestGateway.run { gateway in
            let answer = try await gateway.anonymous.sendRaw(bytes)
            #expect(answer.status == status)
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect(answer.json["request_id"]?.stringValue == answer.header("X-Request-Id"))
            #expect(answer.code != nil)
        }
    }
}
