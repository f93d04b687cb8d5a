import Gateway
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// Who may use the Alerts API, and how callers prove who they are.
struct AlertCredentialTests {
    /// The status and detail of a list with these headers.
    private static func answer(
        _ world: AlertsWorld, _ authorization: String?, fjord: String? = nil
    ) async throws -> (status: Int, detail: String?) {
        var headers: HTTPFields = [:]
        headers[.authorization] = authorization
        if let fjord, let name = HTTPField.Name("Fjord-Authorization") { headers[name] = fjord }
        let answer = try await world.list("flavors=mfbt", headers: headers)
        return (answer.status, answer.json["detail"]?.stringValue)
    }

    @Test func `a token is accepted in both headers, with any case of the scheme`() async throws {
        try await AlertsWorld.run { world in
            let token = world.token
            for text in ["Token \(token)", "token \(token)", "TOKEN\t \(token)"] {
                #expect(try await Self.answer(world, text).status == 200, "\(text)")
                #expect(try await Self.answer(world, nil, fjord: text).status == 200, "\(text)")
            }
            // Authorization takes precedence, whatever its scheme.
            #expect(try await Self.answer(world, "Token x", fjord: "Token \(token)").status == 401)
            let other = try await Self.answer(world, "Basic x", fjord: "Token \(token)")
            #expect(other.status == 401 && other.detail == "Authentication credentials were not provided.")
        }
    }

    @Test func `each fault of the credentials has its message`() async throws {
        try await AlertsWorld.run { world in
            let missing = "Authentication credentials were not provided."
            let rows: [(String?, String)] = [
                (nil, missing), ("Digest x", missing), ("Token", "Invalid token header. No token provided."),
                ("Token a b", "Invalid token header. Token string should not contain spaces."),
                ("Token 0123456789abcdef0123456789abcdef", "Invalid token."), ("Token x", "Invalid token."),
                ("Bearer tgw_x", "Invalid token."), ("Bearer a.b.c", "Invalid token."), ("Bearer x", missing),
                ("Bearer \(world.token)", missing), ("Bearer tgw_x y", missing), ("Bearer", missing),
            ]
            for (text, message) in rows {
                let answer = try await Self.answer(world, text)
                #expect(answer.status == 401 && answer.detail == message, "\(text ?? "none")")
            }
            // Wrong credentials are reported before anything else.
            let post = try await world.post(["flavor": JSON?.none], headers: [.authorization: "Token x"])
            #expect(post.status == 401 && post.header("WWW-Authenticate") == "Token")
        }
    }

    @Test func `a disabled, rotated or deleted token is refused at once`() async throws {
        try await AlertsWorld.run { world in
            let admin = world.gateway.admin, path = "/api/v1/alerts/tokens/\(world.id)"
            #expect(try await world.list("flavors=mfbt").status == 200)
            try await admin.patch(path, ["enabled": false, "disabled_reason": "Leaked"])
            #expect(try await Self.answer(world, "Token \(world.token)").detail == "Token disabled.")
            try await admin.patch(path, ["enabled": true])
            #expect(try await admin.get(path).json["disabled_reason"]?.isNull == true)
            #expect(try await world.list("flavors=mfbt").status == 200)
            let rotated = try await admin.post(path + "/rotate")
            let token = try #require(rotated.json["token"]?.stringValue)
            #expect(token != world.token && token.count == 32)
            #expect(try await Self.answer(world, "Token \(world.token)").detail == "Invalid token.")
            #expect(try await Self.answer(world, "Token \(token)").status == 200)
            try await admin.patch(path, ["flavors": ["cantina"]])
            #expect(try await Self.answer(world, "Token \(token)").status == 403)
            #expect(try await admin.delete(path).status == 204)
            #expect(try await Self.answer(world, "Token \(token)").detail == "Invalid token.")
        }
    }

    @Test func `other tokens may post with alerts:write and read with alerts:read`() async throws {
        try await AlertsWorld.run { world in
            for (scopes, post, list) in [
                (["alerts:write"], 201, 403), (["alerts:read"], 403, 200), (["alerts:admin"], 403, 403),
                (["tickets:write"], 403, 403), (["admin"], 201, 200),
            ] {
                let made = try await world.gateway.admin.post(
                    "/api/v1/tokens", ["title": "t", "scopes": JSON(scopes)])
                let token = try #require(made.json["token"]?.stringValue)
                for scheme in ["Bearer", "Token"] {
                    let headers: HTTPFields = [.authorization: "\(scheme) \(token)"]
                    #expect(try await world.post(headers: headers).status == post, "\(scopes)")
                    #expect(try await world.list("flavors=mfbt", headers: headers).status == list, "\(scopes)")
                }
            }
            let writer = try await world.gateway.authorized(slug: "writer", scopes: ["alerts:write"])
            #expect(try await writer.post(AlertsWorld.path, .object(AlertsWorld.alert)).status == 201)
        }
    }

    @Test func `a caller that is restricted to channels uses flavors of these`() async throws {
        try await AlertsWorld.run { world in
            let admin = world.gateway.admin
            try await admin.post("/api/v1/connections", ["slug": "hub", "tracker": "local"])
            for slug in ["a", "b"] {
                try await admin.post(
                    "/api/v1/channels", ["slug": .string(slug), "connection": "hub", "path": .string(slug)])
            }
            try await admin.patch("/api/v1/alerts/flavors/mfbt", ["channel": "a"])
            try await admin.patch("/api/v1/alerts/flavors/cantina", ["channel": "b"])
            let made = try await admin.post(
                "/api/v1/tokens", ["title": "t", "scopes": ["alerts:write"], "channels": ["a"]])
            let token = try #require(made.json["token"]?.stringValue)
            let headers: HTTPFields = [.authorization: "Bearer \(token)"]
            #expect(try await world.post(headers: headers).status == 201)
            #expect(try await world.post(["flavor": "cantina"], headers: headers).status == 403)
            #expect(try await world.post(["flavor": "other"], headers: headers).status == 403)
        }
    }

    @Test func `an alert token is worth nothing elsewhere`() async throws {
        try await AlertsWorld.run { world in
            for path in ["/api/v1/alerts/flavors", "/api/v1/tickets", "/api/v1/alerts/tokens"] {
                for scheme in ["Bearer", "Token"] {
                    let headers: HTTPFields = [.authorization: "\(scheme) \(world.token)"]
                    let answer = try await world.gateway.anonymous.get(path, headers: headers)
                    #expect(answer.status == 401, "\(path)")
                    #expect(answer.header("Content-Type") == "application/problem+json")
                }
            }
        }
    }

    @Test func `wrong tokens are limited per address`() async throws {
        try await AlertsWorld.run { options in
            options.dependencies.failuresPerMinute = 3
        } _: { world in
            var last = (status: 401, detail: String?.none)
            for _ in 0..<5 { last = try await Self.answer(world, "Token x") }
            #expect(last.status == 429)
            #expect(try await world.list("flavors=mfbt").status == 200)
        }
    }

    @Test func `neither the log nor the database contains a token`() async throws {
        try await AlertsWorld.run { world in
            try await world.post()
            #expect(!world.gateway.log.text.contains(world.token))
            #expect(world.gateway.log.text.contains("alert_token:\(world.id)"))
            let audit = try await world.gateway.admin.get("/api/v1/audit?limit=200")
            #expect(!audit.text.contains(world.token))
        }
    }
}
