import Gateway
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import TestSupport
import Testing

struct AuditTests {
    @Test func `every change adds an audit entry with the caller, the action, before and after`() async throws {
        try await TestGateway.run { gateway in
            let made = try await gateway.admin.post(
                "/api/v1/clients", ["slug": "shop", "scopes": ["tickets:read"]],
                headers: .named(["X-Request-Id": "made-1"]))
            try await gateway.admin.patch("/api/v1/clients/shop", ["title": "Shop"])
            try await gateway.admin.delete("/api/v1/clients/shop")
            let id = try #require(made.json["id"]?.stringValue)
            let entries = try await gateway.admin.get("/api/v1/audit?object_id=\(id)").json["data"]?.arrayValue ?? []
            #expect(entries.map { $0["action"] } == ["client.delete", "client.update", "client.create"])
            let created = try #require(entries.last)
            #expect(created["request_id"] == "made-1")
            #expect(created["principal"]?["type"] == "token")
            #expect(created["before"]?.isNull == true)
            #expect(created["object"]?["name"] == "shop")
            #expect(entries[1]["before"]?["title"] == "shop")
            #expect(entries[1]["after"]?["title"] == "Shop")
            #expect(entries[0]["after"]?.isNull == true)
        }
    }

    @Test func `an update without effect adds no audit entry, with any request id`() async throws {
        try await TestGateway.run { gateway in
            let id = HTTPFields.named(["X-Request-Id": "same"])
            try await gateway.admin.post("/api/v1/clients", ["slug": "shop", "scopes": ["tickets:read"]])
            try await gateway.admin.post(
                "/api/v1/connections",
                ["slug": "hub", "tracker": "github", "credentials": ["type": "token", "token": "t"]])
            try await gateway.admin.post("/api/v1/channels/demo/tickets", ["title": "T"])
            let changes: [(String, JSON)] = [
                ("/api/v1/clients/shop", ["title": "Shop"]), ("/api/v1/connections/hub", ["title": "Hub"]),
                ("/api/v1/channels/demo", ["title": "Demo!"]), ("/api/v1/channels/demo/tickets/1", ["title": "Other"]),
            ]
            for (path, change) in changes {
                #expect(try await gateway.admin.patch(path, change, headers: id).status == 200)
                let before = try await gateway.admin.get("/api/v1/audit?limit=200").json["data"]
                #expect(try await gateway.admin.patch(path, change, headers: id).status == 200)
                #expect(try await gateway.admin.get("/api/v1/audit?limit=200").json["data"] == before, "\(path)")
            }
            #expect(
                try await gateway.admin.get("/api/v1/audit?request_id=same").json["data"]?.arrayValue?.count
                    == changes.count)
        }
    }

    @Test func `the log is read page by page and through filters`() async throws {
        try await TestGateway.run { gateway in
            for number in 0..<5 {
                try await gateway.admin.post(
                    "/api/v1/clients", ["slug": .string("c\(number)"), "scopes": ["tickets:read"]])
            }
            var names: [String] = []
            var path = "/api/v1/audit?action=client.create&limit=2"
            while true {
                let page = try await gateway.admin.get(path)
                names += page.json["data"]?.arrayValue?.compactMap { $0["object"]?["name"]?.stringValue } ?? []
                guard let next = page.json["page"]?["next"]?.stringValue else { break }
                path = "/api/v1/audit?action=client.create&limit=2&cursor=\(next)"
            }
            #expect(names == ["c4", "c3", "c2", "c1", "c0"])
            for filter in [
                "object_type=ticket", "principal=nobody", "request_id=none", "occurred_before=2001-01-01T00:00:00Z",
            ] {
                #expect(try await gateway.admin.get("/api/v1/audit?\(filter)").json["data"] == [])
            }
            #expect(
                try await gateway.admin.get("/api/v1/audit?occurred_after=yesterday").pointers == ["?occurred_after"])
        }
    }

    @Test func `records can be neither changed nor deleted, by anyone`() async throws {
        try await TestDatabase.withDatabase { database in
            let statements: [SQL] = [
                "UPDATE audit_entry SET action = 'x.y'", "DELETE FROM audit_entry", "TRUNCATE audit_entry",
            ]
            for statement in statements {
                await #expect(throws: PostgresError.self) { try await database.run(statement) }
            }
        }
    }

    @Test func `a failed change adds no entry`() async throws {
        try await TestGateway.run { gateway in
            try await gateway.admin.post("/api/v1/clients", ["slug": "shop", "scopes": ["tickets:read"]])
            try await gateway.admin.post("/api/v1/clients", ["slug": "shop", "scopes": ["tickets:read"]])
            #expect(
                try await gateway.admin.get("/api/v1/audit?action=client.create").json["data"]?.arrayValue?.count == 1)
        }
    }
}
