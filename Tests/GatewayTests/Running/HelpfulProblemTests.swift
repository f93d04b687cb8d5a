import Gateway
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import PrimitivesTestSupport
import TestSupport
import Testing

/// Messages that say what to do next.
@Suite(.timeLimit(.minutes(3))) struct HelpfulProblemTests {
    @Test(arguments: [
        ("Basic dXNlcjpzZWNyZXQ=", "The Authorization header must be 'Bearer <token>', not 'Basic …'."),
        ("token tgw_secret", "The Authorization header must be 'Bearer <token>', not 'token …'."),
        ("tgw_secret", "The Authorization header must be 'Bearer <token>'; the scheme Bearer is missing."),
        ("Bearer", "The Authorization header must be 'Bearer <token>'; there is no token after the scheme."),
    ])
    func `a 401 for another scheme shows the expected form, and repeats no secret`(value: String, detail: String)
        async throws
    {
        try await TestGateway.run { gateway in
            let answer = try await gateway.anonymous.get("/api/v1/channels", headers: [.authorization: value])
            #expect(answer.status == 401)
            #expect(answer.json["detail"] == .string(detail))
        }
    }

    private static let renewal = "An administrator can create a new token with `ticket-gateway tokens create`."

    @Test func `unknown, expired and revoked tokens are distinguished, for whoever holds the whole token`()
        async throws
    {
        let clock = ManualClock(.now)
        try await TestGateway.run({ $0.dependencies.clock = clock }) { gateway in
            func detail(_ token: String) async throws -> String? {
                let answer = try await gateway.client(token: token).get("/api/v1/channels")
                #expect(answer.status == 401)
                return answer.json["detail"]?.stringValue
            }
            let unknown =
                "This gateway does not know the token: "
                + "it may be incomplete, or be a token of another gateway or of a tracker. \(Self.renewal)"
            let end = clock.now() + .seconds(60)
            let short = try await gateway.admin.post(
                "/api/v1/tokens", ["title": "short", "scopes": ["tickets:read"], "expires_at": .string(end.rfc3339)])
            let long = try await gateway.admin.post("/api/v1/tokens", ["title": "long", "scopes": ["tickets:read"]])
            let expiring = try #require(short.json["token"]?.stringValue)
            let revoked = try #require(long.json["token"]?.stringValue)
            #expect(try await gateway.admin.delete(try #require(long.header("Location"))).status == 204)
            clock.advance(by: .seconds(61))
            #expect(try await detail(expiring) == "The token expired at \(end.rfc3339). \(Self.renewal)")
            #expect(try await detail(revoked) == "The token was revoked. \(Self.renewal)")
            #expect(try await detail(String(revoked.dropLast()) + (revoked.hasSuffix("a") ? "b" : "a")) == unknown)
            #expect(try await detail("glpat-abc") == unknown)
            // The audit log has the token's hash, and never the token.
            let entry = try await gateway.admin.get("/api/v1/audit?action=token.revoke").json["data"]?[0]
            #expect(entry?["before"]?["fingerprint"]?.stringValue?.count == 64)
            #expect(entry.map { !$0.text.contains(revoked) } == true)
        }
    }

    @Test func `expired JWTs and those of deleted clients are distinguished too`() async throws {
        let clock = ManualClock(.now)
        try await TestGateway.run({ $0.dependencies.clock = clock }) { gateway in
            let first = try await gateway.authorized(slug: "first", scopes: ["tickets:read"])
            let second = try await gateway.authorized(slug: "second", scopes: ["tickets:read"])
            #expect(try await gateway.admin.delete("/api/v1/clients/first").status == 204)
            #expect(
                try await first.get("/api/v1/channels").json["detail"]
                    == .string("The token was revoked. \(Self.renewal)"))
            clock.advance(by: .seconds(3_601))
            let expired = try await second.get("/api/v1/channels")
            #expect(expired.json["detail"]?.stringValue?.hasPrefix("The token expired at ") == true)
            #expect(
                expired.json["detail"]?.stringValue?.hasSuffix("Get another one with POST /api/v1/authorize.") == true)
            let forged = gateway.client(token: "eyJhbGciOiJIUzI1NiJ9.e30.AAAA")
            let answer = try await forged.get("/api/v1/channels")
            #expect(answer.json["detail"]?.stringValue?.hasPrefix("This gateway does not know the token") == true)
        }
    }

    @Test func `a call without a body says that one is required`() async throws {
        try await TestGateway.run { gateway in
            let path = "/api/v1/channels/demo/tickets"
            let empty = try await gateway.admin.post(path)
            #expect(empty.status == 422)
            #expect(
                empty.json["errors"] == [
                    [
                        "pointer": "",
                        "detail": "is required: send a JSON object with Content-Type: application/json",
                    ]
                ])
            let form = try await gateway.admin.send(
                .post, path, headers: [.contentType: "application/x-www-form-urlencoded"], bytes: Array("title=T".utf8))
            #expect(form.status == 415)
        }
    }

    @Test func `paging parameters and fields of other APIs lead to ours`() async throws {
        try await TestGateway.run { gateway in
            let list = try await gateway.admin.get("/api/v1/tickets?page=2&per_page=10&lable=bug&assignees=ann")
            #expect(list.status == 422)
            let paging = "is unknown. To page through the list, use 'limit', and 'cursor' with the value of page.next"
            #expect(
                list.json["errors"] == [
                    ["pointer": "?page", "detail": .string(paging)],
                    ["pointer": "?per_page", "detail": .string(paging)],
                    ["pointer": "?lable", "detail": "is unknown. Did you mean 'label'?"],
                    ["pointer": "?assignees", "detail": "is unknown. Did you mean 'assignee'?"],
                ])
            let made = try await gateway.admin.post(
                "/api/v1/channels/demo/tickets",
                ["title": "T", "description": "D", "assignee": "ann", "due_date": "2026-01-01", "lables": []])
            #expect(made.status == 422)
            #expect(
                made.json["errors"] == [
                    ["pointer": "/assignee", "detail": "is unknown. Did you mean 'assignees'?"],
                    ["pointer": "/description", "detail": "is unknown. Did you mean 'body'?"],
                    ["pointer": "/due_date", "detail": "is unknown. Did you mean 'due_at'?"],
                    ["pointer": "/lables", "detail": "is unknown. Did you mean 'labels'?"],
                ])
            let rule = try await gateway.admin.post(
                "/api/v1/rules",
                ["slug": "r", "on": ["ticket.created"], "actions": [], "do": [["action": "comment", "boddy": "x"]]])
            #expect(
                (rule.json["errors"]?.arrayValue ?? []).contains([
                    "pointer": "/do/0/boddy", "detail": "is unknown. Did you mean 'body'?",
                ]))
        }
    }

    @Test func `health has the usual addresses, and Swagger UI is found at those that people try`() async throws {
        try await TestGateway.run { gateway in
            for path in ["/check", "/health", "/healthz"] {
                let answer = try await gateway.anonymous.get(path)
                #expect(answer.status == 200 && answer.json == ["status": "OK"])
            }
            for path in ["/apidocs", "/docs", "/swagger"] {
                let answer = try await gateway.anonymous.get(path)
                #expect(answer.status == 308 && answer.header("Location") == "/apidocs/")
            }
        }
    }

    @Test func `an address that the policy forbids names the setting, and does not blame the tracker`() async throws {
        try await TestGateway.run { gateway in
            let refused = try await gateway.admin.post(
                "/api/v1/connections",
                [
                    "slug": "lab", "tracker": "github", "base_url": "https://10.1.2.3",
                    "credentials": ["type": "token", "token": "ghp_x"],
                ])
            #expect(refused.status == 422)
            #expect(
                refused.json["errors"] == [
                    [
                        "pointer": "/base_url",
                        "detail": .string(
                            "https://10.1.2.3 may not be called: private. "
                                + "To allow it, add its network or host name to TICKET_GATEWAY_ALLOWED_NETWORKS "
                                + "in the environment or in .env, and restart the gateway"),
                    ]
                ], "\(refused.text)")
            let receiver = try await gateway.admin.post(
                "/api/v1/subscriptions", ["slug": "s", "url": "https://10.1.2.3/hook"])
            #expect(receiver.status == 422)
            #expect(
                receiver.json["errors"]?[0]?["detail"]?.stringValue?.hasSuffix(
                    "add its network or host name to TICKET_GATEWAY_SUBSCRIPTION_ALLOWED_NETWORKS "
                        + "in the environment or in .env, and restart the gateway") == true,
                "\(receiver.text)")
        }
    }

    /// As when a library of PostgreSQL was upgraded under the running server: every write was a 500.
    @Test func `statements that the server can't run make the gateway unhealthy until they work again`() async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            try await TestGateway.run(TestGateway.Options(), database: database) { gateway in
                let tickets = "/api/v1/channels/demo/tickets"
                #expect(try await gateway.admin.post(tickets, ["title": "Before"]).status == 201)
                try await TestServer.withClient(database) { administrator in
                    try await administrator.run(
                        """
                        CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS
                        $$ BEGIN RAISE EXCEPTION 'could not load library "x.so"' USING ERRCODE = '58P01'; END $$
                        """)
                    try await administrator.run(
                        "CREATE TRIGGER broken BEFORE INSERT ON own_write EXECUTE FUNCTION broken()")
                    let failed = try await gateway.admin.post(tickets, ["title": "Meanwhile"])
                    #expect(failed.status == 500 && failed.code == "internal_error")
                    for path in ["/check", "/health"] {
                        let check = try await gateway.anonymous.get(path)
                        #expect(check.status == 503)
                        #expect(
                            check.json == [
                                "status": "KO",
                                "detail":
                                    "PostgreSQL can't run a statement of the gateway (SQLSTATE 58P01); see the log",
                            ])
                    }
                    #expect(
                        try await gateway.anonymous.get("/metrics").text.contains(
                            #"ticket_gateway_database_errors_total{sqlstate="58P01"} 1"#))
                    #expect(gateway.log.text.contains(#"could not load library"#))
                    // Faults of requests count for nothing.
                    #expect(try await gateway.admin.get("/api/v1/channels/none").status == 404)
                    try await administrator.run("DROP TRIGGER broken ON own_write")
                    #expect(try await gateway.admin.post(tickets, ["title": "After"]).status == 201)
                    #expect(try await gateway.anonymous.get("/check").json == ["status": "OK"])
                }
            }
        }
    }
}
