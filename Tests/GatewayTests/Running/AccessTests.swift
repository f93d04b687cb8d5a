import Gateway
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import PrimitivesTestSupport
import Synchronization
import TestSupport
import Testing

struct AccessTests {
    @Test func `a client exchanges its secret for a JWT and calls with it`() async throws {
        try await TestGateway.run { gateway in
            let made = try await gateway.admin.post("/api/v1/clients", ["slug": "shop", "scopes": ["tickets:read"]])
            #expect(made.status == 201)
            #expect(made.header("Location") == "/api/v1/clients/shop")
            let credentials: JSON = [
                "client_id": made.json["client_id"] ?? .null, "client_secret": made.json["client_secret"] ?? .null,
            ]
            let grant = try await gateway.anonymous.post("/api/v1/authorize", credentials)
            #expect(grant.status == 200)
            #expect(grant.json["expires_in"] == 3600)
            #expect(grant.json["scope"] == "tickets:read")
            #expect(grant.header("Cache-Control") == "no-store")
            let client = gateway.client(token: grant.json["jwt"]?.stringValue)
            #expect(try await client.get("/api/v1/channels").status == 200)
            let refused = try await client.get("/api/v1/clients")
            #expect(refused.status == 403)
            #expect(refused.json["detail"]?.stringValue?.contains("admin") == true)
        }
    }

