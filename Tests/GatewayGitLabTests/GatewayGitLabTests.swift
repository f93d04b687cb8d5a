import FakeGitLab
import FakeTrackerKit
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// The main use case: a ticket in GitLab through the gateway.
@Suite(.serialized, .timeLimit(.minutes(3))) struct GatewayGitLabTests {
    @Test func `an issue is created, commented in threads, closed and reopened in GitLab`() async throws {
        try await GitLabChannel.run { channel in
            let admin = channel.gateway.admin
            let draft: JSON = [
                "title": "The login page is blank", "body": "Since *today* 🎉", "labels": ["bug"],
                "assignees": ["helper"],
                "kind": "incident",
                "confidential": true,
            ]
            let made = try await admin.post(GitLabChannel.tickets, draft)
            #expect(made.status == 201)
            #expect(
                made.json["key"] == "1" && made.json["tracker"] == "gitlab" && made.json["body"] == "Since *today* 🎉")
            #expect(
                made.json["kind"] == "incident" && made.json["confidential"] == true && made.json["labels"] == ["bug"])
            let doing = try await admin.patch(GitLabChannel.tickets + "/1", ["status": "in_progress"])
            #expect(
                doing.status == 200 && doing.json["status"] == "in_progress"
                    && doing.json["labels"] == ["bug", "doing"])
            let first = try await admin.post(GitLabChannel.tickets + "/1/comments", ["body": "It is the cache."])
            #expect(first.status == 201)
            let thread = first.json["thread_id"] ?? .null
            let reply = try await admin.post(
                GitLabChannel.tickets + "/1/comments", ["body": "It is not.", "thread_id": thread])
            #expect(reply.status == 201 && reply.json["thread_id"] == thread && thread != .null)
            let closed = try await admin.patch(GitLabChannel.tickets + "/1", ["status": "done"])
            #expect(closed.json["state"] == "closed")
            let reopened = try await admin.patch(GitLabChannel.tickets + "/1", ["status": "open"])
            #expect(reopened.status == 200 && reopened.json["status"] == "open" && reopened.json["labels"] == ["bug"])
        }
    }

    @Test func `all issues of GitLab are imported, and later changes follow`() async throws {
        try await GitLabChannel.run { fake in
            for number in 0..<230 { fake.addIssue(GitLabChannel.path, title: "Issue \(number)") }
        } _: { channel in
            let admin = channel.gateway.admin
            #expect(try await admin.get("/api/v1/channels/backend").json["ticket_count"] == 230)
            channel.fake.touch(GitLabChannel.path, 7, title: "Changed over there")
            let fresh = try await admin.get(GitLabChannel.tickets + "/7?fresh=true")
            #expect(fresh.json["title"] == "Changed over there")
        }
    }

    @Test func `a ticket follows a label that GitLab gave another name, at the next sync`() async throws {
        try await GitLabChannel.run { channel in
            let admin = channel.gateway.admin
            func sync() async throws {
                #expect(try await admin.post("/api/v1/channels/backend/sync", ["full": false]).status == 202)
                try await channel.sync()
            }
            #expect(try await admin.post(GitLabChannel.tickets, ["title": "One", "labels": ["bug"]]).status == 201)
            try await sync()
            channel.fake.renameLabel(GitLabChannel.path, "bug", to: "defect")
            try await sync()
            #expect(try await admin.get(GitLabChannel.tickets + "/1").json["labels"] == ["defect"])
            #expect(try await admin.get("/api/v1/channels/backend/labels/DEFECT").status == 404)
        }
    }

    @Test func `a creation whose reply is lost returns the ticket, created once`() async throws {
        try await GitLabChannel.run { channel in
            channel.fake.inject(.dropReply, method: .post, path: "/issues")
            let made = try await channel.gateway.admin.post(GitLabChannel.tickets, ["title": "Made once"])
            #expect(made.status == 201 && made.json["key"] == "1" && made.json["body"] == "")
            #expect(channel.fake.issueCount(GitLabChannel.path) == 1)
        }
    }

    @Test func `refusals are reported with GitLab's message, and never contain the token`() async throws {
        try await GitLabChannel.run { channel in
            let admin = channel.gateway.admin
            let refused = try await admin.post(
                GitLabChannel.tickets, ["title": "Who?", "assignees": ["nobody-of-that-name"]])
            #expect(refused.status == 422 && refused.pointers == ["/assignees"])
            let missing = try await admin.post(GitLabChannel.tickets, ["title": "When?", "priority": "high"])
            #expect(missing.status == 422 && missing.code == "capability_missing")
            channel.fake.inject(.unauthorized, times: 10)
            let unauthorized = try await admin.post(GitLabChannel.tickets, ["title": "No"])
            #expect(unauthorized.status == 502 && unauthorized.code == "tracker_unauthorized")
            channel.fake.clearFaults()
            channel.fake.inject(.rateLimited(retryAfter: 900), times: 10)
            let throttled = try await admin.post(GitLabChannel.tickets, ["title": "Later"])
            #expect(throttled.status == 503 && throttled.code == "tracker_throttled")
            let shown = [refused, missing, unauthorized, throttled].map(\.json.text) + [channel.gateway.log.text]
            #expect(!shown.contains { $0.contains(GitLabChannel.token) })
        }
    }
}
