import Automation
import Models
import Primitives
import Testing
import TrackerKit

/// Renders the Mustache texts in actions.
@Suite struct RuleRenderingTests {
    private static let document: JSON = [
        "event": ["type": "ticket.created"],
        "ticket": [
            "id": "t1", "channel": "web", "key": "7", "title": "It <broke> & \"burns\"", "labels": ["a", "b"],
            "priority": "high",
            "milestone": .null,
        ], "channel": ["slug": "web"],
    ]

    private static func rendered(_ action: JSON, linked: JSON? = nil, results: [Int: JSON] = [:]) throws
        -> RenderedAction
    {
        let action = try #require(RuleAction(stored: action))
        return try action.rendered(
            in: RuleContext(document: document, linked: linked, results: results, rule: (slug: "r", name: "Rule")))
    }

    @Test func `texts are filled in and not escaped`() throws {
        let action = try Self.rendered(["action": "comment", "body": "{{ticket.title}} by {{rule.name}}"])
        #expect(action.body == ["body": "It <broke> & \"burns\" by Rule"])
        #expect(action.ticket == TicketLocation(channel: "web", key: "7"))
        #expect(action.json["call"] == ["method": "POST", "path": "/api/v1/channels/web/tickets/7/comments"])
    }

    @Test func `an action's condition is about the ticket as it is by then`() throws {
        let json: JSON = [
            "action": "close", "if": ["and": [["in": ["info", ["var": "ticket.labels"]]], ["var": "linked.key"]]],
        ]
        let action = try #require(RuleAction(stored: json))
        let context = RuleContext(document: Self.document, linked: ["key": "9"], rule: (slug: "r", name: "Rule"))
        #expect(action.holds(in: context, ticket: ["labels": ["info"]]))
        #expect(!action.holds(in: context, ticket: ["labels": []]))
        #expect(!action.holds(in: context, ticket: .null))
        #expect(try #require(RuleAction(stored: ["action": "close"])).holds(in: context, ticket: .null))
    }

    @Test func `empty values are omitted, and titles are one line that fits`() throws {
        let title = String(repeating: "long\n", count: 200)
        let action = try Self.rendered([
            "action": "create_ticket", "channel": "ops", "title": .string(title),
            "milestone": "{{ticket.milestone.title}}",
            "labels": ["{{ticket.priority}}", "{{nothing}}", "high"], "confidential": true,
        ])
        #expect(action.body["milestone"] == nil)
        #expect(action.body["labels"] == ["high"])
        #expect(action.body["confidential"] == true)
        let made = try #require(action.body["title"]?.stringValue)
        #expect(made.unicodeScalars.count == 512)
        #expect(made.hasPrefix("long long ") && made.hasSuffix("…"))
        #expect(action.channel == "ops")
    }

    @Test func `the words of the short actions are changes of the ticket`() throws {
        #expect(try Self.rendered(["action": "close"]).body == ["status": "done"])
        #expect(
            try Self.rendered(["action": "close", "status": "ignored", "resolution": "not_planned"]).body == [
                "status": "ignored", "resolution": "not_planned",
            ])
        #expect(try Self.rendered(["action": "reopen"]).body == ["status": "open"])
        #expect(
            try Self.rendered(["action": "set_priority", "priority": "{{ticket.priority}}"]).body == [
                "priority": "high"
            ])
        #expect(
            try Self.rendered(["action": "label", "add": ["x"]]).body == ["add_labels": ["x"], "remove_labels": []])
        #expect(try Self.rendered(["action": "assign", "set": []]).body == ["assignees": []])
        #expect(try Self.rendered(["action": "reopen"]).json["call"]?["method"] == "PATCH")
    }

    @Test func `an action refers to the linked ticket, that of an earlier action, or any other`() throws {
        let linked: JSON = ["channel": "errors", "key": "E-1"]
        #expect(
            try Self.rendered(["action": "close", "ticket": "linked"], linked: linked).ticket
                == TicketLocation(channel: "errors", key: "E-1"))
        let results: [Int: JSON] = [0: ["ticket": ["channel": "ops", "key": "3"]]]
        #expect(
            try Self.rendered(["action": "close", "ticket": "action.0"], results: results).ticket
                == TicketLocation(channel: "ops", key: "3"))
        let place: JSON = ["channel": "{{channel.slug}}", "key": "{{ticket.key}}"]
        #expect(
            try Self.rendered(["action": "close", "ticket": place]).ticket == TicketLocation(channel: "web", key: "7"))
        let link = try Self.rendered(["action": "link", "to": "action.0", "type": "blocks"], results: results)
        #expect(link.body == ["type": "blocks", "to": ["channel": "ops", "key": "3"]])
        #expect(throws: RenderingFailure.noTicket("the ticket has no counterpart")) {
            try Self.rendered(["action": "close", "ticket": "linked"])
        }
    }

    @Test
    func `links to the ticket, the comment and others of the run work at their own tracker, those in texts do not`()
        throws
    {
        let page = "https://git.example/a/b/issues/"
        let document: JSON = [
            "ticket": ["channel": "web", "key": "7", "url": .string(page + "7"), "body": .string("\(page)9")],
            "comment": ["url": .string(page + "7#note_1")],
        ]
        let linked: JSON = ["url": .string(page + "8")],
            results: [Int: JSON] = [0: ["ticket": ["url": .string(page + "6")]]]
        let body = "{{ticket.url}} {{comment.url}} {{linked.url}} {{actions.0.ticket.url}}\n{{ticket.body}}"
        let action = try #require(RuleAction(stored: ["action": "comment", "body": .string(body)]))
        let rules = TextRules.standard.referring(to: "git.example", words: ["issues"], titles: false)
        let context = RuleContext(document: document, linked: linked, results: results, rule: (slug: "r", name: "Rule"))
        let broken = "https://git.example/a/b/issues\u{200B}/9"
        #expect(
            try action.rendered(in: context, for: rules).body["body"]?.stringValue
                == "\(page)7 \(page)7#note_1 \(page)8 \(page)6\n\(broken)")
    }

    @Test func `a comment that renders empty can't be created`() {
        #expect(throws: RenderingFailure.unusable("the comment is empty")) {
            try Self.rendered(["action": "comment", "body": "{{nothing}}"])
        }
    }

    @Test func `a custom body is rendered at any depth`() throws {
        let action = try Self.rendered([
            "action": "webhook", "subscription": "chat",
            "data": ["text": "{{ticket.key}}", "n": 1, "list": [["{{ticket.id}}"]]],
        ])
        #expect(action.body == ["text": "7", "n": 1, "list": [["t1"]]])
        #expect(action.target == .subscription("chat"))
    }

    @Test func `a fingerprint is filled in, and bounded`() throws {
        let action: JSON = ["action": "keep_in_step", "channel": "ops", "create": ["title": "{{ticket.title}}"]]
        #expect(try Self.rendered(action).body["fingerprint"] == "t1")
        let long = String(repeating: "x", count: 1000)
        let bounded = try Self.rendered([
            "action": "keep_in_step", "channel": "ops", "create": ["title": "T"], "fingerprint": .string(long),
        ]).body["fingerprint"]?.stringValue
        #expect((bounded ?? "").unicodeScalars.count <= 255)
    }

    @Test func `the stored result of an action is read again`() throws {
        for json: JSON in [
            ["action": "close"], ["action": "create_ticket", "channel": "ops", "title": "T"],
            ["action": "notify", "subscription": "chat"],
            ["action": "wait", "for": "1h"],
        ] {
            let action = try Self.rendered(json)
            #expect(RenderedAction(stored: action.json) == action)
        }
    }
}