    @Test func `a caller of any scope sees its own rights, and when its credentials expire`() async throws {
        try await TestGateway.run { gateway in
            let made = try await gateway.admin.post(
                "/api/v1/tokens",
                [
                    "title": "narrow", "scopes": ["rules:admin"], "channels": ["demo"],
                    "expires_at": "2999-01-01T00:00:00Z",
                ])
            let seen = try await gateway.client(token: made.json["token"]?.stringValue).get("/api/v1/caller")
            #expect(
                seen.json == [
                    "type": "token", "id": made.json["id"] ?? .null, "name": "narrow", "scopes": ["rules:admin"],
                    "channels": ["demo"], "expires_at": "2999-01-01T00:00:00Z",
                ])
            #expect(try await gateway.admin.get("/api/v1/caller").json["expires_at"] == JSON.null)
            let client = try await gateway.authorized(slug: "shop", scopes: ["tickets:read"])
            let own = try await client.get("/api/v1/caller").json
            #expect(own["type"] == "client" && own["name"] == "shop" && own["scopes"] == ["tickets:read"])
            #expect(own["expires_at"]?.stringValue.flatMap { Timestamp($0) } != nil)
            #expect(try await gateway.anonymous.get("/api/v1/caller").status == 401)
            #expect(try await gateway.client(token: "tgw_wrong").get("/api/v1/caller").status == 401)
            #expect(try await client.get("/api/v1/caller?x=1").status == 422)
        }
    }

    @Test func `a wrong secret and an unknown client get the same response`() async throws {
        try await TestGateway.run { gateway in
            let made = try await gateway.admin.post("/api/v1/clients", ["slug": "shop", "scopes": ["tickets:read"]])
            let wrong = try await gateway.anonymous.post(
                "/api/v1/authorize", ["client_id": made.json["client_id"] ?? .null, "client_secret": "tgs_wrong"])
            let unknown = try await gateway.anonymous.post(
                "/api/v1/authorize", ["client_id": "tgc_nobody", "client_secret": "tgs_wrong"])
            #expect(wrong.status == 401)
            #expect(unknown.status == 401)
            #expect(wrong.json["detail"] == unknown.json["detail"])
        }
    }

    @Test func `a deleted client's JWT stops working`() async throws {
        try await TestGateway.run { gateway in
            let client = try await gateway.authorized(slug: "shop", scopes: ["tickets:read"])
            #expect(try await client.get("/api/v1/channels").status == 200)
            #expect(try await gateway.admin.delete("/api/v1/clients/shop").status == 204)
            #expect(try await client.get("/api/v1/channels").status == 401)
        }
    }

    @Test func `a JWT permits no more than its client's current rights`() async throws {
        try await TestGateway.run { gateway in
            let client = try await gateway.authorized(slug: "shop", scopes: ["channels:admin", "tickets:read"])
            #expect(try await client.get("/api/v1/connections").status == 200)
            try await gateway.admin.patch("/api/v1/clients/shop", ["scopes": ["tickets:read"]])
            #expect(try await client.get("/api/v1/connections").status == 403)
            try await gateway.admin.patch("/api/v1/clients/shop", ["scopes": ["admin"]])
            #expect(try await client.get("/api/v1/clients").status == 403)
        }
    }

    @Test func `a client restricted to channels sees no other channel`() async throws {
        try await TestGateway.run { gateway in
            let client = try await gateway.authorized(slug: "shop", scopes: ["tickets:read"], channels: ["other"])
            #expect(try await client.get("/api/v1/channels").json["data"] == [])
            #expect(try await client.get("/api/v1/channels/demo").status == 404)
        }
    }

    @Test func `a token works until it is revoked`() async throws {
        try await TestGateway.run { gateway in
            let made = try await gateway.admin.post("/api/v1/tokens", ["title": "script", "scopes": ["tickets:read"]])
            #expect(made.status == 201)
            let secret = try #require(made.json["token"]?.stringValue)
            #expect(secret.hasPrefix("tgw_"))
            #expect(made.json["prefix"]?.stringValue.map(secret.hasPrefix) == true)
            let holder = gateway.client(token: secret)
            #expect(try await holder.get("/api/v1/channels").status == 200)
            let location = try #require(made.header("Location"))
            let shown = try await gateway.admin.get(location)
            #expect(shown.json["token"] == nil)
            #expect(shown.json["last_used_at"]?.isNull == false)
            #expect(try await gateway.admin.delete(location).status == 204)
            #expect(try await holder.get("/api/v1/channels").status == 401)
            #expect(try await gateway.admin.get(location).status == 404)
        }
    }

    @Test func `an expired token is refused`() async throws {
        let clock = ManualClock(.now)
        try await TestGateway.run({ $0.dependencies.clock = clock }) { gateway in
            let end = clock.now() + .seconds(60)
            let made = try await gateway.admin.post(
                "/api/v1/tokens", ["title": "short", "scopes": ["tickets:read"], "expires_at": .string(end.rfc3339)])
            let holder = gateway.client(token: made.json["token"]?.stringValue)
            #expect(try await holder.get("/api/v1/channels").status == 200)
            clock.advance(by: .seconds(61))
            #expect(try await holder.get("/api/v1/channels").status == 401)
        }
    }

    @Test func `a token with an expiry in the past is not created`() async throws {
        try await TestGateway.run { gateway in
            let made = try await gateway.admin.post(
                "/api/v1/tokens", ["title": "late", "scopes": ["tickets:read"], "expires_at": "2001-01-01T00:00:00Z"])
            #expect(made.status == 422)
            #expect(made.pointers == ["/expires_at"])
        }
    }

    @Test(arguments: [nil, "Bearer", "Bearer tgw_wrong", "Bearer a.b.c", "Basic YTpi", "Bearer  x", "bearer tgw_0"])
    func `credentials that are missing, wrong or of another kind get 401 with a challenge`(authorization: String?)
        async throws
    {
        try await TestGateway.run { gateway in
            let headers: HTTPFields = authorization.map { [.authorization: $0] } ?? [:]
            let answer = try await gateway.anonymous.get("/api/v1/channels", headers: headers)
            #expect(answer.status == 401)
            #expect(answer.header("WWW-Authenticate")?.hasPrefix("Bearer realm=") == true)
            #expect(answer.code == "unauthorized")
        }
    }

    @Test func `lists of clients are paginated in the requested order`() async throws {
        try await TestGateway.run { gateway in
            for slug in ["b", "a", "c"] {
                try await gateway.admin.post("/api/v1/clients", ["slug": .string(slug), "scopes": ["tickets:read"]])
            }
            for (sort, expected) in [
                ("slug", ["a", "b", "c"]), ("-slug", ["c", "b", "a"]), ("created_at", ["b", "a", "c"]),
            ] {
                #expect(try await gateway.slugs(of: "/api/v1/clients?limit=2&sort=\(sort)") == expected)
            }
        }
    }

    @Test func `behind a trusted proxy only the address that guesses is slowed down`() async throws {
        try await TestGateway.run {
            $0.dependencies.failuresPerMinute = 3
            $0.environment["TICKET_GATEWAY_TRUSTED_PROXIES"] = "127.0.0.0/8"
        } _: { gateway in
            let guess = gateway.client(token: "tgw_guess")
            // It cannot impersonate another author in the text that it writes.
            for (addresses, status) in [
                ("203.0.113.5", 401), ("198.51.100.1, 203.0.113.5", 401), ("127.0.0.1, 203.0.113.5", 401),
                ("198.51.100.2, 203.0.113.5", 429), ("203.0.113.5, 203.0.113.6", 401),
            ] {
                let answer = try await guess.get("/api/v1/channels", headers: .named(["X-Forwarded-For": addresses]))
                #expect(answer.status == status, "\(addresses)")
            }
            #expect(gateway.log.lines(with: #""peer":"203.0.113.5""#).count == 4)
            #expect(gateway.log.lines(with: "198.51.100").isEmpty)
        }
    }

    @Test func `nobody is a trusted proxy unless the operator configures it`() async throws {
        try await TestGateway.run({ $0.dependencies.failuresPerMinute = 3 }) { gateway in
            for number in 0..<4 {
                let fields = HTTPFields.named([
                    "X-Forwarded-For": "203.0.113.\(number)", "Forwarded": "for=203.0.113.\(number)",
                ])
                let answer = try await gateway.client(token: "tgw_guess").get("/api/v1/channels", headers: fields)
                #expect(answer.status == (number < 3 ? 401 : 429))
            }
            #expect(gateway.log.lines(with: "203.0.113").isEmpty)
        }
    }

    @Test func `one address that guesses is rate-limited, and authenticated callers are not`() async throws {
        try await TestGateway.run({ $0.dependencies.failuresPerMinute = 3 }) { gateway in
            #expect(try await gateway.admin.get("/api/v1/channels").status == 200)
            for _ in 0..<3 {
                #expect(try await gateway.client(token: "tgw_guess").get("/api/v1/channels").status == 401)
            }
            let slowed = try await gateway.client(token: "tgw_guess").get("/api/v1/channels")
            #expect(slowed.status == 429)
            #expect(slowed.header("Retry-After") != nil)
            let authorize = try await gateway.anonymous.post(
                "/api/v1/authorize", ["client_id": "a", "client_secret": "b"])
            #expect(authorize.status == 429)
            #expect(try await gateway.admin.get("/api/v1/channels").status == 200)
        }
    }

    @Test
    func `valid credentials pass however many invalid ones came from the address, even after a restart`()
        async throws
    {
        try await TestDatabase.withMigratedConfiguration { database in
            var options = TestGateway.Options()
            options.dependencies.failuresPerMinute = 2
            let wrong = "tgw_" + String(repeating: "0", count: 43)
            let (token, client) = try await Self.withGateway(options, database: database) { gateway in
                let token = try await gateway.admin.post("/api/v1/tokens", ["title": "t", "scopes": ["tickets:read"]])
                let client = try await gateway.admin.post("/api/v1/clients", ["slug": "c", "scopes": ["tickets:read"]])
                    .json
                return (
                    try #require(token.json["token"]?.stringValue),
                    ["client_id": client["client_id"] ?? .null, "client_secret": client["client_secret"] ?? .null]
                        as JSON
                )
            }
            // This process has no cached callers.
            _ = try await Self.withGateway(options, database: database) { gateway in
                for _ in 0..<2 { #expect(try await gateway.client(token: wrong).get("/api/v1/channels").status == 401) }
                #expect(try await gateway.client(token: wrong).get("/api/v1/channels").status == 429)
                #expect(try await gateway.client(token: "a.b.c").get("/api/v1/channels").status == 429)
                #expect(try await gateway.client(token: token).get("/api/v1/channels").status == 200)
                let refused = try await gateway.anonymous.post(
                    "/api/v1/authorize", ["client_id": "x", "client_secret": "y"])
                #expect(refused.status == 429)
                let grant = try await gateway.anonymous.post("/api/v1/authorize", client)
                #expect(grant.status == 200)
                #expect(
                    try await gateway.client(token: grant.json["jwt"]?.stringValue).get("/api/v1/channels").status
                        == 200)
            }
        }
    }

    @Test func `other clients at the address do not use up the requests of an authenticated one`() async throws {
        try await TestGateway.run({ $0.environment["TICKET_GATEWAY_RATE_LIMIT"] = "3" }) { gateway in
            let client = try await gateway.admin.post("/api/v1/clients", ["slug": "c", "scopes": ["tickets:read"]]).json
            for _ in 0..<3 {
                let wrong = try await gateway.anonymous.post(
                    "/api/v1/authorize", ["client_id": "x", "client_secret": "y"])
                #expect(wrong.status == 401)
            }
            #expect(
                try await gateway.anonymous.post("/api/v1/authorize", ["client_id": "x", "client_secret": "y"]).code
                    == "rate_limited")
            let credentials: JSON = [
                "client_id": client["client_id"] ?? .null, "client_secret": client["client_secret"] ?? .null,
            ]
            for _ in 0..<3 { #expect(try await gateway.anonymous.post("/api/v1/authorize", credentials).status == 200) }
            #expect(try await gateway.anonymous.post("/api/v1/authorize", credentials).code == "rate_limited")
        }
    }

    private static func withGateway<Value: Sendable>(
        _ options: TestGateway.Options, database: PostgresConfiguration,
        _ body: @escaping @Sendable (TestGateway) async throws -> Value
    ) async throws -> Value {
        let result = Mutex<Value?>(nil)
        try await TestGateway.run(options, database: database) { gateway in
            let value = try await body(gateway)
            result.withLock { $0 = value }
        }
        return try #require(result.withLock { $0 })
    }
}
