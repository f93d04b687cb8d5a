import HTTPTypes
import Primitives
import ResourceTestSupport
import Testing
import TrackerKit

/// Texts that rules and pairs write are neutralised and truncated, and pairs stay in sync nevertheless.
@Suite struct CarriedTextTests {
    private static let zero = "\u{200B}"

    private static func rules(title: Int = 20, text: Int = 120) -> TextRules {
        var rules = TextRules(title: title, body: text, comment: text)
        rules.activeInTexts.commands = true
        rules.activeInTexts.mentions = true
        rules.activeInTexts.references = ["#"]
        rules.activeInTitles.mentions = true
        return rules
    }

    /// Creates a pair of tickets in `demo` and `ops` whose titles and bodies are synced, too.
    private static func run(
        _ rules: TextRules = rules(), title: String = "Crash", body: String = "",
        _ test: @escaping @Sendable (RuleFixture) async throws -> Void
    ) async throws {
        try await RuleFixture.run { fixture in
            fixture.faults.set { $0.textRules = rules }
            try await fixture.rule([
                "slug": "keep", "on": ["ticket.created"], "channels": ["demo"],
                "do": [
                    [
                        "action": "keep_in_step", "channel": "ops", "fields": ["status", "comments", "title", "body"],
                        "create": ["title": "{{ticket.title}}", "body": "/label ~error\n{{ticket.body}}"],
                    ]
                ],
            ])
            try await fixture.api.ticket(["title": .string(title), "body": .string(body)])
            try await fixture.settle()
            #expect(try await fixture.keys("ops") == ["1"])
            try await test(fixture)
            #expect(try await fixture.runs("keep").allSatisfy { $0["state"] == "succeeded" })
        }
    }

    @Test func `a rule's own commands act, those of the event do not`() async throws {
        try await Self.run(title: "Hi @all", body: "/close\n@all") { fixture in
            let other = try await fixture.ticket(in: "ops")
            #expect(other["title"]?.stringValue == "Hi @\(Self.zero)all")
            #expect(other["body"]?.stringValue == "/label ~error\n/\(Self.zero)close\n@\(Self.zero)all")
            // Text written by an API caller is unchanged.
            #expect(try await fixture.ticket()["body"] == "/close\n@all")
        }
    }

