import Access
import Gateway
import GatewayTestSupport
import Postgres
import Primitives
import TestSupport
import Testing

struct ManyProcessesTests {
    @Test func `a token revoked by one process stops working at the others, despite their caches`()
        async throws
    {
        try await TestDatabase.withMigratedConfiguration { database in
            var options = TestGateway.Options()
            options.dependencies.runsWorkers = false
            options.dependencies.accessTimes = AccessTimes(memory: .seconds(3_600))
            let patient = options
            try await TestGateway.run(patient, database: database) { first in
                try await TestGateway.run(patient, database: database) { second in
                    #expect(second.adminToken.isEmpty, "the first admin token is made once")
                    let made = try await first.admin.post(
                        "/api/v1/tokens", ["title": "script", "scopes": ["tickets:read"]])
                    let holder = second.client(token: made.json["token"]?.stringValue)
                    #expect(try await holder.get("/api/v1/channels").status == 200)
                    try await first.admin.delete(try #require(made.header("Location")))
                    #expect(try await holder.gets(401, at: "/api/v1/channels"))
                }
            }
        }
    }

    @Test func `a response stored by one process is repeated by another`() async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            try await TestGateway.run(TestGateway.Options(), database: database) { first in
                try await TestGateway.run(TestGateway.Options(), database: database) { second in
                    let body: JSON = ["slug": "shop", "scopes": ["tickets:read"]]
                    let made = try await first.admin.post(
                        "/api/v1/clients", body, headers: .named(["Idempotency-Key": "k"]))
                    let again = try await second.client(token: first.adminToken).post(
                        "/api/v1/clients", body, headers: .named(["Idempotency-Key": "k"]))
                    #expect(again.bytes == made.bytes)
                    #expect(again.header("Idempotency-Replayed") == "true")
                }
            }
        }
    }
}
