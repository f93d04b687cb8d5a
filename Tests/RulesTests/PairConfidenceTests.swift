import HTTPTypes
import Models
import Primitives
import ResourceTestSupport
import Testing
import TrackerKit

/// Pairs do not reveal confidential tickets.
@Suite struct PairConfidenceTests {
    private static func run(
        _ terms: [String: JSON] = [:], _ body: @escaping @Sendable (RuleFixture) async throws -> Void
    ) async throws {
        try await RuleFixture.run { fixture in
            let action: [String: JSON] = [
                "action": "keep_in_step", "channel": "ops", "fields": ["status", "comments", "labels", "title"],
                "create": ["title": "{{ticket.title}}"],
            ]
            try await fixture.rule([
                "slug": "keep", "on": ["ticket.created", "ticket.reopened"], "channels": ["demo"],
                "do": [.object(action.merging(terms) { $1 })],
            ])
            try await body(fixture)
        }
    }

    private static func secret(_ fixture: RuleFixture) async throws {
        let made = try await fixture.api.call(
            .post, "/api/v1/channels/demo/tickets", body: ["title": "Leak", "confidential": true], as: .trusted)
        #expect(made.status == 201)
    }

    /// Why the last action of the rule's last run did nothing.
    private static func reason(_ fixture: RuleFixture) async throws -> String {
        let run = try #require(try await fixture.runs("keep").first)
        return run["actions"]?[0]?["result"]?["skipped"]?.stringValue ?? run.text
    }

    private static func change(_ fixture: RuleFixture, _ fields: JSON, channel: String = "demo") async throws {
        try await fixture.change(fields, in: channel)
        try await fixture.settle()
    }

    @Test func `the counterpart of a confidential ticket is confidential, whatever the rule contains`() async throws {
        try await Self.run(["create": ["title": "{{ticket.title}}", "confidential": false]]) { fixture in
            try await Self.secret(fixture)
            try await fixture.settle()
            #expect(try await fixture.ticket(in: "ops")["confidential"] == true)
            try await fixture.comment("Details")
            try await fixture.settle()
            #expect(try await fixture.comments(in: "ops").count == 1)
        }
    }

    @Test(arguments: ["both", "from_linked"])
    func `a counterpart becomes confidential with its ticket, whatever the direction of the sync`(direction: String)
        async throws
    {
        try await Self.run(["direction": .string(direction)]) { fixture in
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            #expect(try await fixture.ticket(in: "ops")["confidential"] == false)
            try await Self.change(fixture, ["confidential": true])
            #expect(try await fixture.ticket(in: "ops")["confidential"] == true)
            let runs = try await fixture.runs("keep")
            #expect(runs.first?["state"] == "succeeded")
            // A hidden counterpart is not made public automatically.
            try await Self.change(fixture, ["confidential": false])
            #expect(try await fixture.ticket(in: "ops")["confidential"] == true)
        }
    }

    @Test func `a ticket becomes confidential with its counterpart`() async throws {
        try await Self.run { fixture in
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            try await Self.change(fixture, ["confidential": true], channel: "ops")
            #expect(try await fixture.ticket()["confidential"] == true)
        }
    }

    @Test func `changes before the confidential flag are synced to a confidential counterpart`() async throws {
        try await Self.run { fixture in
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            try await fixture.comment("Details")
            try await fixture.change(["confidential": true])
            try await fixture.settle()
            #expect(try await fixture.ticket(in: "ops")["confidential"] == true)
            #expect(try await fixture.comments(in: "ops").count == 1)
        }
    }

    @Test func `a tracker without confidential tickets gets no copy of one, unless the rule allows it`() async throws {
        try await Self.run { fixture in
            try await Self.secret(fixture)
            fixture.faults.set { $0.missing = [.confidential] }
            try await fixture.settle()
            #expect(try await fixture.keys("ops") == [])
            #expect(try await Self.reason(fixture).contains("\"confidential\": \"copy\""))
        }
        try await Self.run(["confidential": "copy"]) { fixture in
            try await Self.secret(fixture)
            fixture.faults.set { $0.missing = [.confidential] }
            try await fixture.settle()
            #expect(try await fixture.ticket(in: "ops")["title"] == "Leak")
            #expect(try await fixture.ticket(in: "ops")["confidential"] == false)
        }
    }

    @Test(arguments: [false, true])
    func `the content of a ticket that became confidential is not synced, but its state is`(
        copies: Bool
    ) async throws {
        try await Self.run(copies ? ["confidential": "copy"] : [:]) { fixture in
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            try await fixture.change(["confidential": true])
            fixture.faults.set { $0.missing = [.confidential] }
            try await fixture.settle()
            try await fixture.comment("Details")
            try await fixture.settle()
            #expect(try await fixture.comments(in: "ops").count == (copies ? 1 : 0))
            if !copies { #expect(try await Self.reason(fixture).contains("counterpart would be public")) }
            try await Self.change(fixture, ["title": "Password in the log", "add_labels": ["leak"]])
            let copy = try await fixture.ticket(in: "ops")
            #expect(copy["title"] == (copies ? "Password in the log" : "Crash"))
            #expect(copy["labels"] == (copies ? ["leak"] : []))
            try await Self.change(fixture, ["status": "done"])
            #expect(try await fixture.ticket(in: "ops")["state"] == "closed")
        }
    }

    @Test func `a counterpart created as confidential reveals nothing to a public ticket`() async throws {
        try await Self.run(["create": ["title": "{{ticket.title}}", "confidential": true]]) { fixture in
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            #expect(try await fixture.ticket(in: "ops")["confidential"] == true)
            try await fixture.comment("Details", in: "ops")
            try await fixture.settle()
            #expect(try await fixture.comments() == [])
            #expect(try await fixture.ticket()["confidential"] == false)
        }
    }

    @Test func `the term is checked`() async throws {
        try await RuleFixture.run { fixture in
            let action: JSON = [
                "action": "keep_in_step", "channel": "ops", "create": ["title": "x"], "confidential": "yes",
            ]
            let refused = try await fixture.api.call(
                .post, RuleFixture.rules, body: ["slug": "keep", "on": ["ticket.created"], "do": [action]],
                as: RuleFixture.author)
            #expect(refused.status == 422 && refused.pointers == ["/do/0/confidential"])
        }
    }
}
