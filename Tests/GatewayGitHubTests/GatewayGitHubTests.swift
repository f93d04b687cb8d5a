import FakeGitHub
import FakeTrackerKit
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// The main use case: a ticket in GitHub through the gateway.
@Suite(.serialized, .timeLimit(.minutes(3))) struct GatewayGitHubTests {
    @Test func `a ticket is created, read, searched, changed, commented and closed in GitHub`() async throws {
        try await GitHubChannel.run { channel in
            let admin = channel.gateway.admin
            let draft: JSON = [
                "title": "The login page is blank", "body": "Since *today* 🎉", "labels": ["bug"],
                "assignees": ["helper"],
            ]
            let made = try await admin.post(GitHubChannel.tickets, draft)
            #expect(made.status == 201)
            #expect(
                made.json["key"] == "1" && made.json["tracker"] == "github" && made.json["body"] == "Since *today* 🎉")
            #expect(channel.fake.issueCount("acme/website") == 1)

            let read = try await admin.get(GitHubChannel.tickets + "/1?include=remote_data")
            #expect(read.json["title"] == "The login page is blank" && read.json["labels"] == ["bug"])
            #expect(read.json["remote_data"]?["number"] == 1)
            let found = try await admin.get("/api/v1/tickets?q=login&status=open")
            #expect(found.json["data"]?.arrayValue?.count == 1)

            let doing = try await admin.patch(
                GitHubChannel.tickets + "/1", ["status": "in_progress", "title": "The login page is empty"])
            #expect(
                doing.status == 200 && doing.json["status"] == "in_progress"
                    && doing.json["labels"] == ["bug", "doing"])
            let comment = try await admin.post(GitHubChannel.tickets + "/1/comments", ["body": "It is the cache."])
            #expect(comment.status == 201)
            let closed = try await admin.patch(
                GitHubChannel.tickets + "/1", ["status": "done", "resolution": "not_planned"])
            #expect(
                closed.json["status"] == "done" && closed.json["resolution"] == "not_planned"
                    && closed.json["state"] == "closed")
            let comments = try await admin.get(GitHubChannel.tickets + "/1/comments")
            #expect(comments.json["data"]?[0]?["body"] == "It is the cache.")
            let budget = try await admin.get("/api/v1/connections/acme/budget").json
            #expect(
                budget["resources"]?.arrayValue?.contains { $0["resource"] == "core" && $0["limit"] == 5000 } ?? false)
        }
    }

    @Test func `all issues of GitHub are imported without pull requests, and later changes follow`() async throws {
        try await GitHubChannel.run { fake in
            for number in 1...230 {
                fake.addIssue(
                    "acme/website", title: "Issue \(number)", author: number % 2 == 0 ? "helper" : nil,
                    isPullRequest: number % 10 == 0)
            }
        } _: { channel in
            let admin = channel.gateway.admin
            #expect(try await admin.get("/api/v1/channels/website").json["ticket_count"] == 207)
            #expect(try await admin.get(GitHubChannel.tickets + "/10").status == 404)
            channel.fake.touch("acme/website", 7, title: "Changed over there")
            let fresh = try await admin.get(GitHubChannel.tickets + "/7?fresh=true")
            #expect(fresh.json["title"] == "Changed over there")
            #expect(try await admin.get(GitHubChannel.tickets + "/7").json["title"] == "Changed over there")
        }
    }

    @Test func `a ticket follows a label that GitHub gave another name, at the next sync`() async throws {
        try await GitHubChannel.run { channel in
            let admin = channel.gateway.admin
            func sync() async throws {
                #expect(try await admin.post("/api/v1/channels/website/sync", ["full": false]).status == 202)
                try await channel.sync()
            }
            #expect(try await admin.post(GitHubChannel.tickets, ["title": "One", "labels": ["bug"]]).status == 201)
            try await sync()
            channel.fake.renameLabel("acme/website", "bug", to: "defect")
            try await sync()
            #expect(try await admin.get(GitHubChannel.tickets + "/1").json["labels"] == ["defect"])
            #expect(try await admin.get("/api/v1/channels/website/labels/DEFECT").json["name"] == "defect")
            #expect(
                try await admin.patch("/api/v1/channels/website/labels/Defect", ["color": "00ff00"]).json["color"]
                    == "00ff00")
        }
    }

    @Test func `a creation whose reply is lost returns the ticket, created once`() async throws {
        try await GitHubChannel.run { channel in
            channel.fake.inject(.dropReply, method: .post, path: "/issues")
            let made = try await channel.gateway.admin.post(GitHubChannel.tickets, ["title": "Made once"])
            #expect(made.status == 201 && made.json["key"] == "1" && made.json["body"] == "")
            #expect(channel.fake.issueCount("acme/website") == 1)
        }
    }

    @Test func `GitHub's refusals and missing objects are reported with GitHub's message`() async throws {
        try await GitHubChannel.run { channel in
            let admin = channel.gateway.admin
            let refused = try await admin.post(
                GitHubChannel.tickets, ["title": "Who?", "assignees": ["nobody-of-that-name"]])
            #expect(refused.status == 422 && refused.code == "tracker_refused" && refused.pointers == ["/assignees"])
            #expect(refused.json["downstream"]?["status"] == 422)
            let missing = try await admin.post(
                GitHubChannel.tickets, ["title": "When?", "due_at": "2030-01-01T00:00:00Z"])
            #expect(missing.status == 422 && missing.code == "capability_missing")
            channel.fake.inject(.unauthorized, times: 10)
            let unauthorized = try await admin.post(GitHubChannel.tickets, ["title": "No"])
            #expect(unauthorized.status == 502 && unauthorized.code == "tracker_unauthorized")
            channel.fake.clearFaults()
            channel.fake.inject(.primaryLimit(resetsAt: .now + .seconds(900)), times: 10)
            let throttled = try await admin.post(GitHubChannel.tickets, ["title": "Later"])
            #expect(throttled.status == 503 && throttled.code == "tracker_throttled")
            #expect(throttled.header("Retry-After").flatMap { Int($0) }.map { (800...900).contains($0) } ?? false)
            #expect(!channel.gateway.log.text.contains(GitHubChannel.token))
        }
    }
}
