import HTTPTypes
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ResourceTestSupport
import Testing

/// A rule has the current rights of its author; what it shows depends on the current rights of the caller.
@Suite struct RuleRightsTests {
    private static let writer = TicketAPI.Caller(scopes: [.rulesAdmin, .ticketsRead, .ticketsWrite])
    private static let reader = TicketAPI.Caller(scopes: [.rulesAdmin, .ticketsRead])
    private static let manager = TicketAPI.Caller(scopes: [.rulesAdmin])
    private static let canary = "CANARY"

    private static func link(_ fixture: RuleFixture, from key: String, to target: JSON) async throws {
        let link: JSON = ["type": "relates_to", "target": target["id"] ?? .null]
        let path = "/api/v1/channels/demo/tickets/\(key)/links"
        #expect(try await fixture.api.call(.post, path, body: link, as: .trusted).status == 201)
    }

    private static func setAuthor(_ fixture: RuleFixture, _ change: String) async throws {
        try await fixture.api.database.run("UPDATE api_token SET \(unsafeSQL: change)")
    }

    @Test func `tests and replays read no ticket that has become confidential through its old events`() async throws {
        try await RuleFixture.run { fixture in
            let start = fixture.clock.now()
            try await fixture.rule(
                ["slug": "copy", "on": ["ticket.created"], "do": [["action": "comment", "body": "{{ticket.title}}"]]],
                as: Self.writer)
            try await fixture.api.ticket(["title": "CANARY"])
            let event = try #require(try await fixture.events("ticket.created").first?["id"])
            let test = { (caller: TicketAPI.Caller) in
                try await fixture.api.call(.post, "/api/v1/rules/copy/test", body: ["event_id": event], as: caller)
            }
            #expect(try await test(Self.reader)["matched"] == true)
            #expect(try await test(Self.manager).status == 403)
            try await fixture.change(["confidential": true])
            #expect(try await test(Self.reader).status == 422)
            let seen = try await test(.admin)
            #expect(seen.status == 200 && seen["matched"] == false)
            let span = "from=\((start - .seconds(3600)).rfc3339)&to=\((start + .seconds(3600)).rfc3339)"
            for caller in [Self.writer, .admin] {
                #expect(try await fixture.api.call(.post, "/api/v1/rules/copy/runs?\(span)", as: caller)["runs"] == 0)
            }
            try await fixture.settle()
            #expect(try await fixture.comments() == [])
        }
    }

