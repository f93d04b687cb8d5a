import HTTPTypes
import Postgres
import Primitives
import ResourceTestSupport
import Testing

/// Runs of rules and their actions.
@Suite struct RuleRunTests {
    static let thanks: JSON = [
        "slug": "thanks", "on": ["ticket.created"], "if": ["in": ["bug", ["var": "ticket.labels"]]],
        "do": [["action": "comment", "body": "Thank you for {{ticket.title}}."]],
    ]

    @Test func `a rule comments on a labelled ticket once, with the reason`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.thanks)
            try await fixture.api.ticket(["title": "The shop is down", "labels": ["bug"]])
            try await fixture.api.ticket(["title": "A wish"])
            try await fixture.settle()
            #expect(try await fixture.comments("1") == ["Thank you for The shop is down."])
            #expect(try await fixture.comments("2") == [])
            let created = try #require(try await fixture.events("ticket.created").first)
            let event = try #require(try await fixture.events("comment.created").first)
            #expect(event["origin"] == "rule")
            #expect(event["causation_id"] == created["id"])
            #expect(event["cause"]?["principal"]?["type"] == "rule")
            #expect(event["cause"]?["principal"]?["name"] == "thanks")
            let runs = try await fixture.runs("thanks")
            #expect(runs.count == 1)
            #expect(runs.first?["state"] == "succeeded")
            #expect(runs.first?["trace"]?["true"] == true)
            let action = runs.first?["actions"]?[0]
            #expect(action?["state"] == "succeeded")
            #expect(action?["result"]?["ticket"]?["key"] == "1")
            #expect(action?["call"]?["call"]?["path"] == "/api/v1/channels/demo/tickets/1/comments")
            try await fixture.settle()
            #expect(try await fixture.comments("1").count == 1)
        }
    }

    @Test func `actions run one after another, and refer to what earlier ones created`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "hand-over", "on": ["ticket.created"], "channels": ["demo"],
                "do": [
                    [
                        "action": "create_ticket", "channel": "ops", "title": "Ops: {{ticket.title}}",
                        "labels": ["from-{{channel.slug}}", "{{ticket.resolution}}"],
                    ],
                    ["action": "link", "to": "action.0", "type": "blocked_by"],
                    ["action": "comment", "body": "See {{actions.0.ticket.key}} in {{actions.0.ticket.channel}}."],
                    ["action": "label", "add": ["handed-over"]],
                    ["action": "assign", "ticket": "action.0", "add": ["ada"]],
                    ["action": "set_priority", "ticket": "action.0", "priority": "high"],
                    ["action": "close", "ticket": "event"],
                ],
            ])
            try await fixture.api.ticket(["title": "Disk full", "labels": ["disk"]])
            try await fixture.settle()
            let run = try #require(try await fixture.runs("hand-over").first)
            #expect(run["state"] == "succeeded", "\(run.text)")
            let made = try await fixture.ticket(in: "ops")
            #expect(made["title"] == "Ops: Disk full")
            #expect(made["labels"] == ["from-demo"])
            #expect(made["assignees"]?[0]?["username"] == "ada")
            #expect(made["priority"] == "high")
            let ticket = try await fixture.ticket()
            #expect(ticket["labels"] == ["disk", "handed-over"])
            #expect(ticket["state"] == "closed")
            #expect(ticket["links"]?[0]?["type"] == "blocked_by")
            #expect(try await fixture.comments() == ["See 1 in ops."])
            // Each action's job has the lane of the connection that it calls.
            let lanes = try await fixture.api.database.run(
                """
                SELECT connection.slug FROM finished_job job JOIN connection ON connection.id::text = job.lane ORDER BY job.id
                """)
            let expected = ["ops", "demo", "demo", "demo", "ops", "ops", "demo"].map { $0 + "-connection" }
            #expect(try lanes.map { try $0.decode(0, as: String.self) } == expected)
        }
    }

    @Test func `rules are evaluated in order, and one may be the last`() async throws {
        try await RuleFixture.run { fixture in
            for (slug, order, stop) in [("third", 30, false), ("first", 10, false), ("second", 20, true)] {
                try await fixture.rule([
                    "slug": .string(slug), "on": ["ticket.created"], "order": JSON(order), "stop": .bool(stop),
                    "do": [["action": "comment", "body": "{{rule.slug}}"]],
                ])
            }
            try await fixture.api.ticket()
            try await fixture.settle()
            #expect(Set(try await fixture.comments()) == ["first", "second"])
        }
    }

    @Test func `a run waits and continues later`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "later", "on": ["ticket.created"],
                "do": [["action": "wait", "for": "2h"], ["action": "comment", "body": "Still there?"]],
            ])
            try await fixture.api.ticket()
            try await fixture.settle()
            #expect(try await fixture.comments() == [])
            #expect(try await fixture.runs("later").first?["actions"]?[0]?["due_at"]?.stringValue != nil)
            try await fixture.settle(after: .seconds(7199))
            #expect(try await fixture.comments() == [])
            try await fixture.settle(after: .seconds(2))
            #expect(try await fixture.comments() == ["Still there?"])
        }
    }

    @Test func `an action without its ticket is skipped, and the next one is done`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "linked", "on": ["ticket.created"],
                "do": [["action": "close", "ticket": "linked"], ["action": "comment", "body": "Done."]],
            ])
            try await fixture.api.ticket()
            try await fixture.settle()
            let run = try #require(try await fixture.runs("linked").first)
            #expect(run["state"] == "succeeded")
            #expect(run["actions"]?[0]?["state"] == "skipped")
            #expect(try await fixture.comments() == ["Done."])
        }
    }

    @Test func `a disabled rule stops, including a waiting run`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "later", "on": ["ticket.created"],
                "do": [["action": "wait", "for": "1h"], ["action": "comment", "body": "Still there?"]],
            ])
            try await fixture.api.ticket()
            try await fixture.settle()
            #expect(
                try await fixture.api.call(.patch, "/api/v1/rules/later", body: ["enabled": false], as: .admin).status
                    == 200)
            try await fixture.api.ticket()
            try await fixture.settle(after: .seconds(3700))
            #expect(try await fixture.comments() == [])
            let runs = try await fixture.runs("later")
            #expect(runs.count == 1)
            #expect(runs.first?["state"] == "skipped")
        }
    }
}
