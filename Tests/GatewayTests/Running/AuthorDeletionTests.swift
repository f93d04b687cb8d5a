import Access
import GatewayTestSupport
import Postgres
import Primitives
import Testing

@testable import Gateway

struct AuthorDeletionTests {
    private static let rule: JSON = [
        "slug": "notes", "name": "Notes", "on": ["ticket.created"], "channels": ["demo"],
        "do": [["action": "comment", "body": "Noted."]],
    ]
    private static let subscription: JSON = ["slug": "chat", "title": "Chat", "url": "https://receiver.example/hook"]

    @Test func `rules and subscriptions of a deleted token are disabled with the reason, and can be taken over`()
        async throws
    {
        try await TestGateway.run { gateway in
            let admin = gateway.admin
            let author = try await admin.post("/api/v1/tokens", ["title": "old deploy token", "scopes": ["admin"]])
            let caller = gateway.client(token: try #require(author.json["token"]?.stringValue))
            #expect(try await caller.post("/api/v1/rules", Self.rule).status == 201)
            #expect(try await caller.post("/api/v1/subscriptions", Self.subscription).status == 201)
            let id = try #require(author.json["id"]?.stringValue)
            #expect(try await admin.delete("/api/v1/tokens/\(id)").status == 204)

            let rule = try await admin.get("/api/v1/rules/notes").json
            #expect(rule["enabled"] == false)
            #expect(rule["disabled"]?["reason"]?.stringValue?.contains("old deploy token") == true)
            let subscription = try await admin.get("/api/v1/subscriptions/chat").json
            #expect(subscription["enabled"] == false && subscription["disabled_reason"] == "author_deleted")
            let events = try await admin.get("/api/v1/events?type=rule.disabled&type=subscription.disabled").json[
                "data"]
            #expect(events?.arrayValue?.count == 2)

            #expect(try await admin.patch("/api/v1/rules/notes", ["enabled": true]).json["enabled"] == true)
            #expect(try await admin.patch("/api/v1/subscriptions/chat", ["enabled": true]).json["enabled"] == true)
            #expect(try await admin.get("/api/v1/rules/notes").json["disabled"] == .null)
            #expect(try await admin.get("/api/v1/subscriptions/chat").json["disabled_reason"] == .null)
        }
    }

    @Test func `enabling a deleted author's object takes it over, also if nothing disabled it`()
        async throws
    {
        try await TestGateway.run { gateway in
            let admin = gateway.admin
            let author = try await admin.post("/api/v1/tokens", ["title": "short", "scopes": ["admin"]])
            let caller = gateway.client(token: try #require(author.json["token"]?.stringValue))
            #expect(try await caller.post("/api/v1/rules", Self.rule).status == 201)
            #expect(try await caller.post("/api/v1/subscriptions", Self.subscription).status == 201)
            let id = try #require(author.json["id"]?.stringValue)
            let database = gateway.gateway.services.database
            try await database.run("UPDATE api_token SET expires_at = now() - interval '1 hour' WHERE id = \(id)::uuid")
            for path in ["/api/v1/rules/notes", "/api/v1/subscriptions/chat"] {
                #expect(try await admin.patch(path, ["enabled": true]).json["enabled"] == true)
            }
            for table in ["rule", "subscription"] {
                let left = try await database.run("SELECT FROM \(unsafeSQL: table) WHERE author = \("token:" + id)")
                #expect(left.isEmpty)
            }
            // They belong to another author now.
            try await gateway.gateway.services.access.tokens.disableLeftBehind()
            #expect(try await admin.get("/api/v1/rules/notes").json["enabled"] == true)
        }
    }

    @Test func `rules and subscriptions of an expired token are disabled with the reason`() async throws {
        try await TestGateway.run { gateway in
            let admin = gateway.admin
            let author = try await admin.post("/api/v1/tokens", ["title": "short", "scopes": ["admin"]])
            let caller = gateway.client(token: try #require(author.json["token"]?.stringValue))
            #expect(try await caller.post("/api/v1/rules", Self.rule).status == 201)
            #expect(try await caller.post("/api/v1/subscriptions", Self.subscription).status == 201)
            let id = try #require(author.json["id"]?.stringValue)
            try await gateway.gateway.services.database.run(
                "UPDATE api_token SET expires_at = now() - interval '1 hour' WHERE id = \(id)::uuid")
            try await gateway.gateway.services.access.tokens.disableLeftBehind()
            let rule = try await admin.get("/api/v1/rules/notes").json
            #expect(rule["enabled"] == false)
            #expect(rule["disabled"]?["reason"]?.stringValue?.contains("token has expired") == true)
            #expect(try await admin.get("/api/v1/subscriptions/chat").json["disabled_reason"] == "author_deleted")
        }
    }
}
