import FakeGitHub
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

@Suite struct GitHubWebhookTests {
    private static let secret = "It's a Secret to Everybody"

    private static func delivery(_ body: [UInt8], _ headers: HTTPFields) -> WebhookDelivery {
        WebhookDelivery(
            headers: headers, body: body, callbackURL: "https://gateway.example/webhooks/x",
            receivedAt: Timestamp(seconds: 1_800_000_000))
    }

    private static func isAuthentic(_ body: [UInt8], signature: String?, secret: String = secret) -> Bool {
        var headers = HTTPFields()
        headers[.hubSignature] = signature
        return GitHubWebhooks().isAuthentic(
            delivery(body, headers), WebhookSecret(shared: secret, credentials: .token("ghp_x")))
    }

    private static func notices(_ json: JSON, _ event: String) throws -> [WebhookNotice] {
        try GitHubWebhooks().notices(in: delivery(json.serialized(), [.gitHubEvent: event]))
    }

    @Test func `the documentation's example is authentic, and no variation of it`() {
        // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries#testing-the-webhook-payload-validation
        let body = Array("Hello, World!".utf8)
        let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        #expect(Self.isAuthentic(body, signature: signature))
        for wrong in [
            nil, "", "sha256=", String(signature.dropFirst(7)), signature.uppercased(), signature + "0",
            "\(signature), \(signature)",
        ] {
            #expect(!Self.isAuthentic(body, signature: wrong))
        }
        #expect(!Self.isAuthentic(body, signature: signature, secret: "another secret"))
    }

    @Test func `an empty secret authenticates nothing`() {
        let body = Array("{}".utf8)
        #expect(!Self.isAuthentic(body, signature: GitHubWebhooks.signature(of: body, ""), secret: ""))
        #expect(!Self.isAuthentic(body, signature: nil, secret: ""))
    }

    @Test func `10,000 deliveries with one flipped bit are all refused`() {
        var generator = SeededGenerator(seed: 3)
        let body = Array("{\"action\":\"opened\",\"issue\":{\"number\":1347},\"repository\":{\"id\":1296269}}".utf8)
        let signature = GitHubWebhooks.signature(of: body, Self.secret)
        #expect(Self.isAuthentic(body, signature: signature))
        var accepted = 0
        for round in 0..<10_000 {
            let changed = round % 2 == 0 ? generator.mutated(body) : body
            let sent =
                round % 2 == 0 ? signature : String(decoding: generator.mutated(Array(signature.utf8)), as: UTF8.self)
            if Self.isAuthentic(changed, signature: sent) { accepted += 1 }
        }
        #expect(accepted == 0)
    }