    @Test func `a waiting run does nothing once its ticket has become confidential`() async throws {
        try await RuleFixture.run { fixture in
            for (slug, author) in [("plain", Self.writer), ("trusted", RuleFixture.author)] {
                try await fixture.rule(
                    [
                        "slug": .string(slug), "on": ["ticket.created"],
                        "do": [
                            ["action": "wait", "for": "1h"],
                            ["action": "create_ticket", "channel": "ops", "title": "{{ticket.title}}"],
                        ],
                    ], as: author)
            }
            try await fixture.api.ticket(["title": "CANARY"])
            try await fixture.settle()
            #expect(try await fixture.api.call(.get, "/api/v1/rules/plain/runs", as: Self.reader).each("id").count == 1)
            try await fixture.change(["confidential": true])
            try await fixture.settle(after: .seconds(3700))
            #expect(try await fixture.keys("ops").count == 1)
            #expect(try await fixture.runs("plain").map { $0["state"] } == ["skipped"])
            #expect(try await fixture.runs("trusted").map { $0["state"] } == ["succeeded"])
            for slug in ["plain", "trusted"] {
                #expect(
                    try await fixture.api.call(.get, "/api/v1/rules/\(slug)/runs", as: Self.reader).each("id") == [])
            }
        }
    }

    @Test
    func `a later action reveals nothing of an earlier action's ticket that its author can no longer see`()
        async throws
    {
        try await RuleFixture.run { fixture in
            for (slug, author) in [("plain", Self.writer), ("trusted", RuleFixture.author)] {
                let first: JSON = ["action": "create_ticket", "channel": "ops", "title": "CANARY"]
                let last: JSON = ["action": "comment", "body": .string("[{{actions.0.ticket.title}}] " + slug)]
                try await fixture.rule(
                    [
                        "slug": .string(slug), "on": ["ticket.created"],
                        "do": [first, ["action": "wait", "for": "1h"], last],
                    ], as: author)
            }
            try await fixture.api.ticket(["title": "It"])
            try await fixture.settle()
            for key in ["1", "2"] { try await fixture.change(["confidential": true], key, in: "ops") }
            try await fixture.settle(after: .seconds(3700))
            #expect(try await fixture.comments().sorted() == ["[CANARY] trusted", "[] plain"])
        }
    }

    @Test func `a ticket with the same fingerprint learns nothing of one that has become confidential`() async throws {
        try await RuleFixture.run { fixture in
            let keep: JSON = [
                "action": "keep_in_step", "channel": "ops", "fingerprint": "{{ticket.body}}",
                "create": ["title": "CANARY"],
            ]
            let say: JSON = ["action": "comment", "body": "[{{actions.0.ticket.title}}]"]
            try await fixture.rule(
                ["slug": "pairs", "on": ["ticket.created"], "channels": ["demo"], "do": [keep, say]], as: Self.writer)
            for (number, text) in ["[CANARY]", "[CANARY]", "[]"].enumerated() {
                if number == 2 { try await fixture.change(["confidential": true], in: "ops") }
                try await fixture.api.ticket(["title": "It", "body": "same"])
                try await fixture.settle()
                #expect(try await fixture.comments("\(number + 1)") == [text])
                #expect(try await fixture.ticket("\(number + 1)")["links"]?.arrayValue?.count == (number == 2 ? 0 : 1))
            }
        }
    }

    @Test func `a rule has its author's current rights, and none after the author is deleted`()
        async throws
    {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "seen", "on": ["ticket.created"], "do": [["action": "label", "add": ["seen"]]],
            ])
            let steps: [(String, labels: [[JSON]])] = [
                ("scopes = '{tickets:read,tickets:write,tickets:confidential}'", [["seen"], ["seen"]]),
                ("scopes = '{tickets:read,tickets:write}'", [["seen"], []]), ("channels = '{ops}'", [[], []]),
                ("channels = NULL, scopes = '{tickets:read}'", [[], []]),
            ]
            for (number, step) in steps.enumerated() {
                try await Self.setAuthor(fixture, step.0)
                for confidential in [JSON(false), true] {
                    try await fixture.api.ticket(["title": "It", "confidential": confidential])
                }
                try await fixture.settle()
                for (index, labels) in step.labels.enumerated() {
                    #expect(
                        try await fixture.ticket("\(2 * number + index + 1)")["labels"] == .array(labels), "\(step.0)")
                }
            }
            #expect(try await fixture.runs("seen").first?["actions"]?[0]?["problem"]?["code"] == "missing_scope")
            try await Self.setAuthor(fixture, "scopes = '{admin}'")
            try await fixture.rule(
                [
                    "slug": "later", "on": ["ticket.created"],
                    "do": [["action": "wait", "for": "1h"], ["action": "label", "add": ["late"]]],
                ])
            try await fixture.api.ticket()
            try await fixture.settle()
            try await fixture.api.database.run("DELETE FROM api_token")
            try await fixture.settle(after: .seconds(3700))
            #expect(try await fixture.ticket("9")["labels"] == ["seen"])
            #expect(try await fixture.runs("later").map { $0["state"] } == ["skipped"])
            try await fixture.api.ticket()
            try await fixture.settle()
            #expect(try await fixture.ticket("10")["labels"] == [])
        }
    }

    @Test func `conditions and texts see no link, parent or channel that the author may not see`() async throws {
        try await RuleFixture.run { fixture in
            let body: JSON = "{{#ticket.links}}[{{target.title}}]{{/ticket.links}}({{ticket.parent}})"
            let condition: JSON = ["some": [["var": "ticket.links"], ["==": [["var": "target.title"], "CANARY"]]]]
            let bound = TicketAPI.Caller(scopes: Self.writer.scopes.union([.ticketsConfidential]), channels: ["demo"])
            for (slug, author) in [("plain", Self.writer), ("bound", bound), ("all", RuleFixture.author)] {
                let name = JSON.string(slug)
                try await fixture.rule(
                    ["slug": name, "on": ["ticket.labeled"], "do": [["action": "comment", "body": body]]], as: author)
                try await fixture.rule(
                    [
                        "slug": .string(slug + "-if"), "on": ["ticket.labeled"], "if": condition,
                        "do": [["action": "label", "add": [name]]],
                    ], as: author)
            }
            try await fixture.api.ticket(["title": "It"])
            let secret = try await fixture.api.ticket(["title": "CANARY", "confidential": true])
            let elsewhere = try await fixture.api.ticket(["title": "ELSEWHERE"], channel: "ops")
            try await Self.link(fixture, from: "1", to: secret)
            try await Self.link(fixture, from: "1", to: elsewhere)
            try await fixture.change(["parent": "2"])
            try await fixture.change(["labels": ["bug"]])
            try await fixture.settle()
            #expect(Set(try await fixture.comments()) == ["[ELSEWHERE]()", "[CANARY](2)", "[CANARY][ELSEWHERE](2)"])
            #expect(Set((try await fixture.ticket()["labels"]?.arrayValue ?? [])) == ["bug", "bound", "all"])
            // The results of a run with more rights are hidden from a caller with fewer rights.
            for slug in ["plain", "plain-if"] {
                let shown = try await fixture.api.call(.get, "/api/v1/rules/\(slug)/runs", as: Self.reader)
                #expect(!shown.text.contains(Self.canary))
            }
            for slug in ["bound", "all", "all-if"] {
                #expect(
                    try await fixture.api.call(.get, "/api/v1/rules/\(slug)/runs", as: Self.reader).each("id") == [])
            }
            let event = try #require(try await fixture.events("ticket.labeled").first?["id"])
            for slug in ["plain", "all"] {
                let tested = try await fixture.api.call(
                    .post, "/api/v1/rules/\(slug)/test", body: ["event_id": event], as: Self.reader)
                #expect(tested.status == 200)
                #expect(!tested.text.contains(Self.canary), "\(tested.text)")
            }
            let judged = try await fixture.api.call(
                .post, "/api/v1/rules/all-if/test", body: ["event_id": event], as: Self.reader)
            #expect(judged["matched"] == false)
        }
    }

    @Test
    func `a run whose text can name a ticket linked to the counterpart is hidden from who may not see that ticket`()
        async throws
    {
        try await RuleFixture.run { fixture in
            let keep: JSON = ["action": "keep_in_step", "channel": "ops", "create": ["title": "{{ticket.title}}"]]
            try await fixture.rule(["slug": "pairs", "on": ["ticket.created"], "channels": ["demo"], "do": [keep]])
            let body: JSON = "{{#linked.links}}[{{target.title}}]{{/linked.links}}"
            for (slug, text) in [("say", body), ("hush", "{{ticket.title}}")] {
                try await fixture.rule(
                    [
                        "slug": .string(slug), "on": ["ticket.labeled"], "channels": ["demo"],
                        "do": [["action": "comment", "body": text]],
                    ])
            }
            try await fixture.api.ticket(["title": "It"])
            try await fixture.settle()
            let secret = try await fixture.api.ticket(["title": "CANARY", "confidential": true])
            let link: JSON = ["type": "relates_to", "target": secret["id"] ?? .null]
            let made = try await fixture.api.call(
                .post, "/api/v1/channels/ops/tickets/1/links", body: link, as: .trusted)
            #expect(made.status == 201)
            try await fixture.change(["labels": ["bug"]])
            try await fixture.settle()
            #expect(try await fixture.comments().contains { $0.contains(Self.canary) })
            for (slug, count) in [("say", 0), ("hush", 1)] {
                let shown = try await fixture.api.call(.get, "/api/v1/rules/\(slug)/runs", as: Self.reader)
                #expect(shown.each("id").count == count && !shown.text.contains(Self.canary), "\(slug)")
            }
        }
    }

    @Test func `the texts of a rule count only the comments that every reader of the ticket may read`() async throws {
        try await RuleFixture.run { fixture in
            let keep: JSON = ["action": "keep_in_step", "channel": "ops", "create": ["title": "{{ticket.title}}"]]
            try await fixture.rule(["slug": "pairs", "on": ["ticket.created"], "channels": ["demo"], "do": [keep]])
            let body: JSON = "linked {{linked.comment_count}}, own {{ticket.comment_count}}"
            try await fixture.rule(
                [
                    "slug": "say", "on": ["ticket.labeled"], "channels": ["demo"],
                    "do": [["action": "comment", "body": body]],
                ])
            try await fixture.api.ticket(["title": "It"])
            try await fixture.settle()
            for channel in ["demo", "ops", "ops"] {
                let made = try await fixture.api.call(
                    .post, "/api/v1/channels/\(channel)/tickets/1/comments", body: ["body": "x", "internal": true],
                    as: .trusted)
                #expect(made.status == 201)
            }
            try await fixture.settle()
            try await fixture.change(["labels": ["bug"]])
            try await fixture.settle()
            #expect(try await fixture.comments().contains("linked 0, own 0"))
            #expect(try await fixture.ticket("1", in: "ops")["comment_count"] == 2)
        }
    }

    @Test func `a rule stops later rules only if their authors may do no more than its own`() async throws {
        try await RuleFixture.run { fixture in
            let bound = TicketAPI.Caller(scopes: Self.writer.scopes, channels: ["demo"])
            for (order, slug, author) in [
                (0, "bound", bound), (1, "equal", bound), (2, "plain", Self.writer), (3, "reader", Self.reader),
                (4, "all", RuleFixture.author),
            ] {
                let kind: JSON =
                    slug == "reader" ? ["action": "wait", "for": "1h"] : ["action": "label", "add": ["x"]]
                try await fixture.rule(
                    [
                        "slug": .string(slug), "on": ["ticket.created"], "order": JSON(order),
                        "stop": .bool(slug == "bound" || slug == "plain"), "do": [kind],
                    ], as: author)
            }
            try await fixture.api.ticket(["title": "It"])
            try await fixture.settle()
            var ran: [String] = []
            for slug in ["bound", "equal", "plain", "reader", "all"] where try await !fixture.runs(slug).isEmpty {
                ran.append(slug)
            }
            #expect(ran == ["bound", "plain", "all"])
        }
    }

    @Test
    func `runs and pairs need the right to read, and rules the rights that their actions require`()
        async throws
    {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "copy", "on": ["ticket.created"], "channels": ["demo"],
                "if": ["==": [["var": "ticket.title"], "CANARY"]],
                "do": [["action": "create_ticket", "channel": "ops", "title": "{{ticket.title}}"]],
            ])
            try await fixture.api.ticket(["title": "CANARY"])
            try await fixture.settle()
            let list = "/api/v1/rules/copy/runs"
            let id = try #require(try await fixture.runs("copy").first?["id"]?.stringValue)
            for path in [list, "\(list)/\(id)"] {
                #expect(try await fixture.api.call(.get, path, as: Self.reader).text.contains(Self.canary))
                let shown = try await fixture.api.call(.get, path, as: Self.manager)
                #expect(shown.status == 200 && !shown.text.contains(Self.canary))
            }
            #expect(try await fixture.api.call(.get, "/api/v1/rules/copy/pairs", as: Self.manager).status == 403)
            // The created ticket becomes confidential, unlike the ticket that triggered the run.
            try await fixture.change(["confidential": true], in: "ops")
            let shown = try await fixture.api.call(.get, list, as: Self.reader)
            #expect(shown.each("state") == ["succeeded"] && !shown.text.contains(Self.canary))
            let quiet: JSON = ["slug": "quiet", "on": ["ticket.created"], "do": [["action": "wait", "for": "1h"]]]
            let loud: JSON = ["slug": "loud", "on": ["ticket.created"], "do": [["action": "close"]]]
            #expect(try await fixture.api.call(.post, "/api/v1/rules", body: quiet, as: Self.manager).status == 403)
            #expect(try await fixture.api.call(.post, "/api/v1/rules", body: loud, as: Self.reader).status == 403)
            #expect(try await fixture.api.call(.post, "/api/v1/rules", body: quiet, as: Self.reader).status == 201)
        }
    }
}

extension TicketAPI.Answer {
    fileprivate var text: String { String(decoding: bytes, as: UTF8.self) }
}
