import HTTPTypes
import Primitives
import ResourceTestSupport
import Testing
import TrackerKit

/// Each action is performed exactly once in spite of faults.
@Suite struct RuleFaultTests {
    private static let rule: JSON = [
        "slug": "hand-over", "on": ["ticket.created"], "channels": ["demo"],
        "do": [
            ["action": "create_ticket", "channel": "ops", "title": "Ops: {{ticket.title}}"],
            ["action": "comment", "body": "See {{actions.0.ticket.key}}."],
        ],
    ]

    @Test func `a ticket and a comment whose replies were lost are created once`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.rule)
            try await fixture.api.ticket()
            try await fixture.dispatch()
            fixture.faults.set {
                $0.losesReply = true; $0.searchFails = true
            }
            try await fixture.work()
            fixture.faults.set { $0.searchFails = false }
            try await fixture.settle(after: .seconds(90))
            #expect(try await fixture.keys("ops") == ["1"])
            #expect(try await fixture.comments() == ["See 1."])
            #expect(try await fixture.runs("hand-over").first?["state"] == "succeeded")
        }
    }

    @Test func `a worker that crashes between the call and the commit causes no duplicate`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.rule)
            try await fixture.api.ticket()
            try await fixture.dispatch()
            try await fixture.breakCommits()
            try await fixture.work()
            try await fixture.mendCommits()
            #expect(fixture.faults.now.creations == 2)
            try await fixture.breakCommits()
            try await fixture.mendCommits()
            try await fixture.settle(after: .seconds(90))
            #expect(try await fixture.keys("ops") == ["1"])
            #expect(fixture.faults.now.creations == 3)
            #expect(try await fixture.comments() == ["See 1."])
        }
    }

    @Test func `a comment whose commit was lost is recovered`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(RuleRunTests.thanks)
            try await fixture.api.ticket(["title": "It", "labels": ["bug"]])
            try await fixture.dispatch()
            try await fixture.breakCommits()
            try await fixture.work()
            try await fixture.mendCommits()
            try await fixture.settle(after: .seconds(90))
            #expect(try await fixture.comments() == ["Thank you for It."])
        }
    }

    @Test func `a tracker that is down is waited for`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.rule)
            try await fixture.api.ticket()
            fixture.faults.set { $0.isDown = true }
            try await fixture.settle()
            let run = try #require(try await fixture.runs("hand-over").first)
            #expect(run["state"] == "pending")
            #expect(run["actions"]?[0]?["attempts"] == 1)
            #expect(run["actions"]?[0]?["problem"]?["detail"]?.stringValue != nil)
            fixture.faults.set { $0.isDown = false }
            try await fixture.settle(after: .seconds(90))
            #expect(try await fixture.runs("hand-over").first?["state"] == "succeeded")
        }
    }

    @Test func `a refused action fails, and a retry resumes there`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.rule)
            try await fixture.api.ticket()
            try await fixture.dispatch()
            fixture.faults.set { $0.refuses = true }
            try await fixture.settle()
            let failed = try #require(try await fixture.runs("hand-over").first)
            #expect(failed["state"] == "failed")
            #expect(failed["reason"]?.stringValue?.hasPrefix("action 0: ") == true)
            fixture.faults.set { $0.refuses = false }
            let path = "/api/v1/rules/hand-over/runs/\(failed["id"]?.stringValue ?? "")"
            let retried = try await fixture.api.call(.post, path + "/retry", as: .admin)
            #expect(retried.status == 202, "\(retried.json.text)")
            try await fixture.settle()
            #expect(try await fixture.api.call(.get, path, as: .admin)["state"] == "succeeded")
            #expect(try await fixture.keys("ops") == ["1"])
            #expect(try await fixture.api.call(.post, path + "/retry", as: .admin).status == 409)
        }
    }
}