    @Test func `a delivery is labelled by its headers, or by its action where that takes precedence`() {
        func label(_ body: String, _ headers: HTTPFields) -> WebhookLabel {
            GitHubWebhooks().label(of: Self.delivery(Array(body.utf8), headers))
        }
        let headers: HTTPFields = [.gitHubEvent: "issues", .gitHubDelivery: "72d3162e"]
        #expect(
            label("{\"action\":\"opened\",\"issue\":{}}", headers)
                == WebhookLabel(deliveryID: "72d3162e", event: "issues.opened"))
        for body in ["", "{\"issue\":{},\"action\":\"opened\"}", "{\"action\":\"Not a word\"}", "{\"action\":7}"] {
            #expect(label(body, headers).event == "issues")
        }
        #expect(label("{}", [:]) == WebhookLabel(deliveryID: nil, event: ""))
        #expect(!GitHubWebhooks().secretIsInAddress)
    }

    @Test func `a form's payload is read as JSON is`() throws {
        let headers: HTTPFields = [
            .gitHubEvent: "issues", .gitHubDelivery: "72d3162e",
            .contentType: "application/x-www-form-urlencoded; charset=utf-8",
        ]
        let issue = GitHubTicketTests.minimal.adding(["title": "a+b & 100%"]).text
        let json = "{\"action\":\"deleted\",\"issue\":\(issue),\"repository\":{\"id\":1,\"full_name\":\"a/b\"}}"
        let escaped = json.utf8.map { byte in
            byte == 0x20 ? "+" : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        let form = Self.delivery(Array(("x=1&payload=" + escaped.joined() + "&y=2").utf8), headers)
        var plain = headers
        plain[.contentType] = "application/json"
        let dialect = GitHubWebhooks()
        #expect(dialect.label(of: form) == WebhookLabel(deliveryID: "72d3162e", event: "issues.deleted"))
        #expect(try dialect.notices(in: form) == dialect.notices(in: Self.delivery(Array(json.utf8), plain)))
        #expect(try dialect.notices(in: form).count == 1)
        #expect { _ = try dialect.notices(in: Self.delivery(Array("y=2".utf8), headers)) } throws: {
            $0 is TrackerError
        }
        #expect(dialect.readsForms)
    }

    @Test func `a complete issue in a delivery is stored with the channel's status map, any other is read again`()
        throws
    {
        let issue = GitHubTicketTests.minimal.adding([
            "state": "open", "labels": [], "assignees": [], "milestone": .null, "locked": false, "comments": 0,
            "closed_at": .null, "body": .null,
            "user": ["id": 1, "login": "a"], "updated_at": "2026-01-02T00:00:00Z", "state_reason": .null,
        ])
        let channel = ProjectReference(path: "a/b", statusMap: ["label:wip": .inProgress, "closed": .ignored])
        func notice(_ issue: JSON) throws -> WebhookNotice {
            let body: JSON = ["action": "edited", "issue": issue, "repository": ["id": 5, "full_name": "a/b"]]
            let delivery = Self.delivery(body.serialized(), [.gitHubEvent: "issues"])
            return try #require(try GitHubWebhooks().notices(in: delivery, for: channel).first)
        }
        func snapshot(_ changes: JSON) throws -> Ticket? {
            guard case .ticket("2", let snapshot) = try notice(issue.adding(changes)).news else {
                throw Wrong("no ticket")
            }
            return snapshot
        }
        #expect(try snapshot([:])?.title == "Title")
        #expect(try snapshot([:])?.status == .open)
        #expect(try snapshot(["labels": ["wip"]])?.status == .inProgress)
        #expect(try snapshot(["assignees": [["id": 2, "login": "b"]]])?.assignees.map(\.username) == ["b"])
        let closed = try #require(
            try snapshot(["state": "closed", "closed_at": "2026-01-02T00:00:00Z", "state_reason": "not_planned"]))
        #expect(closed.status == .ignored && closed.resolution == .notPlanned)
        func without(_ name: String, _ changes: JSON = [:]) -> JSON {
            .object((issue.adding(changes).objectValue ?? [:]).filter { $0.key != name })
        }
        for name in ["assignees", "labels", "milestone", "body", "state", "user"] {
            #expect(try notice(without(name)).news == .ticket(key: "2", snapshot: nil))
        }
        let unexplained = without("state_reason", ["state": "closed", "closed_at": "2026-01-02T00:00:00Z"])
        #expect(try notice(unexplained).news == .ticket(key: "2", snapshot: nil))
        #expect(try notice(issue).notShown == [.kind, .parent])
        #expect(try notice(issue.adding(["type": .null])).notShown == [.parent])
    }

    @Test func `a renamed label emits an event, a recoloured one does not`() throws {
        func delivery(_ action: String, _ changes: JSON) -> JSON {
            [
                "action": .string(action), "label": ["id": 1, "name": "defect", "color": "ff0000"], "changes": changes,
                "repository": ["id": 5, "full_name": "acme/website"], "sender": ["id": 1, "login": "a"],
            ]
        }
        let notice = try #require(try Self.notices(delivery("edited", ["name": ["from": "bug"]]), "label").first)
        #expect(notice.news == .labelRenamed(from: "bug", to: "defect"))
        #expect(notice.project == ["acme/website", "5"] && notice.actor?.username == "a")
        #expect(try Self.notices(delivery("edited", ["color": ["from": "00ff00"]]), "label") == [])
        #expect(try Self.notices(delivery("edited", ["name": ["from": "defect"]]), "label") == [])
        #expect(try Self.notices(delivery("created", [:]), "label") == [])
    }

    @Test func `a delivery about a comment names the comment and its actor, and a deletion has no time`() throws {
        let comment: JSON = [
            "id": 9, "body": "Text", "created_at": "2026-01-01T00:00:00Z", "user": ["id": 1, "login": "author"],
        ]
        for action in ["edited", "deleted"] {
            let body: JSON = [
                "action": .string(action), "issue": GitHubTicketTests.minimal, "comment": comment,
                "sender": ["id": 2, "login": "moderator"],
            ]
            let notice = try #require(try Self.notices(body, "issue_comment").first)
            #expect(notice.commentID == "9" && notice.actor?.username == "moderator")
            #expect((notice.occurredAt == nil) == (action == "deleted"))
        }
    }

    @Test func `moved, deleted and foreign rows are recognised`() throws {
        let issue = GitHubTicketTests.minimal
        let comment: JSON = [
            "id": 9, "body": "Text", "created_at": "2026-01-01T00:00:00Z", "user": ["id": 1, "login": "a"],
        ]
        for action in ["deleted", "transferred"] {
            #expect(
                try Self.notices(["action": .string(action), "issue": issue], "issues").map(\.news) == [
                    .ticketDeleted(key: "2")
                ])
        }
        let made: JSON = ["action": "created", "issue": issue, "comment": comment, "sender": ["id": 1, "login": "a"]]
        let notice = try #require(try Self.notices(made, "issue_comment").first)
        guard case .comment("2", let snapshot) = notice.news else { throw Wrong("no comment") }
        #expect(snapshot?.body == "Text" && notice.actor?.username == "a")
        #expect(
            try Self.notices(["action": "deleted", "issue": issue, "comment": comment], "issue_comment").map(\.news)
                == [.commentDeleted(ticketKey: "2", id: "9")])
        let pull = issue.adding(["pull_request": ["html_url": "https://github.com/a/b/pull/2"]])
        for event in ["issues", "issue_comment"] {
            #expect(try Self.notices(["action": "opened", "issue": pull, "comment": comment], event) == [])
        }
        #expect(try Self.notices(["zen": "Design for failure.", "hook_id": 1], "ping") == [])
        for event in ["push", "label", ""] {
            #expect(try Self.notices(["action": "created", "issue": issue], event) == [])
        }
        #expect(throws: TrackerError.self) { _ = try Self.notices([], "issues") }
        // If the payload is incomplete, the ticket is read from the API.
        let bare: JSON = ["action": "opened", "issue": ["number": 1]]
        #expect(try Self.notices(bare, "issues").map(\.news) == [.ticket(key: "1", snapshot: nil)])
    }

    @Test(.enabled(if: Corpus.gitHub.isThere))
    func `a recorded webhook with arbitrary changes is processed or ends its job`() throws {
        var sweep = DeliverySweep(GitHubWebhooks())
        for (_, json) in try Corpus.gitHub.files("webhooks", isLenient: true) where json["issue"] != nil {
            let event = json["comment"] == nil ? "issues" : "issue_comment"
            sweep.run(json, event: event, headers: [.gitHubEvent: event])
        }
        #expect(sweep.failures.isEmpty, "\(sweep.failures.prefix(20).joined(separator: "\n"))")
        #expect(sweep.rounds > 500)
        #expect(sweep.decisive.isSubset(of: ["action", "comment", "issue"]), "\(sweep.decisive)")
    }

    @Test(.enabled(if: Corpus.gitHub.isThere))
    func `every recorded webhook reports its subject`() throws {
        var counts: [String: Int] = [:]
        for (name, json) in try Corpus.gitHub.files("webhooks", isLenient: true) {
            let at = Comment(rawValue: name)
            let event = json["issue"] == nil ? "other" : json["comment"] == nil ? "issues" : "issue_comment"
            let notices = try Self.notices(json, event)
            let isPull = json["issue"]?["pull_request"]?["html_url"]?.stringValue != nil
            counts[isPull || event == "other" ? "nothing" : event, default: 0] += 1
            guard event != "other", !isPull else {
                #expect(notices == [], at)
                continue
            }
            let notice = try #require(notices.first, at)
            let key = json["issue"]?["number"]?.integerValue.map { String($0) } ?? ""
            switch notice.news {
            case .ticket(let found, let snapshot):
                #expect(found == key && event == "issues", at)
                if let snapshot, let raw = json["issue"] { PayloadChecks.check(snapshot, against: raw, at: at) }
                if snapshot != nil { counts["snapshot", default: 0] += 1 }
            case .ticketDeleted(let found):
                #expect(found == key && ["deleted", "transferred"].contains(json["action"]?.stringValue), at)
            case .comment(let found, let snapshot):
                #expect(found == key, at)
                PayloadChecks.check(try #require(snapshot, at), against: json["comment"] ?? .null, at: at)
            case .commentDeleted(let found, let id):
                #expect(found == key && id == json["comment"]?["id"]?.integerValue.map { String($0) }, at)
            case .anything, .labelRenamed: throw Wrong("anything")
            }
            #expect(notice.actor?.username == json["sender"]?["login"]?.stringValue, at)
            if let path = json["repository"]?["full_name"]?.stringValue { #expect(notice.project.contains(path), at) }
        }
        print(
            "corpus/github/webhooks: \(counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", "))"
        )
        #expect(counts["issues", default: 0] >= 10 && counts["issue_comment", default: 0] >= 5)
    }

    @Test func `a webhook that the token may not see is not reported as removed`() async throws {
        let fixture = try GitHubFixture()
        fixture.fake.addAccount("assistant", token: "ghp_assistant")
        fixture.fake.addRepository("acme/hooked", roles: ["assistant": "write"])
        let project = ProjectReference(path: "acme/hooked")
        let draft = WebhookDraft(callbackURL: "https://gateway.example/webhooks/hooked", secret: "s3cret")
        let hook = try await fixture.tracker.registerWebhook(draft, in: project)
        let assistant = try fixture.tracker(token: "ghp_assistant")
        await #expect { try await assistant.removeWebhook(hook.remoteID, from: project) } throws: {
            ($0 as? TrackerError)?.kindName == "forbidden"
        }
        #expect(try await fixture.tracker.webhook(hook.remoteID, in: project) == hook)
        // One that is not in the list is gone.
        try await fixture.tracker.removeWebhook("987654", from: project)
        #expect(try await fixture.tracker.webhook(hook.remoteID, in: project) == hook)
    }

    @Test func `a webhook is registered, its health is shown, and it is removed`() async throws {
        let fixture = try GitHubFixture()
        let draft = WebhookDraft(callbackURL: "https://gateway.example/webhooks/tools", secret: "s3cret")
        let hook = try await fixture.tracker.registerWebhook(draft, in: fixture.project)
        #expect(
            try await fixture.tracker.webhook(sendingTo: draft.callbackURL, in: fixture.project)?.remoteID
                == hook.remoteID)
        #expect(try await fixture.tracker.webhook(sendingTo: draft.callbackURL + "x", in: fixture.project) == nil)
        #expect(hook.active && !hook.failing && hook.detail == nil && hook.callbackURL == draft.callbackURL)
        #expect(try await fixture.tracker.webhook(hook.remoteID, in: fixture.project) == hook)
        await #expect { _ = try await fixture.tracker.registerWebhook(draft, in: fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "conflict"
        }
        fixture.fake.setLastResponse("acme/tools", code: 502, message: "Bad Gateway")
        let failing = try #require(try await fixture.tracker.webhook(hook.remoteID, in: fixture.project))
        #expect(
            failing.active && failing.failing
                && failing.detail == "the callback URL responded to the last delivery with 502: Bad Gateway")
        fixture.fake.setLastResponse("acme/tools", code: 500, message: "sent by \(GitHubFixture.token)!")
        let quoting = try #require(try await fixture.tracker.webhook(hook.remoteID, in: fixture.project))
        #expect(quoting.detail == "the callback URL responded to the last delivery with 500: sent by …!")
        for _ in 0..<2 { try await fixture.tracker.removeWebhook(hook.remoteID, from: fixture.project) }
        #expect(try await fixture.tracker.webhook(hook.remoteID, in: fixture.project) == nil)
        #expect(try await fixture.tracker.webhook("../1", in: fixture.project) == nil)
    }
}
