import HTTPTypes
import Models
import Postgres
import Primitives
import Repositories
import ResourceTestSupport
import Testing

/// Waiting runs whose rule, ticket or other objects are changed or deleted in the meantime.
@Suite struct RuleWaitTests {
    /// A run that waits for an hour before its last action.
    private static func waiting(
        for action: JSON, _ body: @escaping @Sendable (RuleFixture) async throws -> Void
    ) async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "later", "on": ["ticket.created"], "channels": ["demo"],
                "do": [["action": "wait", "for": "1h"], action],
            ])
            try await fixture.api.ticket()
            try await fixture.settle()
            try await body(fixture)
        }
    }

    /// Lets the hour pass and runs the due jobs, all of which must succeed.
    private static func pass(_ fixture: RuleFixture) async throws {
        try await fixture.settle(after: .seconds(3700))
        #expect(try await fixture.count("job") == 0)
        #expect(try await fixture.api.database.run("SELECT FROM finished_job WHERE state <> 'succeeded'").count == 0)
    }

    @Test func `a rule that is changed in the meantime performs what it contained when it matched`() async throws {
        try await Self.waiting(for: ["action": "comment", "body": "Old"]) { fixture in
            let change: JSON = [
                "on": ["ticket.closed"], "do": [["action": "comment", "body": "New"], ["action": "close"]],
            ]
            #expect(try await fixture.api.call(.patch, "/api/v1/rules/later", body: change, as: .admin).status == 200)
            try await Self.pass(fixture)
            #expect(try await fixture.comments() == ["Old"])
            #expect(try await fixture.runs("later").map { $0["state"] } == ["succeeded"])
        }
    }

    @Test func `a rule that is deleted in the meantime stops`() async throws {
        try await Self.waiting(for: ["action": "comment", "body": "Old"]) { fixture in
            #expect(try await fixture.api.call(.delete, "/api/v1/rules/later", as: .admin).status == 204)
            try await Self.pass(fixture)
            #expect(try await fixture.comments() == [])
            #expect(try await fixture.count("rule_run") == 0)
        }
    }

    @Test func `a channel deleted in the meantime is reported`() async throws {
        try await Self.waiting(for: ["action": "create_ticket", "channel": "ops", "title": "Later"]) { fixture in
            try await fixture.api.database.run("DELETE FROM channel WHERE slug = 'ops'")
            try await Self.pass(fixture)
            let run = try await fixture.runs("later").first
            #expect(run?["state"] == "failed")
            #expect(run?["reason"] == "action 1: There is no channel 'ops'.")
        }
    }

    @Test func `runs on events of a channel are deleted with it`() async throws {
        try await Self.waiting(for: ["action": "create_ticket", "channel": "ops", "title": "Later"]) { fixture in
            try await fixture.api.database.run("DELETE FROM channel WHERE slug = 'demo'")
            try await Self.pass(fixture)
            #expect(try await fixture.runs("later") == [])
            #expect(try await fixture.keys("ops") == [])
        }
    }

    @Test func `a ticket that is deleted in the meantime is reported`() async throws {
        try await Self.waiting(for: ["action": "comment", "body": "Still there?"]) { fixture in
            #expect(try await fixture.api.call(.delete, "/api/v1/channels/demo/tickets/1", as: .trusted).status == 204)
            try await Self.pass(fixture)
            #expect(try await fixture.runs("later").first?["reason"] == "action 1: There is no ticket '1'.")
        }
    }

    @Test func `a missing template is reported`() async throws {
        let action: JSON = [
            "action": "create_ticket", "channel": "ops", "template": "{{ticket.title}}", "title": "Later",
        ]
        try await Self.waiting(for: action) { fixture in
            try await Self.pass(fixture)
            let run = try await fixture.runs("later").first
            #expect(run?["state"] == "failed")
            #expect(run?["actions"]?[1]?["problem"]?.text.contains("template") == true)
        }
    }

    @Test func `a run with a long text is listed without it`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "long", "on": ["ticket.created"], "if": ["in": ["x", ["var": "ticket.body"]]],
                "do": [["action": "comment", "body": "{{ticket.body}}!"]],
            ])
            let text = String(repeating: "x", count: 250_000)
            try await fixture.api.ticket(["title": "Long", "body": .string(text)])
            try await fixture.settle()
            #expect(try await fixture.comments() == [text + "!"])
            let run = try #require(try await fixture.runs("long").first)
            #expect(run["state"] == "succeeded")
            #expect((run["trace"]?.text.utf8.count ?? .max) < 10_000)
            let id = try #require(run["id"]?.stringValue.flatMap { RuleRun.ID($0) })
            let runs = RuleRunRepository(fixture.api.database)
            let rule = try #require(try await runs.find(id)).ruleID
            let listed = try await runs.list(RuleRunFilter(rule: rule, audience: .everything), after: nil, limit: 10)
            #expect(listed.map(\.document) == [[:]])
        }
    }
}
