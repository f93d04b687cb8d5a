import HTTPTypes
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import ResourceTestSupport
import Rules
import Testing

/// Protection against loops and other excessive runs.
@Suite struct RuleSafetyTests {
    private static let echo: [String: JSON] = [
        "slug": "echo", "on": ["comment.created"], "do": [["action": "comment", "body": "Again: {{comment.id}}"]],
    ]

    @Test func `the effects of rules fire no rule`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(.object(Self.echo))
            try await fixture.api.ticket()
            try await fixture.comment("Hello")
            try await fixture.settle()
            #expect(try await fixture.comments().count == 2)
            #expect(try await fixture.runs("echo").count == 1)
        }
    }

    @Test func `a rule that reacts to rules stops when the chain is long`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(.object(Self.echo.merging(["on_rule_effects": true]) { $1 }))
            try await fixture.api.ticket()
            try await fixture.comment("Hello")
            try await fixture.settle()
            #expect(try await fixture.comments().count == 1 + RulePolicy.maximumDepth)
            let runs = try await fixture.runs("echo")
            #expect(runs.count == RulePolicy.maximumDepth + 1)
            #expect(runs.first?["state"] == "skipped")
            #expect(runs.first?["reason"]?.stringValue?.contains("the chain ends here") == true)
        }
    }

    @Test func `two rules that trigger each other across two channels stop when the chain is long`() async throws {
        try await RuleFixture.run { fixture in
            for (slug, here, there) in [("to", "demo", "ops"), ("fro", "ops", "demo")] {
                try await fixture.rule([
                    "slug": .string(slug), "on": ["ticket.created"], "channels": [.string(here)],
                    "on_rule_effects": true,
                    "do": [["action": "create_ticket", "channel": .string(there), "title": "{{ticket.title}}!"]],
                ])
            }
            try await fixture.api.ticket(["title": "Ping"])
            try await fixture.settle()
            let made = try await fixture.keys("demo").count + fixture.keys("ops").count
            #expect(made == 1 + RulePolicy.maximumDepth)
            #expect(try await fixture.runs("to").first?["state"] == "skipped")
        }
    }

    @Test func `two rules that trigger each other are disabled if the cause is unknown`() async throws {
        try await RuleFixture.run { fixture in
            for (slug, here, there) in [("to", "demo", "ops"), ("fro", "ops", "demo")] {
                try await fixture.rule([
                    "slug": .string(slug), "on": ["ticket.created"], "channels": [.string(here)], "limit": 5,
                    "do": [["action": "create_ticket", "channel": .string(there), "title": "{{ticket.title}}!"]],
                ])
            }
            try await fixture.api.ticket(["title": "Ping"])
            for _ in 0..<20 {
                try await fixture.dispatch()
                try await fixture.work()
                // As if another program had copied the ticket, so that the gateway cannot recognise the event's cause.
                try await fixture.api.database.run(
                    "UPDATE event SET origin = 'webhook', causation_id = NULL, cause = NULL WHERE origin = 'rule'")
            }
            let made = try await fixture.keys("demo").count + fixture.keys("ops").count
            #expect(made == 1 + 2 * 5)
            #expect(try await fixture.api.call(.get, "/api/v1/rules/to", as: .admin)["enabled"] == false)
            #expect(try await fixture.events("rule.disabled").count == 1)
        }
    }

    @Test func `a rule that runs too often is disabled with the reason`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "busy", "on": ["ticket.created"], "limit": 3, "do": [["action": "label", "add": ["seen"]]],
            ])
            for _ in 0..<5 { try await fixture.api.ticket() }
            try await fixture.settle()
            let rule = try await fixture.api.call(.get, "/api/v1/rules/busy", as: .admin)
            #expect(rule["enabled"] == false)
            #expect(rule["disabled"]?["reason"] == "it reached its limit of runs within an hour: 3")
            let event = try #require(try await fixture.events("rule.disabled").first)
            #expect(event["cause"]?["principal"]?["name"] == "busy")
            #expect(event["changes"]?["enabled"]?["to"] == false)
            // When it is enabled again, its count of runs starts from zero.
            fixture.clock.advance(by: .seconds(60))
            let enabled = try await fixture.api.call(.patch, "/api/v1/rules/busy", body: ["enabled": true], as: .admin)
            #expect(enabled["disabled"] == .null)
            // It missed the event that disabled it and the event after that.
            #expect(enabled["missed"]?["events"] == 2)
            try await fixture.api.ticket()
            try await fixture.settle()
            #expect(try await fixture.ticket("6")["labels"] == ["seen"])
        }
    }

    @Test func `runs of more than an hour ago do not count`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "busy", "on": ["ticket.created"], "limit": 2, "do": [["action": "label", "add": ["seen"]]],
            ])
            for _ in 0..<2 { try await fixture.api.ticket() }
            try await fixture.settle()
            try await fixture.settle(after: .seconds(3720))
            for _ in 0..<2 { try await fixture.api.ticket() }
            try await fixture.settle()
            #expect(try await fixture.api.call(.get, "/api/v1/rules/busy", as: .admin)["enabled"] == true)
            #expect(try await fixture.runs("busy").count == 4)
        }
    }

    @Test func `a rule sees what its author may see`() async throws {
        try await RuleFixture.run { fixture in
            let bound = TicketAPI.Caller(scopes: [.rulesAdmin, .ticketsRead, .ticketsWrite], channels: ["ops"])
            let made = try await fixture.rule(
                [
                    "slug": "bound", "on": ["ticket.created"], "do": [["action": "comment", "body": "Seen."]],
                ], as: bound)
            #expect(made["acts_in"] == ["ops"])
            #expect(made["confidential"] == false)
            try await fixture.api.ticket(channel: "demo")
            try await fixture.api.ticket(channel: "ops")
            try await fixture.api.ticket(["title": "Secret", "confidential": true], channel: "ops")
            try await fixture.settle()
            #expect(try await fixture.comments("1", in: "demo") == [])
            #expect(try await fixture.comments("1", in: "ops") == ["Seen."])
            #expect(try await fixture.comments("2", in: "ops") == [])
        }
    }

    @Test func `an internal comment triggers only rules that may see confidential data`() async throws {
        try await RuleFixture.run { fixture in
            let author = TicketAPI.Caller(scopes: [.rulesAdmin, .ticketsRead, .ticketsWrite])
            for (slug, caller) in [("open", author), ("trusted", RuleFixture.author)] {
                try await fixture.rule(
                    [
                        "slug": .string(slug), "on": ["comment.created"],
                        "do": [["action": "label", "add": ["{{rule.slug}}"]]],
                    ], as: caller)
            }
            try await fixture.api.ticket()
            let path = "/api/v1/channels/demo/tickets/1/comments"
            let made = try await fixture.api.call(.post, path, body: ["body": "Psst", "internal": true], as: .trusted)
            #expect(made.status == 201, "\(made.json.text)")
            try await fixture.settle()
            #expect(try await fixture.ticket()["labels"] == ["trusted"])
            #expect(try await fixture.api.call(.get, "/api/v1/rules/trusted/runs", as: author).each("id") == [])
        }
    }

    @Test func `callers restricted to channels see no rule that acts elsewhere, and cannot use other channels`()
        async throws
    {
        try await RuleFixture.run { fixture in
            let bound = TicketAPI.Caller(scopes: [.rulesAdmin], channels: ["ops"])
            try await fixture.rule(RuleRunTests.thanks)
            #expect(try await fixture.api.call(.get, "/api/v1/rules/thanks", as: bound).status == 404)
            #expect(try await fixture.api.call(.get, "/api/v1/rules", as: bound).each("slug") == [])
            let refused = try await fixture.api.call(
                .post, "/api/v1/rules",
                body: [
                    "slug": "x", "on": ["ticket.created"],
                    "do": [["action": "create_ticket", "channel": "demo", "title": "No"]],
                ], as: bound)
            #expect(refused.status == 422)
            #expect(refused.pointers == ["/do/0/channel"])
        }
    }

    @Test func `the caller who changes what a rule does becomes its author`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(RuleRunTests.thanks)
            let caller = TicketAPI.Caller(scopes: [.rulesAdmin, .ticketsRead, .ticketsWrite])
            #expect(
                try await fixture.api.call(.patch, "/api/v1/rules/thanks", body: ["name": "Thanks"], as: caller)[
                    "confidential"] == true)
            #expect(
                try await fixture.api.call(.patch, "/api/v1/rules/thanks", body: ["limit": 5], as: caller)[
                    "confidential"]
                    == false)
        }
    }

    @Test func `runs on confidential tickets are shown to callers who may see those`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(RuleRunTests.thanks)
            try await fixture.api.ticket(["title": "Secret", "labels": ["bug"], "confidential": true])
            try await fixture.settle()
            let run = try #require(try await fixture.runs("thanks").first?["id"]?.stringValue)
            let caller = TicketAPI.Caller(scopes: [.rulesAdmin])
            #expect(try await fixture.api.call(.get, "/api/v1/rules/thanks/runs", as: caller).each("id") == [])
            #expect(try await fixture.api.call(.get, "/api/v1/rules/thanks/runs/\(run)", as: caller).status == 404)
        }
    }
}
