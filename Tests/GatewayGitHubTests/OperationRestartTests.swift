import FakeGitHub
import FakeTrackerKit
import Gateway
import GatewayTestSupport
import HTTPTypes
import Primitives
import TestSupport
import Testing

/// Writes while GitHub is down, through whole gateways: one that stops, and one that starts later on the same database.
@Suite(.serialized, .timeLimit(.minutes(3))) struct OperationRestartTests {
    /// The machine's clock, some time later, so that the test need not wait for the next attempt.
    private struct LaterClock: WallClock {
        func now() -> Timestamp { SystemClock().now() + .seconds(900) }
    }

    private static let prefer: HTTPFields = [HTTPField.Name("Prefer")!: "respond-async"]

    @Test func `a write accepted while GitHub is down is performed once by the next gateway`() async throws {
        let fake = GitHubChannel.makeFake()
        try await fake.serving { baseURL in
            try await TestDatabase.withMigratedConfiguration { database in
                var options = TestGateway.Options()
                GitHubChannel.choose(&options)
                let before = OperationHandover()
                try await TestGateway.run(options, database: database) { gateway in
                    let channel = GitHubChannel(gateway: gateway, fake: fake)
                    try await channel.connect(to: baseURL)
                    fake.inject(.badGateway, times: 1_000)
                    try await leave(gateway, before)
                }
                #expect(fake.issueCount("acme/website") == 0)
                fake.clearFaults()
                options.dependencies.clock = LaterClock()
                try await TestGateway.run(options, database: database) { try await follow($0, before) }
                #expect(fake.issueCount("acme/website") == 1)
            }
        }
    }

    /// Until the circuit breaker opens, each write fails at the tracker; then the gateway refuses it, with the time to
    /// retry.
    private func leave(_ gateway: TestGateway, _ before: OperationHandover) async throws {
        let admin = gateway.admin
        var refused = try await admin.post(GitHubChannel.tickets, ["title": "Now"])
        for _ in 0..<20 where refused.status != 503 {
            refused = try await admin.post(GitHubChannel.tickets, ["title": "Now"])
        }
        #expect(refused.status == 503 && refused.code == "tracker_unavailable")
        #expect(refused.header("Retry-After").flatMap { Int($0) } ?? 0 > 0)

        var headers = Self.prefer
        headers[HTTPField.Name("Idempotency-Key")!] = "order-1"
        let accepted = try await admin.post(GitHubChannel.tickets, ["title": "Later"], headers: headers)
        #expect(accepted.status == 202 && accepted.json["status"] == "queued")
        #expect(accepted.header("Preference-Applied") == "respond-async")
        let location = try #require(accepted.header("Location"))
        let repeated = try await admin.post(GitHubChannel.tickets, ["title": "Later"], headers: headers)
        #expect(repeated.status == 202 && repeated.header("Location") == location)
        #expect(repeated.header("Idempotency-Replayed") == "true")
        // Its first attempt fails, and is reported.
        let waiting = try await wait(admin, location) { $0["problem"] != .null && $0["status"] == "queued" }
        #expect(waiting["problem"]?["status"] == 503 && waiting["next_attempt_at"] != .null)
        let cancelled = try await admin.post(GitHubChannel.tickets, ["title": "Never"], headers: Self.prefer)
        let unwanted = try #require(cancelled.header("Location"))
        _ = try await wait(admin, unwanted) { $0["problem"] != .null && $0["status"] == "queued" }
        #expect(try await admin.delete(unwanted).status == 204)
        #expect(try await admin.get("/api/v1/operations?status=queued").json["data"]?.arrayValue?.count == 1)
        before.keep(token: gateway.adminToken, location: location)
        #expect(!gateway.log.text.contains(GitHubChannel.token))
    }

    private func follow(_ gateway: TestGateway, _ before: OperationHandover) async throws {
        let admin = gateway.client(token: before.token)
        let done = try await wait(admin, before.location) { $0["status"] == "succeeded" || $0["status"] == "failed" }
        #expect(done["status"] == "succeeded" && done["problem"] == .null, "\(done.text)")
        let ticket = try await admin.get(try #require(done["ticket"]?["href"]?.stringValue)).json
        #expect(ticket["title"] == "Later" && ticket["body"] == "" && ticket["id"] == done["ticket"]?["id"])
        let refused = try await admin.post(
            GitHubChannel.tickets, ["title": "Who?", "assignees": ["nobody-of-that-name"]], headers: Self.prefer)
        let failed = try await wait(admin, try #require(refused.header("Location"))) { $0["status"] == "failed" }
        #expect(failed["problem"]?["code"] == "tracker_refused" && failed["problem"]?["downstream"]?["status"] == 422)
        #expect(failed["problem"]?["errors"]?[0]?["pointer"] == "/assignees")
    }

    /// Polls until an operation has this status. The test's time limit ends it if it never does.
    private func wait(_ client: TestClient, _ location: String, until isEnough: (JSON) -> Bool) async throws -> JSON {
        while true {
            let operation = try await client.get(location).json
            if isEnough(operation) { return operation }
            await Task.yield()
        }
    }
}
