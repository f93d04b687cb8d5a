import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

@Suite struct GitLabWebhookTests {
    private static let signingToken = "whsec_" + Base64.encoded((0..<32).map { UInt8($0 * 7) })
    private static let now = Timestamp(seconds: 1_800_000_000)
    private static let body = Array(
        "{\"object_kind\":\"issue\",\"object_attributes\":{\"iid\":23,\"action\":\"open\"}}".utf8)

    private static func secret(_ text: String) -> WebhookSecret {
        WebhookSecret(shared: text, credentials: .token("glpat-x"))
    }

    private static func isAuthentic(
        _ headers: HTTPFields, _ secret: String, body: [UInt8] = body, at now: Timestamp = now
    ) -> Bool {
        GitLabWebhooks().isAuthentic(.made(of: body, headers: headers, at: now), self.secret(secret))
    }

    private static func signed(id: String = "msg-1", at moment: Timestamp = now) throws -> HTTPFields {
        let timestamp = String(moment.seconds)
        let signature = try #require(StandardWebhookSignature(secret: signingToken)).signature(
            id: id, timestamp: timestamp, body: body)
        return [.webhookID: id, .webhookTimestamp: timestamp, .webhookSignature: signature]
    }

    @Test func `the token in its header is accepted, and no variation of it`() {
        #expect(Self.isAuthentic([.gitLabToken: "s3cret"], "s3cret"))
        for wrong in ["", "s3cre", "s3crett", "S3cret", "s3cret, s3cret"] {
            #expect(!Self.isAuthentic([.gitLabToken: wrong], "s3cret"))
        }
        #expect(!Self.isAuthentic([:], "s3cret"))
        var twice: HTTPFields = [.gitLabToken: "s3cret"]
        twice.append(HTTPField(name: .gitLabToken, value: "other"))
        #expect(!Self.isAuthentic(twice, "s3cret"))
    }

    @Test func `an empty secret authenticates nothing`() throws {
        #expect(!Self.isAuthentic([.gitLabToken: ""], ""))
        #expect(!Self.isAuthentic([:], ""))
        #expect(!Self.isAuthentic(try Self.signed(), ""))
        for secret in ["whsec_", "whsec_AAAA", "whsec_!!!!", "not base64"] {
            #expect(StandardWebhookSignature(secret: secret) == nil)
        }
    }

    @Test func `a signature is valid for five minutes before and after its time`() throws {
        for (seconds, counts) in [(0, true), (300, true), (-300, true), (301, false), (-301, false), (86_400, false)]
            as [(Int64, Bool)]
        {
            let now = Self.now + .seconds(seconds)
            #expect(Self.isAuthentic(try Self.signed(), Self.signingToken, at: now) == counts)
        }
        for timestamp in ["", "soon", "9223372036854775807", "-9223372036854775808", "1800000000.0"] {
            var headers = try Self.signed()
            headers[.webhookTimestamp] = timestamp
            #expect(!Self.isAuthentic(headers, Self.signingToken))
        }
    }

    @Test func `one good signature among several is enough, of another version it is not`() throws {
        var headers = try Self.signed()
        let good = try #require(headers[.webhookSignature])
        for (text, counts) in [
            ("v1,AAAA \(good)", true), ("\(good) v2,x", true), ("v2" + good.dropFirst(2), false),
            (String(good.dropFirst(3)), false),
        ] {
            headers[.webhookSignature] = text
            #expect(Self.isAuthentic(headers, Self.signingToken) == counts)
        }
        for name in [HTTPField.Name.webhookID, .webhookTimestamp, .webhookSignature] {
            var lacking = try Self.signed()
            lacking[name] = nil
            #expect(!Self.isAuthentic(lacking, Self.signingToken))
        }
    }

    @Test func `10,000 tokens with one flipped bit are all refused`() {
        var generator = SeededGenerator(seed: 1)
        let secret = Array("glwh-0123456789abcdefABCDEF-secret".utf8)
        var accepted = 0
        for _ in 0..<10_000 {
            let token = String(decoding: generator.mutated(secret), as: UTF8.self)
            if Self.isAuthentic([.gitLabToken: token], String(decoding: secret, as: UTF8.self)) { accepted += 1 }
        }
        #expect(accepted == 0)
    }

    @Test func `10,000 signed deliveries with one flipped bit are all refused`() throws {
        var generator = SeededGenerator(seed: 2)
        let headers = try Self.signed()
        #expect(Self.isAuthentic(headers, Self.signingToken))
        let names: [HTTPField.Name] = [.webhookSignature, .webhookID, .webhookTimestamp]
        var accepted = 0
        for round in 0..<10_000 {
            var changed = headers, body = Self.body
            if round % 4 == 3 {
                body = generator.mutated(body)
            } else {
                let name = names[round % 4]
                changed[name] = String(decoding: generator.mutated(Array((headers[name] ?? "").utf8)), as: UTF8.self)
            }
            if Self.isAuthentic(changed, Self.signingToken, body: body) { accepted += 1 }
        }
        #expect(accepted == 0)
    }

    @Test(.enabled(if: Corpus("standard-webhooks").isThere))
    func `the Standard Webhooks test vectors produce the expected signatures`() throws {
        let vectors = try JSON(parsing: try Corpus("standard-webhooks").bytes("vectors.json"))
        for vector in vectors["sign"]?.arrayValue ?? [] {
            let signature = try #require(StandardWebhookSignature(secret: vector["secret"]?.stringValue ?? ""))
            let made = signature.signature(
                id: vector["webhook_id"]?.stringValue ?? "", timestamp: vector["webhook_timestamp"]?.stringValue ?? "",
                body: Array((vector["payload"]?.stringValue ?? "").utf8))
            #expect(made == vector["signature"]?.stringValue)
        }
        let checks = vectors["verify"]?.arrayValue ?? []
        for vector in checks {
            var headers = HTTPFields()
            for (name, field) in [
                ("webhook_id", HTTPField.Name.webhookID), ("webhook_timestamp", .webhookTimestamp),
                ("webhook_signature", .webhookSignature),
            ] {
                headers[field] = vector[name]?.stringValue
            }
            let now = vector["now"]?.integerValue ?? Int64(vector["now"]?.stringValue ?? "") ?? 0
            let payload = Array((vector["payload"]?.stringValue ?? "").utf8)
            let isValid = Self.isAuthentic(
                headers, vector["secret"]?.stringValue ?? "", body: payload, at: Timestamp(seconds: now))
            #expect(isValid == vector["valid"]?.boolValue, "\(vector["name"]?.stringValue ?? "")")
        }
        #expect(checks.count >= 15)
    }

    @Test func `a delivery is identified by its own key, rather than the event's`() {
        func label(_ headers: HTTPFields) -> WebhookLabel {
            GitLabWebhooks().label(of: .made(of: Self.body, headers: headers))
        }
        let event: HTTPFields = [.gitLabEvent: "Confidential Issue Hook", .gitLabEventUUID: "event"]
        #expect(label(event) == WebhookLabel(deliveryID: "event", event: "Confidential Issue Hook"))
        #expect(label([.idempotencyKey: "key", .gitLabEventUUID: "event"]).deliveryID == "key")
        #expect(label([.webhookID: "id", .gitLabEventUUID: "event"]).deliveryID == "id")
        #expect(label([:]) == WebhookLabel(deliveryID: nil, event: ""))
        #expect(!GitLabWebhooks().secretIsInAddress)
    }

    @Test func `an actor without a number is named by login, and a note by its number`() throws {
        let body: JSON = [
            "object_kind": "note", "user": ["name": "Ada", "username": "ada", "avatar_url": .null], "issue": ["iid": 7],
            "object_attributes": ["id": 31, "noteable_type": "Issue", "updated_at": "2026-01-02 03:04:05 UTC"],
        ]
        let notice = try #require(try GitLabWebhooks().notices(in: .made(of: body.serialized())).first)
        #expect(notice.actor == nil && notice.actorLogin == "ada" && notice.commentID == "31")
        let whole = try #require(
            try GitLabWebhooks().notices(
                in: .made(of: body.adding(["user": ["id": 5, "username": "ada"]]).serialized())
            ).first)
        #expect(whole.actor?.remoteID == "5" && whole.actorLogin == nil)
    }

    @Test(
        arguments: [
            (["object_kind": "push"], "the event push does not change a ticket of a project"),
            (
                ["object_kind": "note", "object_attributes": ["noteable_type": "MergeRequest"]],
                "a comment on a MergeRequest is not a comment on a ticket"
            ),
        ] as [(JSON, String)]) func `ignored deliveries have a reason`(_ body: JSON, _ reason: String)
    {
        #expect(GitLabWebhooks().reasonForIgnoring(.made(of: body.serialized())) == reason)
    }

    @Test func `a test payload without an action reports its issue, and other events nothing`() throws {
        let test: JSON = [
            "object_kind": "issue", "project": ["path_with_namespace": "a/b"],
            "object_attributes": ["iid": 7, "id": 1],
        ]
        #expect(
            try GitLabWebhooks().notices(in: .made(of: test.serialized())).map(\.news) == [
                .ticket(key: "7", snapshot: nil)
            ])
        for other: JSON in [
            [:], ["object_kind": "push"], ["object_kind": "issue"],
            ["object_kind": "note", "object_attributes": ["noteable_type": "Commit"]],
            ["object_kind": "work_item", "object_attributes": ["iid": 7]], ["event_name": "user_create"],
        ] {
            #expect(try GitLabWebhooks().notices(in: .made(of: other.serialized())) == [])
        }
        let item: JSON = [
            "object_kind": "work_item", "project": ["id": 5], "object_attributes": ["iid": 7, "type": "Task"],
        ]
        #expect(try GitLabWebhooks().notices(in: .made(of: item.serialized())).first?.project == ["5"])
        for bad in ["", "{", "[]", "{\"object_kind\":\"issue\",\"project_id\":1,\"object_attributes\":{}}"] {
            #expect(throws: TrackerError.self) { _ = try GitLabWebhooks().notices(in: .made(of: Array(bad.utf8))) }
        }
    }
}
