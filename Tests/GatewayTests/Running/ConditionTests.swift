import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

struct ConditionTests {
    private let client: JSON = ["slug": "shop", "scopes": ["tickets:read"]]

    @Test func `an object that the caller has already is not sent again`() async throws {
        try await TestGateway.run { gateway in
            let tag = try #require(try await gateway.admin.post("/api/v1/clients", client).header("ETag"))
            for condition in [tag, "*", "\"other\", \(tag)", "W/\(tag)"] {
                let answer = try await gateway.admin.get("/api/v1/clients/shop", headers: [.ifNoneMatch: condition])
                #expect(answer.status == 304)
                #expect(answer.header("ETag") == tag)
            }
            #expect(
                try await gateway.admin.get("/api/v1/clients/shop", headers: [.ifNoneMatch: "\"other\""]).status == 200)
        }
    }

    @Test func `a change is refused if the object changed since the caller read it`() async throws {
        try await TestGateway.run { gateway in
            let old = try #require(try await gateway.admin.post("/api/v1/clients", client).header("ETag"))
            let changed = try await gateway.admin.patch(
                "/api/v1/clients/shop", ["title": "New"], headers: [.ifMatch: old])
            #expect(changed.status == 200)
            #expect(changed.json["title"] == "New")
            let refused = try await gateway.admin.patch(
                "/api/v1/clients/shop", ["title": "Newer"], headers: [.ifMatch: old])
            #expect(refused.status == 412)
            #expect(try await gateway.admin.delete("/api/v1/clients/shop", headers: [.ifMatch: old]).status == 412)
            let tag = try #require(changed.header("ETag"))
            #expect(
                try await gateway.admin.delete("/api/v1/clients/shop", headers: [.ifMatch: "W/\(tag)"]).status == 412)
            #expect(try await gateway.admin.delete("/api/v1/clients/shop", headers: [.ifMatch: tag]).status == 204)
        }
    }

    @Test func `absent and null are distinguished`() async throws {
        try await TestGateway.run { gateway in
            try await gateway.admin.post(
                "/api/v1/clients", ["slug": "shop", "scopes": ["tickets:read"], "channels": ["demo"]])
            #expect(try await gateway.admin.patch("/api/v1/clients/shop", [:]).json["channels"] == ["demo"])
            #expect(
                try await gateway.admin.patch("/api/v1/clients/shop", ["channels": .null]).json["channels"]?.isNull
                    == true)
            let refused = try await gateway.admin.patch("/api/v1/clients/shop", ["title": .null])
            #expect(refused.status == 422)
            #expect(refused.pointers == ["/title"])
        }
    }
}
