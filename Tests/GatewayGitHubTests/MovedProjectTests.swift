import Crypto
import FakeGitHub
import FakeTrackerKit
import Foundation
import Gateway
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// Transferred issues, renamed repositories, and the objects left behind.
@Suite(.serialized, .timeLimit(.minutes(3))) struct MovedProjectTests {
    private static let secret = "a secret of the test's"
    private static let channel = "/api/v1/channels/website"

    private static func seed(_ fake: FakeGitHub) {
        fake.addRepository("acme/new", roles: [:])
        fake.addIssue("acme/website", title: "moves", body: nil, author: nil)
        for number in 2...20 { fake.addIssue("acme/website", title: "stays \(number)", body: nil, author: nil) }
    }

    private static func deliver(_ gateway: TestGateway, _ body: JSON, as event: String = "issues") async throws {
        let key = SymmetricKey(data: Array(secret.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: body.serialized(), using: key).map {
            String(format: "%02x", $0)
        }.joined()
        var headers: HTTPFields = [.contentType: "application/json"]
        let proofs = [
            "X-Hub-Signature-256": "sha256=\(code)", "X-GitHub-Event": event, "X-GitHub-Delivery": UUID().uuidString,
        ]
        for (name, value) in proofs { if let name = HTTPField.Name(name) { headers[name] = value } }
        let answer = try await gateway.anonymous.send(
            .post, "/webhooks/website", headers: headers, bytes: body.serialized())
        #expect([200, 202].contains(answer.status), "\(answer.text)")
    }

    private static func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(20)) }
    }

    private static func deletions(_ gateway: TestGateway) async throws -> Int {
        try await gateway.admin.get("/api/v1/events?type=ticket.deleted").json["data"]?.arrayValue?.count ?? 0
    }

    @Test(arguments: [true, false])
    func `a transferred issue leaves the channel, and nothing is written to its new repository`(_ isReported: Bool)
        async throws
    {
        try await GitHubChannel.run(seed: Self.seed) { channel in
            let admin = channel.gateway.admin
            #expect(
                try await admin.post(Self.channel + "/webhook", ["manual": true, "secret": .string(Self.secret)]).status
                    == 201)
            let id =
                try await admin.get(GitHubChannel.tickets + "/1?include=remote_data").json["remote_data"]?["id"]
                ?? .null
            #expect(channel.fake.transfer("acme/website", 1, to: "acme/new") == 1)
            if !isReported {
                // Before the gateway learns of it, writes through the channel fail.
                #expect(try await admin.patch(GitHubChannel.tickets + "/1", ["title": "written"]).status == 404)
                #expect(try await admin.post(GitHubChannel.tickets + "/1/comments", ["body": "written"]).status == 404)
                #expect(try await admin.get(GitHubChannel.tickets + "/1?fresh=true").status == 404)
            } else {
                let issue: JSON = [
                    "id": id, "node_id": "I_1", "number": 1, "title": "moves", "body": .null, "state": "open",
                    "state_reason": .null,
                    "html_url": "https://github.example/acme/website/issues/1", "user": .null, "assignees": [],
                    "labels": [],
                    "milestone": .null, "locked": false, "comments": 0, "created_at": "2026-11-01T10:00:00Z",
                    "updated_at": "2026-11-29T10:00:00Z", "closed_at": .null,
                ]
                try await Self.deliver(
                    channel.gateway,
                    ["action": "transferred", "issue": issue, "repository": ["full_name": "acme/website"]])
                try await Self.until { try await admin.get(GitHubChannel.tickets + "/1").status == 404 }
            }
            #expect(try await admin.patch(GitHubChannel.tickets + "/1", ["title": "written"]).status == 404)
            #expect(try await admin.post(GitHubChannel.tickets + "/1/comments", ["body": "written"]).status == 404)
            let moved = try #require(channel.fake.issue("acme/new", 1))
            #expect(moved.title == "moves" && moved.comments == [])
            #expect(try await Self.deletions(channel.gateway) == 1)
        }
    }

    @Test func `a renamed repository keeps working, and its channel's path can be changed`() async throws {
        try await GitHubChannel.run(seed: Self.seed) { channel in
            let admin = channel.gateway.admin
            channel.fake.rename("acme/website", to: "acme/site")
            #expect(try await admin.patch(GitHubChannel.tickets + "/1", ["title": "written"]).status == 200)
            #expect(channel.fake.issue("acme/site", 1)?.title == "written")
            let refused = try await admin.patch(Self.channel, ["path": "acme/new"])
            #expect(refused.status == 422 && refused.json["errors"]?[0]?["pointer"] == "/path")
            #expect(try await admin.patch(Self.channel, ["path": "acme/nowhere"]).status == 422)
            let changed = try await admin.patch(Self.channel, ["path": "acme/site"])
            #expect(changed.status == 200 && changed.json["path"] == "acme/site")
            #expect(try await admin.get(Self.channel).json["ticket_count"] == 20)
            #expect(try await Self.deletions(channel.gateway) == 0)
        }
    }

    @Test func `a repository that takes the old name is not imported, and the channel follows its own`() async throws {
        try await GitHubChannel.run(seed: Self.seed) { channel in
            let admin = channel.gateway.admin
            channel.fake.rename("acme/website", to: "acme/site")
            channel.fake.addRepository("acme/website", roles: [:])
            channel.fake.addIssue("acme/website", title: "a stranger", body: nil, author: nil)
            // Even before the next sync.
            #expect(try await admin.get(Self.channel + "/tracker").json["path"] == "acme/site")
            #expect(try await admin.post(Self.channel + "/sync", ["full": true]).status == 202)
            try await Self.until { try await admin.get(Self.channel).json["path"] == "acme/site" }
            try await channel.sync()
            #expect(try await admin.get(GitHubChannel.tickets + "/1").json["title"] == "moves")
            #expect(try await admin.get("/api/v1/events?type=ticket.created").json["data"] == [])
            #expect(try await Self.deletions(channel.gateway) == 0)
        }
    }

    @Test func `before any sync, a repository that took the old name is neither read nor written through the channel`()
        async throws
    {
        try await GitHubChannel.run(seed: Self.seed) { channel in
            let admin = channel.gateway.admin, fake = channel.fake
            #expect(
                try await admin.post(Self.channel + "/webhook", ["manual": true, "secret": .string(Self.secret)]).status
                    == 201)
            let repository = try #require(channel.fake.number(of: "acme/website"))
            let before = try await admin.get(GitHubChannel.tickets + "/1").json
            fake.rename("acme/website", to: "acme/site")
            fake.addRepository("acme/website", roles: [:])
            fake.addIssue("acme/website", title: "a stranger", body: nil, author: nil)
            let changed = try await admin.patch(GitHubChannel.tickets + "/1", ["title": "written"])
            #expect(changed.status == 200 && changed.json["id"] == before["id"] && changed.json["title"] == "written")
            #expect(try await admin.post(GitHubChannel.tickets + "/1/comments", ["body": "said"]).status == 201)
            let fresh = try await admin.get(GitHubChannel.tickets + "/1?fresh=true").json
            #expect(fresh["id"] == before["id"] && fresh["title"] == "written")
            // A delivery of the channel's own repository that has the ticket read again.
            let told: JSON = [
                "action": "created", "issue": ["id": 1, "number": 1], "comment": ["id": 1, "body": "said"],
                "repository": ["id": .integer(repository), "full_name": "acme/site"],
            ]
            try await Self.deliver(channel.gateway, told, as: "issue_comment")
            try await Self.until {
                let states = try await admin.get("/api/v1/deliveries?channel=website").json["data"]?.arrayValue?.map {
                    $0["state"]
                }
                return states?.allSatisfy { $0 == "applied" || $0 == "failed" } == true && states?.isEmpty == false
            }
            #expect(try await admin.get(GitHubChannel.tickets + "/1").json["id"] == before["id"])
            #expect(try await Self.deletions(channel.gateway) == 0)
            #expect(fake.issue("acme/site", 1)?.title == "written" && fake.issue("acme/site", 1)?.comments == ["said"])
            #expect(
                fake.issue("acme/website", 1)?.title == "a stranger" && fake.issue("acme/website", 1)?.comments == [])
        }
    }

    @Test func `an issue deleted without a delivery is removed at the next full sync, and listed as deleted`()
        async throws
    {
        try await GitHubChannel.run(seed: Self.seed) { channel in
            let admin = channel.gateway.admin
            let id = try await admin.get(GitHubChannel.tickets + "/2").json["id"] ?? .null
            channel.fake.transfer("acme/website", 2, to: "acme/new")
            #expect(try await admin.post(Self.channel + "/sync", ["full": true]).status == 202)
            try await Self.until { try await admin.get(GitHubChannel.tickets + "/2").status == 404 }
            for list in [GitHubChannel.tickets, "/api/v1/tickets"] {
                let page = try await admin.get(list + "?updated_after=2020-01-01T00:00:00Z&include=deleted&limit=5")
                let deleted = page.json["deleted"]?.arrayValue ?? []
                #expect(deleted.count == 1 && deleted[0]["id"] == id && deleted[0]["key"] == "2")
                #expect(deleted[0]["deleted_at"]?.stringValue != nil && page.json["deleted_truncated"] == false)
                let plain = try await admin.get(list + "?updated_after=2020-01-01T00:00:00Z").json
                #expect(plain.objectValue?.keys.contains("deleted") == false)
                #expect(try await admin.get(list + "?include=deleted").status == 422)
            }
        }
    }

    @Test func `many deleted issues wait for a confirmation`() async throws {
        try await GitHubChannel.run(seed: Self.seed) { channel in
            let admin = channel.gateway.admin
            for number in 2...6 { channel.fake.transfer("acme/website", Int64(number), to: "acme/new") }
            #expect(try await admin.post(Self.channel + "/sync", ["full": true]).status == 202)
            try await Self.until {
                try await admin.get(Self.channel + "/sync").json["removals"]?["needs_confirmation"] == true
            }
            #expect(try await admin.get(Self.channel + "/sync").json["removals"]?["gone"] == 5)
            #expect(try await admin.get(Self.channel).json["ticket_count"] == 20)
            #expect(try await admin.post(Self.channel + "/sync", ["confirm_removals": true]).status == 202)
            try await Self.until { try await admin.get(Self.channel).json["ticket_count"] == 15 }
            let again = try await admin.post(Self.channel + "/sync", ["confirm_removals": true])
            #expect(again.status == 409 && again.json["code"] == "nothing_to_confirm")
        }
    }

    @Test func `deleting a channel reports a webhook that GitHub does not remove`() async throws {
        try await GitHubChannel.run { channel in
            let admin = channel.gateway.admin
            #expect(try await admin.post(Self.channel + "/webhook", [:]).status == 201)
            channel.fake.inject(.page(.forbidden, "no"), method: .delete, path: "/hooks")
            let answer = try await admin.delete(Self.channel)
            #expect(answer.status == 200)
            let left = answer.json["webhook_left"]
            #expect(left?["callback_url"]?.stringValue?.hasSuffix("/webhooks/website") == true)
            #expect(left?["remote_id"]?.stringValue != nil && left?["error"] == "tracker_forbidden")
            #expect(try await admin.get(Self.channel).status == 404)
        }
    }

    @Test func `new credentials are used by the next call`() async throws {
        try await GitHubChannel.run(seed: Self.seed) { channel in
            let admin = channel.gateway.admin
            let list = GitHubChannel.tickets + "/1?fresh=true"
            let before = try await admin.get(list)
            #expect(before.status == 200)
            let wrong: JSON = ["credentials": ["type": "token", "token": "ghp_wrong"]]
            let right: JSON = ["credentials": ["type": "token", "token": .string(GitHubChannel.token)]]
            for _ in 0..<3 {
                let spoiled = try await admin.patch("/api/v1/connections/acme", wrong)
                let refused = try await admin.get(list)
                #expect(
                    spoiled.status == 200 && refused.status == 502 && refused.json["code"] == "tracker_unauthorized")
                let repaired = try await admin.patch("/api/v1/connections/acme", right)
                let taken = try await admin.get(list)
                #expect(repaired.status == 200 && taken.status == 200)
            }
        }
    }
}
