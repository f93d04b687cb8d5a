import RawServerSupport
import Testing

@testable import CommandLineClient

/// `clients`, `tokens` and `audit`.
struct AccessCommandTests {
    @Test(arguments: [
        (
            ["clients", "create", "shop", "--scope", "tickets:read", "--scope", "tickets:write", "--channel", "demo"],
            "POST /api/v1/clients",
            #"{"channels":["demo"],"scopes":["tickets:read","tickets:write"],"slug":"shop"}"#
        ),
        (
            ["clients", "update", "shop", "--title", "Shop", "--clear", "channel"], "PATCH /api/v1/clients/shop",
            #"{"channels":null,"title":"Shop"}"#
        ),
        (["clients", "delete", "shop"], "DELETE /api/v1/clients/shop", ""),
        (["clients", "list", "--sort=-slug"], "GET /api/v1/clients?sort=-slug&limit=50", ""),
        (["clients", "show", "shop"], "GET /api/v1/clients/shop", ""),
        (
            ["tokens", "create", "Dashboard", "--scope", "tickets:read", "--days", "2"], "POST /api/v1/tokens",
            #"{"expires_at":"2026-02-02T12:30:00Z","scopes":["tickets:read"],"title":"Dashboard"}"#
        ),
        (["tokens", "revoke", "1"], "DELETE /api/v1/tokens/1", ""),
        (["tokens", "show", "1"], "GET /api/v1/tokens/1", ""),
        (["tokens", "list"], "GET /api/v1/tokens?limit=50", ""),
        (
            ["audit", "list", "--action", "token.create", "--object-type", "token", "--object-id", "1", "-n", "3"],
            "GET /api/v1/audit?action=token.create&object_type=token&object_id=1&limit=3", ""
        ),
        (
            ["audit", "--principal", "shop", "--occurred-after", "x"],
            "GET /api/v1/audit?principal=shop&occurred_after=x&limit=50", ""
        ),
    ])
    func `each command sends its call`(_ row: ([String], String, String)) async throws {
        let gateway = try FakeGateway(FakeGateway.page([]))
        let run = await gateway.run(row.0)
        #expect(run.status == 0, "\(run.errors)")
        #expect(gateway.targets == [row.1])
        #expect(gateway.bodies == [row.2])
    }

    @Test func `a new token is shown once, with all its fields`() async throws {
        let token = #"""
            {"id": "1", "title": "Dashboard", "token": "tgw_new", "prefix": "tgw_n", "scopes": ["tickets:read"],
            "channels": null, "expires_at": null, "last_used_at": null, "created_at": "2026-01-31T09:30:00Z"}
            """#
        let gateway = try FakeGateway(.init(status: 201, body: token))
        let create = ["tokens", "create", "Dashboard", "--scope", "tickets:read"]
        #expect(await gateway.run(create).output.contains("token\ttgw_new\n"))
        #expect(await gateway.run(create + ["--json", "token"]).output == "{\"token\":\"tgw_new\"}\n")
    }

    @Test(arguments: [
        ["tokens", "create", "Dashboard"], ["clients", "create", "shop"],
        ["tokens", "create", "D", "--scope", "admin", "--days", "0"],
        ["tokens", "create", "D", "--scope", "admin", "--days", "1", "--expires-at", "2027-01-01T00:00:00Z"],
    ])
    func `a mistake is found without a call`(_ arguments: [String]) async throws {
        let gateway = try FakeGateway(.init())
        #expect(await gateway.run(arguments).status == 64)
        #expect(gateway.targets.isEmpty)
    }
}
