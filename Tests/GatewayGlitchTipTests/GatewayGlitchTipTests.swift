import Crypto
import FakeGlitchTip
import FakeTrackerKit
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// Comments of trackers that do not report comments as changes.
@Suite(.serialized, .timeLimit(.minutes(3))) struct GatewayGlitchTipTests {
    @Test func `a comment written at GlitchTip is found once its issue has been read`() async throws {
        try await GlitchTipChannel.run { channel in
            #expect(try await channel.comments() == [])
            channel.fake.addComment(GlitchTipChannel.issue, "It is the cache.")
            try await channel.sync()
            #expect(try await channel.comments() == ["It is the cache."])
            #expect(try await channel.gateway.admin.get(channel.ticket).json["comment_count"] == 1)
        }
    }

    @Test func `an error whose latest event can no longer be shown keeps its text, and the sync status reports it`()
        async throws
    {
        try await GlitchTipChannel.run { channel in
            let admin = channel.gateway.admin, sync = GlitchTipChannel.channel + "/sync"
            let before = try await admin.get(channel.ticket).json
            #expect(before["body"] != "" && before["body"] != .null)
            channel.fake.inject(.serverError, times: 100, path: "/events/latest/")
            // The latest event of an issue without a new one is not read again.
            channel.fake.addEvent(
                GlitchTipChannel.path,
                ["event_id": "0123456789abcdef0123456789abcdea", "message": "It broke", "level": "error"])
            try await channel.sync()
            #expect(try await admin.get(channel.ticket).json["body"] == before["body"])
            let status = try await admin.get(sync).json
            #expect(status["error"] == .null && status["skipped_count"] == 1)
            #expect(status["skipped"]?[0]?["key"] == before["key"] && status["skipped"]?[0]?["stored"] == true)
            channel.fake.clearFaults()
            try await channel.sync()
            #expect(try await admin.get(sync).json["skipped_count"] == 0)
        }
    }

    @Test(arguments: [false, true])
    func `a ticket is also found, changed and commented by the number in its issue's URL`(isSentry: Bool)
        async throws
    {
        try await GlitchTipChannel.run(isSentry: isSentry) { channel in
            let admin = channel.gateway.admin
            let number = GlitchTipChannel.channel + "/tickets/\(GlitchTipChannel.issue)"
            let key = try await admin.get(channel.ticket).json["key"]
            for query in ["", "?fresh=true"] {
                let found = try await admin.get(number + query)
                #expect(found.status == 200 && found.json["key"] == key, "\(query)")
            }
            #expect(try await admin.get(number + "/comments").status == 200)
            #expect(try await admin.get(number + "/occurrences").status == 200)
            let changed = try await admin.patch(number, ["status": "done"])
            #expect(changed.status == 200 && changed.json["key"] == key && changed.json["status"] == "done")
            #expect(try await admin.post(number + "/comments", ["body": "Fixed."]).status == 201)
            #expect(try await admin.get(channel.ticket + "/comments").json["data"]?.arrayValue?.count == 1)
            #expect(try await admin.get(GlitchTipChannel.channel + "/tickets/4711").status == 404)
        }
    }

    @Test func `a comment reported by Sentry is mirrored and emits an event, under the ticket's own key`() async throws
    {
        try await GlitchTipChannel.run(isSentry: true) { channel in
            let hook = try await SentryHook.register(on: channel)
            #expect(try await channel.comments() == [])
            channel.fake.addComment(GlitchTipChannel.issue, "It is the cache.")
            let body: JSON = [
                "action": "created", "installation": ["uuid": "7a485448-a9e2-4c85-8a3c-4f44175783c9"],
                "data": [
                    "comment_id": 1, "issue_id": .integer(GlitchTipChannel.issue), "project_slug": "shop-api",
                    "comment": "It is the cache.",
                ],
            ]
            try await hook.send(body, "comment", to: channel)
            try await GlitchTipChannel.until {
                let events = try await channel.gateway.admin.get(channel.ticket + "/events?type=comment.created").json[
                    "data"]
                return events?.arrayValue?.first?["origin"] == "webhook"
            }
            #expect(try await channel.comments() == ["It is the cache."])
        }
    }

    @Test func `Sentry's data about a user is neither in the ticket nor in the stored delivery`() async throws {
        try await GlitchTipChannel.run(isSentry: true) { channel in
            let hook = try await SentryHook.register(on: channel)
            channel.fake.addEvent(
                GlitchTipChannel.path,
                [
                    "event_id": "0123456789abcdef0123456789abcdee", "message": "It broke", "level": "error",
                    "tags": ["user.email": "person@example.com", "shard": "7"], "user": ["email": "person@example.com"],
                ])
            let event: JSON = [
                "issue_id": .string(String(GlitchTipChannel.issue)), "user": ["email": "person@example.com"],
                "request": ["headers": [["Cookie", "sid=person"]]],
            ]
            try await hook.send(["action": "triggered", "data": ["event": event]], "event_alert", to: channel)
            let path = "/api/v1/deliveries?channel=shop"
            try await GlitchTipChannel.until {
                try await channel.gateway.admin.get(path).json["data"]?[0]?["state"] == "applied"
            }
            let id = try #require(try await channel.gateway.admin.get(path).json["data"]?[0]?["id"]?.stringValue)
            for path in ["/api/v1/deliveries/\(id)", channel.ticket + "?include=remote_data", "/api/v1/events"] {
                let text = try await channel.gateway.admin.get(path).json.text
                #expect(!text.contains("person"), "\(path): \(text)")
            }
        }
    }

    @Test func `an issue deleted at Sentry leaves the mirror when Sentry reports it`() async throws {
        try await GlitchTipChannel.run(isSentry: true) { channel in
            let hook = try await SentryHook.register(on: channel)
            channel.fake.removeIssue(GlitchTipChannel.issue)
            let body: JSON = [
                "action": "resolved",
                "data": [
                    "issue": [
                        "id": .string(String(GlitchTipChannel.issue)), "project": ["id": "1", "slug": "shop-api"],
                    ]
                ],
            ]
            try await hook.send(body, "issue", to: channel)
            try await GlitchTipChannel.until { try await channel.gateway.admin.get(channel.ticket).status == 404 }
        }
    }
}

/// The channel's webhook, set up manually.
private struct SentryHook {
    private static let secret = "a secret of Sentry's own making"

    static func register(on channel: GlitchTipChannel) async throws -> Self {
        let made = try await channel.gateway.admin.post(
            GlitchTipChannel.channel + "/webhook", ["manual": true, "secret": .string(secret)])
        #expect(made.status == 201)
        return Self()
    }

    func send(_ body: JSON, _ resource: String, to channel: GlitchTipChannel) async throws {
        let bytes = body.serialized()
        let code = HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: Array(Self.secret.utf8)))
        let signature = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var headers: HTTPFields = [:]
        for (name, value) in [
            ("Sentry-Hook-Resource", resource), ("Sentry-Hook-Signature", signature), ("Request-ID", "one"),
        ] {
            headers[try #require(HTTPField.Name(name))] = value
        }
        let answer = try await channel.gateway.anonymous.post("/webhooks/shop", body, headers: headers)
        #expect(answer.status < 300, "\(answer.json.text)")
    }
}