    @Test func `copies of comments are inert, and their changes do not accumulate`() async throws {
        try await Self.run { fixture in
            try await fixture.comment("/close\n@all see #7")
            try await fixture.settle()
            let copy = try #require(try await fixture.comments(in: "ops").first)
            #expect(copy.hasSuffix(":\n\n/\(Self.zero)close\n@\(Self.zero)all see #\(Self.zero)7"))
            let path = "/api/v1/channels/demo/tickets/1/comments"
            let id = try #require(try await fixture.api.call(.get, path, as: .trusted).each("id").first?.stringValue)
            let answer = try await fixture.api.call(
                .patch, "\(path)/\(id)", body: ["body": .string("/close\n@all!")], as: .trusted)
            #expect(answer.status == 200)
            try await fixture.settle()
            #expect(
                try await fixture.comments(in: "ops").first?.hasSuffix(":\n\n/\(Self.zero)close\n@\(Self.zero)all!")
                    == true)
            #expect(try await fixture.comments() == ["/close\n@all!"])
        }
    }

    @Test func `a text that is synced back and forth does not grow`() async throws {
        try await Self.run { fixture in
            try await fixture.change(["body": "@bob"])
            try await fixture.settle()
            #expect(try await fixture.ticket(in: "ops")["body"]?.stringValue == "@\(Self.zero)bob")
            #expect(try await fixture.ticket()["body"] == "@bob")
            try await fixture.change(["body": .string("@\(Self.zero)bob, @eve")], in: "ops")
            try await fixture.settle()
            #expect(try await fixture.ticket()["body"]?.stringValue == "@bob, @\(Self.zero)eve")
            #expect(try await fixture.ticket(in: "ops")["body"]?.stringValue == "@\(Self.zero)bob, @eve")
            try await fixture.settle()
            #expect(try await fixture.events("ticket.updated").filter { $0["origin"] == "rule" }.count == 2)
        }
    }

    @Test func `a title that is too long is cut, and the cut one is not synced back`() async throws {
        let long = "0123456789 0123456789 0123456789"
        try await Self.run(title: long) { fixture in
            #expect(try await fixture.ticket(in: "ops")["title"] == "0123456789 01234567…")
            try await fixture.change(["title": .string("A" + long)])
            try await fixture.settle()
            #expect(try await fixture.ticket(in: "ops")["title"] == "A0123456789 0123456…")
            // The counterpart's title is changed and changed back.
            try await fixture.change(["title": "B"], in: "ops")
            try await fixture.change(["title": "A0123456789 0123456…"], in: "ops")
            try await fixture.settle()
            #expect(try await fixture.ticket()["title"]?.stringValue == "A" + long)
            // A title that is too long for the counterpart is not overwritten with the counterpart's.
            try await fixture.change(["title": "B"], in: "ops")
            try await fixture.settle()
            #expect(try await fixture.ticket()["title"]?.stringValue == "A" + long)
            #expect(
                try await fixture.runs("keep").allSatisfy { $0["state"] == "succeeded" || $0["state"] == "skipped" })
            try await fixture.change(["title": "Short"])
            try await fixture.settle()
            try await fixture.change(["title": "B"], in: "ops")
            try await fixture.settle()
            #expect(try await fixture.ticket()["title"] == "B")
        }
    }

    @Test func `a text that does not fit the other tracker keeps its end when its copy there is changed`()
        async throws
    {
        try await Self.run { fixture in
            fixture.faults.set { $0.textRules = Self.rules(text: 100) }
            let long = "Ask @bob. " + String(repeating: "a", count: 200)
            try await fixture.change(["body": .string(long)])
            try await fixture.settle()
            #expect(
                try await fixture.ticket(in: "ops")["body"]?.stringValue?.hasSuffix("a…\n\nFull text: demo 1") == true)
            try await fixture.change(["body": "Solved."], in: "ops")
            try await fixture.settle()
            #expect(try await fixture.ticket()["body"]?.stringValue == long)
            let details = try await fixture.runs("keep").compactMap { $0["actions"]?[0]?["result"]?.text }
            #expect(details.contains { $0.contains("body is longer than this tracker accepts") }, "\(details)")
        }
    }

    @Test func `text written by the ticket's own users is still active when the copy is synced back`() async throws {
        try await Self.run { fixture in
            try await fixture.change(["body": "Ask @alice (#7).\nOne\nThanks, @carol"])
            try await fixture.settle()
            let zero = Self.zero
            let copy = "Ask @\(zero)alice (#\(zero)7).\nOne\nThanks, @\(zero)carol"
            #expect(try await fixture.ticket(in: "ops")["body"]?.stringValue == copy)
            try await fixture.change(["body": .string(copy.replacing("One", with: "Two @eve\n/close"))], in: "ops")
            try await fixture.settle()
            #expect(
                try await fixture.ticket()["body"]?.stringValue
                    == "Ask @alice (#7).\nTwo @\(zero)eve\n/\(zero)close\nThanks, @carol")
        }
    }

    @Test func `texts and comments that are too long are cut, with a link to the full text`() async throws {
        try await Self.run(Self.rules(text: 300)) { fixture in
            try await fixture.change(["body": .string("```\n" + String(repeating: "b", count: 400))])
            try await fixture.settle()
            let body = try #require(try await fixture.ticket(in: "ops")["body"]?.stringValue)
            #expect(body.hasSuffix("b…\n```\n\nFull text: demo 1"))
            #expect(body.unicodeScalars.count == 300)
            try await fixture.comment(String(repeating: "c", count: 400))
            try await fixture.settle()
            let copy = try #require(try await fixture.comments(in: "ops").first)
            #expect(copy.contains("c…\n\nFull text: demo 1"))
            #expect(copy.unicodeScalars.count == 300)
            #expect(try await fixture.ticket()["body"]?.stringValue?.unicodeScalars.count == 404)
        }
    }

    @Test func `actions of rules fit their tracker too`() async throws {
        try await RuleFixture.run { fixture in
            fixture.faults.set { $0.textRules = Self.rules() }
            try await fixture.rule([
                "slug": "copy", "on": ["ticket.created"], "channels": ["demo"],
                "do": [
                    [
                        "action": "create_ticket", "channel": "ops", "title": "{{ticket.title}}",
                        "body": "{{ticket.body}}",
                    ],
                    ["action": "update_ticket", "ticket": "action.0", "title": "Again {{ticket.title}}"],
                    ["action": "comment", "ticket": "action.0", "body": "{{ticket.body}}"],
                ],
            ])
            let long = String(repeating: "long ", count: 40)
            try await fixture.api.ticket(["title": .string(long), "body": .string("/close " + long)])
            try await fixture.settle()
            #expect(try await fixture.runs("copy").map { $0["state"] } == ["succeeded"])
            #expect(try await fixture.ticket(in: "ops")["title"] == "Again long long lon…")
            for text in [
                try await fixture.ticket(in: "ops")["body"]?.stringValue, try await fixture.comments(in: "ops").first,
            ] {
                #expect(text?.hasPrefix("/\(Self.zero)close long") == true)
                #expect(text?.hasSuffix("…\n\nFull text: demo 1") == true)
                #expect(text?.unicodeScalars.count ?? 0 <= 120)
            }
        }
    }

    @Test func `values that a rule fills into a template are inert and fit, and a caller's own are unchanged`()
        async throws
    {
        try await RuleFixture.run { fixture in
            fixture.faults.set { $0.textRules = Self.rules() }
            let template: JSON = [
                "slug": "report", "title": "Report", "variables": [["name": "what", "type": "text"]],
                "ticket": ["title": "Error", "body": "/label ~bug\n{{what}}"],
            ]
            let made = try await fixture.api.call(.post, "/api/v1/templates", body: template, as: .admin)
            #expect(made.status == 201, "\(made.json.text)")
            try await fixture.rule([
                "slug": "copy", "on": ["ticket.created"], "channels": ["demo"],
                "do": [
                    [
                        "action": "create_ticket", "channel": "ops", "template": "report",
                        "variables": ["what": "{{ticket.body}}"],
                    ]
                ],
            ])
            try await fixture.api.ticket([
                "title": "Oh", "body": .string("/close\n" + String(repeating: "b", count: 200)),
            ])
            try await fixture.settle()
            #expect(try await fixture.runs("copy").map { $0["state"] } == ["succeeded"])
            let body = try #require(try await fixture.ticket(in: "ops")["body"]?.stringValue)
            #expect(body.hasPrefix("/label ~bug\n/\(Self.zero)close\nbbb"))
            #expect(body.contains("b…\n\nFull text: demo 1"))
            let own: JSON = ["template": "report", "variables": ["what": "/close"]]
            let asked = try await fixture.api.call(.post, "/api/v1/channels/ops/tickets", body: own, as: .trusted)
            #expect(asked.json["body"] == "/label ~bug\n/close", "\(asked.json.text)")
        }
    }

    @Test func `links to other sites are unchanged`() async throws {
        try await RuleFixture.run { fixture in
            fixture.faults.set { $0.textRules = Self.rules() }
            try await fixture.rule([
                "slug": "assign", "on": ["ticket.created"], "channels": ["demo"],
                "do": [["action": "label", "add": ["{{ticket.title}}"]]],
            ])
            try await fixture.api.ticket(["title": "@all /close"])
            try await fixture.settle()
            #expect(try await fixture.ticket()["labels"] == ["@all /close"])
        }
    }
}
