import Gateway
import GatewayTestSupport
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing

struct LimitTests {
    @Test func `each caller has a limit, and the response shows the remainder`() async throws {
        let clock = ManualClock(.now)
        try await TestGateway.run { options in
            options.environment["TICKET_GATEWAY_RATE_LIMIT"] = "6"
            options.dependencies.clock = clock
        } _: { gateway in
            let other = try await gateway.authorized(slug: "shop", scopes: ["tickets:read"])
            for left in [4, 3, 2, 1, 0] {
                let answer = try await gateway.admin.get("/api/v1/channels")
                #expect(answer.status == 200)
                #expect(answer.header("RateLimit-Policy") == "\"default\";q=6;w=60")
                #expect(answer.header("RateLimit")?.hasPrefix("\"default\";r=\(left);t=") == true)
            }
            let refused = try await gateway.admin.get("/api/v1/channels")
            #expect(refused.status == 429)
            #expect(refused.code == "rate_limited")
            #expect(refused.header("Retry-After") == "10")
            #expect(try await other.get("/api/v1/channels").status == 200)
            clock.advance(by: .seconds(10))
            #expect(try await gateway.admin.get("/api/v1/channels").status == 200)
        }
    }

    @Test func `the number of configuration objects of each kind is limited`() async throws {
        try await TestGateway.run({ $0.environment["TICKET_GATEWAY_MAX_OBJECTS"] = "3" }) { gateway in
            func body(_ path: String, _ number: Int) -> JSON {
                let slug = JSON.string("s\(number)")
                return switch path {
                case "connections": ["slug": slug, "tracker": "local"]
                case "channels": ["slug": slug, "connection": "s1", "path": slug]
                case "clients": ["slug": slug, "scopes": ["tickets:read"]]
                case "tokens": ["title": slug, "scopes": ["tickets:read"]]
                case "templates": ["slug": slug, "ticket": ["title": "x"]]
                case "rules":
                    [
                        "slug": slug, "on": ["ticket.created"], "do": [["action": "comment", "body": "Noted."]],
                    ]
                default: ["slug": slug, "url": "https://receiver.example/hook"]
                }
            }
            for path in ["connections", "channels", "clients", "tokens", "templates", "rules", "subscriptions"] {
                var statuses: [Int] = [], code: String?
                for number in 1...5 {
                    let made = try await gateway.admin.post("/api/v1/\(path)", body(path, number))
                    statuses.append(made.status)
                    code = made.code
                }
                // The test itself has a token, and the first start created the connection and the channel `demo`.
                let room = ["tokens", "connections", "channels"].contains(path) ? 2 : 3
                #expect(
                    statuses == Array(repeating: 201, count: room) + Array(repeating: 409, count: 5 - room), "\(path)")
                #expect(code == "object_limit_reached", "\(path)")
            }
            #expect(try await gateway.admin.delete("/api/v1/rules/s1").status == 204)
            #expect(try await gateway.admin.post("/api/v1/rules", body("rules", 6)).status == 201)
        }
    }

    @Test func `a body without credentials may have 16 KiB, one with credentials the normal limit`()
        async throws
    {
        try await TestGateway.run { gateway in
            let body: JSON = ["client_id": "shop", "client_secret": .string(String(repeating: "x", count: 16 << 10))]
            let refused = try await gateway.anonymous.post("/api/v1/authorize", body)
            #expect(refused.status == 413)
            #expect(refused.code == "body_too_large")
            #expect(refused.text.contains("16384"))
            let fitting: JSON = ["client_id": "shop", "client_secret": .string(String(repeating: "x", count: 255))]
            #expect(try await gateway.anonymous.post("/api/v1/authorize", fitting).status == 401)
            let large: JSON = ["slug": .string(String(repeating: "x", count: 20 << 10))]
            #expect(try await gateway.admin.post("/api/v1/connections", large).status == 422)
        }
    }

    @Test func `a refusal for the scope counts and carries the limit`() async throws {
        try await TestGateway.run({ $0.environment["TICKET_GATEWAY_RATE_LIMIT"] = "100" }) { gateway in
            let client = try await gateway.authorized(slug: "shop", scopes: ["tickets:read"])
            let refused = try await client.get("/api/v1/audit")
            #expect(refused.status == 403)
            #expect(refused.header("RateLimit")?.contains("r=99") == true)
        }
    }

    @Test func `pages of a configured origin may call, others may not`() async throws {
        try await TestGateway.run({ $0.environment["TICKET_GATEWAY_CORS_ORIGINS"] = "https://desk.example.org" }) {
            gateway in
            let known = try await gateway.admin.get(
                "/api/v1/channels", headers: .named(["Origin": "https://desk.example.org"]))
            #expect(known.header("Access-Control-Allow-Origin") == "https://desk.example.org")
            #expect(known.header("Vary") == "Origin")
            #expect(known.header("Access-Control-Expose-Headers")?.contains("ETag") == true)
            let unknown = try await gateway.admin.get(
                "/api/v1/channels", headers: .named(["Origin": "https://evil.example.org"]))
            #expect(unknown.header("Access-Control-Allow-Origin") == nil)
            let refused = try await gateway.anonymous.get(
                "/api/v1/channels", headers: .named(["Origin": "https://desk.example.org"]))
            #expect(refused.status == 401)
            #expect(refused.header("Access-Control-Allow-Origin") == "https://desk.example.org")
        }
    }

    @Test func `a preflight lists the allowed methods and headers`() async throws {
        try await TestGateway.run({ $0.environment["TICKET_GATEWAY_CORS_ORIGINS"] = "*" }) { gateway in
            let fields = HTTPFields.named([
                "Origin": "https://any.example.org", "Access-Control-Request-Method": "PATCH",
            ])
            let answer = try await gateway.anonymous.send(.options, "/api/v1/clients/shop", headers: fields, bytes: nil)
            #expect(answer.status == 204)
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
            #expect(answer.header("Access-Control-Allow-Methods")?.contains("PATCH") == true)
            #expect(answer.header("Access-Control-Allow-Headers")?.contains("Idempotency-Key") == true)
        }
    }

    @Test func `no CORS headers are sent unless origins are configured`() async throws {
        try await TestGateway.run { gateway in
            let answer = try await gateway.admin.get(
                "/api/v1/channels", headers: .named(["Origin": "https://desk.example.org"]))
            #expect(answer.header("Access-Control-Allow-Origin") == nil)
            #expect(answer.header("RateLimit") == nil)
        }
    }
}
