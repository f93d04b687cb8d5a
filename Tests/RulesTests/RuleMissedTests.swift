import HTTPTypes
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import ResourceTestSupport
import Testing

/// A rule that was disabled reports the events that it missed, and a replay runs it on them.
@Suite struct RuleMissedTests {
    private static let thanks: JSON = [
        "slug": "thanks", "on": ["ticket.created"], "channels": ["demo"],
        "do": [["action": "comment", "body": "Thank you."]],
    ]

    private static func turn(_ rule: String, on enabled: Bool, _ fixture: RuleFixture) async throws -> JSON {
        fixture.clock.advance(by: .seconds(60))
        let answer = try await fixture.api.call(
            .patch, "/api/v1/rules/\(rule)", body: ["enabled": .bool(enabled)], as: .admin)
        #expect(answer.status == 200, "\(answer.json.text)")
        fixture.clock.advance(by: .seconds(60))
        return answer.json
    }

    private static func replay(_ rule: String, missed: JSON?, fixture: RuleFixture) async throws {
        let from = try #require(missed?["from"]?.stringValue), to = try #require(missed?["to"]?.stringValue)
        let answer = try await fixture.api.call(.post, "/api/v1/rules/\(rule)/runs?from=\(from)&to=\(to)", as: .admin)
        #expect(answer.status == 202, "\(answer.json.text)")
        try await fixture.settle()
        #expect(try await fixture.api.call(.get, "/api/v1/rules/\(rule)", as: .admin)["missed"] == .null)
        #expect(try await fixture.runs(rule).allSatisfy { $0["state"] == "succeeded" })
    }

    @Test func `events missed while it was disabled are reported, and replayed on request`() async throws {
        try await RuleFixture.run { fixture in
            #expect(try await fixture.rule(Self.thanks)["missed"] == .null)
            try await fixture.api.ticket(["title": "Before"])
            try await fixture.settle()
            #expect(try await Self.turn("thanks", on: false, fixture)["missed"] == .null)
            try await fixture.api.ticket(["title": "Meanwhile"])
            try await fixture.api.ticket(["title": "Meanwhile, too"])
            let other = try await fixture.api.call(
                .post, "/api/v1/channels/ops/tickets", body: ["title": "Elsewhere"], as: .trusted)
            #expect(other.status == 201)
            try await fixture.settle()
            let missed = try await Self.turn("thanks", on: true, fixture)["missed"]
            #expect(missed?["events"] == 2)
            try await fixture.settle()
            #expect(try await fixture.comments("2") == [])
            try await Self.replay("thanks", missed: missed, fixture: fixture)
            #expect(try await fixture.comments("1").count == 1)
            #expect(try await fixture.comments("2").count == 1)
            #expect(try await fixture.comments("3").count == 1)
        }
    }

    @Test func `an event during which the rule was disabled is missed`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.thanks)
            try await fixture.api.ticket(["title": "Before"])
            try await fixture.settle()
            fixture.clock.advance(by: .seconds(60))
            try await fixture.api.ticket(["title": "Pending"])
            #expect(try await Self.turn("thanks", on: false, fixture)["missed"] == .null)
            try await fixture.settle()
            let missed = try await Self.turn("thanks", on: true, fixture)["missed"]
            #expect(missed?["events"] == 1)
            try await Self.replay("thanks", missed: missed, fixture: fixture)
            for key in ["1", "2"] { #expect(try await fixture.comments(key).count == 1) }
        }
    }

    @Test func `a rule that missed no events reports none`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.thanks)
            _ = try await Self.turn("thanks", on: false, fixture)
            #expect(try await Self.turn("thanks", on: true, fixture)["missed"] == .null)
        }
    }

    @Test func `events that its author can no longer see are not counted`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.thanks)
            _ = try await Self.turn("thanks", on: false, fixture)
            try await fixture.api.ticket(["title": "Meanwhile"])
            try await fixture.api.ticket(["title": "Meanwhile, too"])
            try await fixture.change(["confidential": true], "2")
            try await fixture.api.database.run("UPDATE api_token SET scopes = '{tickets:read,tickets:write}'")
            #expect(try await Self.turn("thanks", on: true, fixture)["missed"]?["events"] == 1)
        }
    }

    @Test func `a caller that may not see confidential tickets learns only how many public events were missed`()
        async throws
    {
        try await RuleFixture.run { fixture in
            let blind = TicketAPI.Caller(scopes: [.ticketsRead, .ticketsWrite, .rulesAdmin])
            func missed(_ caller: TicketAPI.Caller) async throws -> JSON? {
                let one = try await fixture.api.call(.get, "/api/v1/rules/thanks", as: caller)["missed"]
                #expect(try await fixture.api.call(.get, "/api/v1/rules", as: caller).each("missed") == [one ?? .null])
                return one?["events"]
            }
            try await fixture.rule(Self.thanks)
            _ = try await Self.turn("thanks", on: false, fixture)
            try await fixture.api.ticket(["title": "Secret", "confidential": true])
            _ = try await Self.turn("thanks", on: true, fixture)
            // Only confidential events: not even that there were any.
            #expect(try await missed(blind) == nil)
            #expect(try await missed(.admin) == 1)
            _ = try await Self.turn("thanks", on: false, fixture)
            try await fixture.api.ticket(["title": "Public"])
            try await fixture.api.ticket(["title": "Secret, too", "confidential": true])
            try await fixture.api.ticket(["title": "Public, too"])
            let whole = try await Self.turn("thanks", on: true, fixture)["missed"]
            #expect(whole?["events"] == 3)
            #expect(try await missed(blind) == 2)
            // A replay by that caller leaves out the confidential event, which stays recorded.
            let from = try #require(whole?["from"]?.stringValue), to = try #require(whole?["to"]?.stringValue)
            let path = "/api/v1/rules/thanks/runs?from=\(from)&to=\(to)"
            #expect(try await fixture.api.call(.post, path, as: blind).status == 202)
            #expect(try await missed(blind) == nil)
            #expect(try await missed(.admin) == 1)
            #expect(try await fixture.api.call(.post, path, as: .admin).status == 202)
            #expect(try await missed(.admin) == nil)
        }
    }

    @Test func `changes to its pairs are synced then`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "keep", "on": ["ticket.created"], "channels": ["demo"],
                "do": [["action": "keep_in_step", "channel": "ops", "create": ["title": "{{ticket.title}}"]]],
            ])
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            _ = try await Self.turn("keep", on: false, fixture)
            try await fixture.comment("It is the cache.", in: "ops")
            try await fixture.change(["status": "done"], in: "ops")
            try await fixture.settle()
            let missed = try await Self.turn("keep", on: true, fixture)["missed"]
            #expect(missed?["events"] == 2)
            #expect(try await fixture.ticket()["status"] == "open")
            try await Self.replay("keep", missed: missed, fixture: fixture)
            #expect(try await fixture.ticket()["status"] == "done")
            #expect(try await fixture.comments().count == 1)
            // Nothing is done twice, and the echoes of the changes are ignored.
            try await fixture.settle()
            #expect(try await fixture.comments().count == 1)
            #expect(try await fixture.comments(in: "ops").count == 1)
        }
    }
}
