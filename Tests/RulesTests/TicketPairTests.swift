import HTTPTypes
import Models
import Primitives
import PrimitivesTestSupport
import ResourceTestSupport
import ServiceKit
import Testing
import Tickets
import TrackerKit

/// Pairs of tickets, which are kept in sync by `keep_in_step`.
@Suite struct TicketPairTests {
    private static func keep(_ terms: [String: JSON] = [:]) -> JSON {
        let action: [String: JSON] = [
            "action": "keep_in_step", "channel": "ops",
            "create": ["title": "{{ticket.title}}", "body": "From {{ticket.url}}"],
        ]
        return [
            "slug": "keep", "on": ["ticket.created", "ticket.reopened"], "channels": ["demo"],
            "do": [.object(action.merging(terms) { $1 })],
        ]
    }

    /// Creates a pair: ticket 1 of `demo` and ticket 1 of `ops`.
    private static func run(
        _ terms: [String: JSON] = [:], _ body: @escaping @Sendable (RuleFixture) async throws -> Void
    ) async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(keep(terms))
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            #expect(try await fixture.keys("ops") == ["1"])
            try await body(fixture)
        }
    }

    private static func states(_ fixture: RuleFixture, _ key: String = "1") async throws -> [JSON?] {
        [try await fixture.ticket()["state"], try await fixture.ticket(key, in: "ops")["state"]]
    }

    @Test func `the counterpart is created and linked, and the pair is listed`() async throws {
        try await Self.run { fixture in
            #expect(try await fixture.ticket(in: "ops")["title"] == "Crash")
            #expect(try await fixture.ticket()["links"]?[0]?["target"]?["channel"] == "ops")
            let pair = try await fixture.api.call(.get, "/api/v1/rules/keep/pairs", as: .admin).json["data"]?[0]
            #expect(pair?["source"]?["channel"] == "demo")
            #expect(pair?["target"]?["channel"] == "ops")
            #expect(pair?["generation"] == 1)
        }
    }

    @Test func `a list of pairs continues after those that the caller can't see`() async throws {
        try await Self.run { fixture in
            for title in ["Second", "Third", "Fourth"] { try await fixture.api.ticket(["title": .string(title)]) }
            try await fixture.settle()
            for key in ["3", "2"] {
                _ = try await fixture.api.call(
                    .patch, "/api/v1/channels/demo/tickets/\(key)", body: ["confidential": true], as: .trusted)
            }
            let reader = TicketAPI.Caller(scopes: [.rulesAdmin, .ticketsRead])
            var keys: [JSON] = []
            var cursor = ""
            repeat {
                let page = try await fixture.api.call(.get, "/api/v1/rules/keep/pairs?limit=1\(cursor)", as: reader)
                keys += page.each("source").compactMap { $0["key"] }
                cursor = page.next.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty && keys.count < 5
            #expect(keys == ["4", "1"])
        }
    }

    @Test func `closing and reopening one does so to the other, both ways`() async throws {
        try await Self.run { fixture in
            try await fixture.change(["status": "done"], in: "ops")
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["closed", "closed"])
            try await fixture.change(["status": "open"])
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["open", "open"])
            #expect(try await fixture.keys("ops") == ["1"])
            try await fixture.change(["status": "done"])
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["closed", "closed"])
            try await fixture.change(["status": "open"], in: "ops")
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["open", "open"])
            let effects = try await fixture.events("ticket.closed").filter { $0["origin"] == "rule" }
            #expect(effects.count == 2)
        }
    }

    @Test func `a request id that looks like the rule's own name is a caller's label like any other`() async throws {
        try await Self.run { fixture in
            let pairs = try await fixture.api.call(.get, "/api/v1/rules/keep/pairs", as: .admin).json["data"]
            let id = try #require(pairs?[0]?["id"]?.stringValue)
            var patch = TicketPatch()
            patch.status = .set(.status(.done, nil))
            let caller = Principal(
                kind: .token, id: TicketAPI.Caller.standardToken, name: "test", scopes: [.ticketsRead, .ticketsWrite])
            _ = try await TicketService(fixture.api.environment).update(
                channel: "demo", key: "1", patch, precondition: .none,
                context: CallContext(principal: caller, requestID: "pair:\(id):\(id)")
            ).commit()
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["closed", "closed"])
        }
    }

    @Test func `one direction only, if configured`() async throws {
        try await Self.run(["direction": "from_linked"]) { fixture in
            try await fixture.change(["status": "done"])
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["closed", "open"])
            try await fixture.change(["status": "open"])
            try await fixture.settle()
            try await fixture.change(["status": "done"], in: "ops")
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["closed", "closed"])
        }
    }

    @Test func `a recurrence after the window creates a new ticket`() async throws {
        try await Self.run(["reopen_within": "2d"]) { fixture in
            try await fixture.change(["status": "done"], in: "ops")
            try await fixture.settle()
            fixture.clock.advance(by: .seconds(3 * 86_400))
            try await fixture.change(["status": "open"])
            try await fixture.settle()
            #expect(try await fixture.keys("ops") == ["1", "2"])
            #expect(try await Self.states(fixture, "2") == ["open", "open"])
            #expect(try await fixture.ticket("1", in: "ops")["state"] == "closed")
            // The new ticket has replaced the old one in the pair.
            try await fixture.change(["status": "done"], "2", in: "ops")
            try await fixture.settle()
            #expect(try await fixture.ticket()["state"] == "closed")
        }
    }

    @Test func `a ticket closed as won't fix stays closed`() async throws {
        try await Self.run { fixture in
            try await fixture.change(["status": "ignored", "resolution": "not_planned"], in: "ops")
            try await fixture.settle()
            #expect(try await fixture.ticket()["status"] == "ignored")
            try await fixture.change(["status": "open"])
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["open", "closed"])
            #expect(try await fixture.keys("ops") == ["1"])
            // If the counterpart is reopened, the ticket is reopened as well.
            try await fixture.change(["status": "done"])
            try await fixture.settle()
            try await fixture.change(["status": "open"], in: "ops")
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["open", "open"])
        }
    }

    @Test func `a label marks tickets as won't fix where the tracker has no such status`() async throws {
        try await Self.run { fixture in
            try await fixture.change(["labels": ["Wontfix"], "status": "done"], in: "ops")
            try await fixture.settle()
            #expect(try await fixture.ticket()["status"] == "ignored")
        }
    }

    @Test func `tickets without a fingerprint are matters of their own`() async throws {
        try await Self.run(["fingerprint": "{{ticket.fingerprint}}"]) { fixture in
            #expect(try await fixture.ticket()["fingerprint"] == .null)
            try await fixture.api.ticket(["title": "Another"])
            try await fixture.settle()
            #expect(try await fixture.keys("ops") == ["1", "2"])
            #expect(try await fixture.runs("keep").allSatisfy { $0["state"] == "succeeded" })
        }
    }

    @Test func `comments are copied once, and copies are not copied`() async throws {
        try await Self.run { fixture in
            try await fixture.comment("It is the cache.", in: "ops")
            try await fixture.settle()
            try await fixture.comment("Thank you.")
            try await fixture.settle()
            try await fixture.settle()
            let here = try await fixture.comments(), there = try await fixture.comments(in: "ops")
            #expect(here.count == 2)
            #expect(there.count == 2)
            #expect(here.contains { $0.hasSuffix("\n\nIt is the cache.") })
            #expect(there.contains { $0.hasSuffix("\n\nThank you.") })
        }
    }

    @Test func `a copy whose reply was lost is created once`() async throws {
        try await Self.run { fixture in
            try await fixture.comment("It is the cache.", in: "ops")
            try await fixture.dispatch()
            fixture.faults.set { $0.losesReply = true }
            try await fixture.work()
            try await fixture.settle(after: .seconds(90))
            #expect(try await fixture.comments().count == 1)
            #expect(try await fixture.comments(in: "ops").count == 1)
        }
    }

    @Test func `labels and chosen fields are carried`() async throws {
        try await Self.run(["fields": ["labels", "title", "priority"]]) { fixture in
            try await fixture.change([
                "labels": ["a", "b"], "title": "Crash at start", "body": "Not this", "priority": "high",
            ])
            try await fixture.settle()
            let there = try await fixture.ticket(in: "ops")
            #expect(there["labels"] == ["a", "b"])
            #expect(there["title"] == "Crash at start")
            #expect(there["priority"] == "high")
            #expect(there["body"]?.stringValue?.hasPrefix("From ") == true)
            try await fixture.change(["remove_labels": ["a"]], in: "ops")
            try await fixture.settle()
            #expect(try await fixture.ticket()["labels"] == ["b"])
            try await fixture.change(["status": "done"])
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["closed", "open"])
        }
    }

    @Test func `labels that the other tracker can't have are left out, and the others are carried`() async throws {
        try await Self.run(["fields": ["labels"]]) { fixture in
            fixture.faults.set { $0.textRules = TextRules.withoutCommasInLabels }
            try await fixture.change(["add_labels": ["a,b", "plain"]])
            try await fixture.settle()
            #expect(try await fixture.ticket(in: "ops")["labels"] == ["plain"])
            try await fixture.change(["add_labels": ["c,d"]])
            try await fixture.settle()
            #expect(try await fixture.ticket(in: "ops")["labels"] == ["plain"])
            let actions = try await fixture.runs("keep").map { $0["actions"]?[0]?["state"] }
            #expect(actions == ["skipped", "succeeded", "succeeded"])
        }
    }

    @Test func `a counterpart is created without the labels that its tracker can't have`() async throws {
        try await RuleFixture.run { fixture in
            fixture.faults.set { $0.textRules = TextRules.withoutCommasInLabels }
            try await fixture.rule([
                "slug": "keep", "on": ["ticket.created"], "channels": ["demo"],
                "do": [
                    [
                        "action": "keep_in_step", "channel": "ops",
                        "create": ["title": "{{ticket.title}}", "labels": ["x,y", "first"]],
                    ]
                ],
            ])
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            #expect(try await fixture.ticket(in: "ops")["labels"] == ["first"])
        }
    }

    @Test func `a second ticket with the same fingerprint finds the pair`() async throws {
        try await Self.run(["fingerprint": "{{ticket.title}}"]) { fixture in
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            #expect(try await fixture.keys("ops") == ["1"])
            #expect(try await fixture.ticket("2")["links"]?[0]?["target"]?["key"] == "1")
            #expect(try await fixture.ticket("2")["links"]?[0]?["target"]?["channel"] == "ops")
        }
    }

    @Test func `a flapping pair is paused for a while, with a comment on one ticket`() async throws {
        try await Self.run(["flapping": ["limit": 4, "within": "1h"], "fields": ["status"]]) { fixture in
            for _ in 0..<2 {
                try await fixture.change(["status": "done"])
                try await fixture.settle()
                try await fixture.change(["status": "open"])
                try await fixture.settle()
            }
            #expect(try await Self.states(fixture) == ["open", "open"])
            try await fixture.change(["status": "done"])
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["closed", "open"])
            #expect(try await fixture.comments(in: "ops").count == 1)
            try await fixture.change(["status": "open"])
            try await fixture.change(["status": "done"])
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["closed", "open"])
            #expect(try await fixture.comments(in: "ops").count == 1)
            try await fixture.settle(after: .seconds(3700))
            #expect(try await Self.states(fixture) == ["closed", "closed"])
        }
    }

    @Test func `a pause that a tracker outlasts is followed by as many attempts as any action has`() async throws {
        try await Self.run(["flapping": ["limit": 1, "within": "1d"], "fields": ["status"]]) { fixture in
            try await fixture.change(["status": "done"])
            try await fixture.settle()
            try await fixture.change(["status": "open"])
            fixture.faults.set { $0.losesReply = true }
            try await fixture.settle()
            try await fixture.settle(after: .seconds(90))
            #expect(try await fixture.comments(in: "ops").count == 1)
            fixture.faults.set { $0.isDown = true }
            try await fixture.settle(after: .seconds(86_400))
            #expect(try await fixture.runs("keep").allSatisfy { $0["state"] != "failed" })
            fixture.faults.set { $0.isDown = false }
            try await fixture.settle(after: .seconds(90))
            #expect(try await Self.states(fixture) == ["open", "open"])
        }
    }

    @Test func `a closing that was observed before it was stored is attributed to the source`() async throws {
        try await Self.run { fixture in
            try await fixture.change(["status": "ignored", "resolution": "not_planned"])
            try await fixture.dispatch()
            fixture.faults.set { $0.losesReply = true }
            try await fixture.work()
            _ = try await fixture.api.call(.get, "/api/v1/channels/ops/tickets/1?fresh=true", as: .trusted)
            #expect(try await Self.states(fixture) == ["closed", "closed"])
            try await fixture.settle(after: .seconds(90))
            let pair = try await fixture.api.call(.get, "/api/v1/rules/keep/pairs", as: .admin).json["data"]?[0]
            #expect(pair?["closed_from"] == "source")
            try await fixture.change(["status": "open"])
            try await fixture.settle()
            #expect(try await Self.states(fixture) == ["open", "open"])
        }
    }

    @Test func `comments and fields are also synced by a rule whose own triggers include their events`() async throws {
        try await RuleFixture.run { fixture in
            var rule = Self.keep(["fields": ["comments", "title"]]).objectValue ?? [:]
            rule["on"] = ["ticket.created", "ticket.updated", "comment.created"]
            try await fixture.rule(.object(rule))
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            try await fixture.comment("It is the cache.")
            try await fixture.change(["title": "Crash at start"])
            try await fixture.settle()
            #expect(try await fixture.comments(in: "ops").count == 1)
            #expect(try await fixture.ticket(in: "ops")["title"] == "Crash at start")
        }
    }

    @Test func `a ticket waits for the one with its fingerprint, however long that takes`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.keep(["fingerprint": "{{ticket.title}}"]))
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.dispatch()
            fixture.faults.set { $0.isDown = true }
            try await fixture.work()
            fixture.faults.set { $0.isDown = false }
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.dispatch()
            fixture.faults.set { $0.isDown = true }
            for _ in 0..<20 { try await fixture.settle(after: .seconds(60)) }
            #expect(try await fixture.runs("keep").map { $0["state"] } == ["pending", "pending"])
            fixture.faults.set { $0.isDown = false }
            for _ in 0..<3 { try await fixture.settle(after: .seconds(90)) }
            #expect(try await fixture.runs("keep").map { $0["state"] } == ["succeeded", "succeeded"])
            #expect(try await fixture.keys("ops") == ["1"])
            #expect(try await fixture.ticket("2")["links"]?[0]?["target"]?["channel"] == "ops")
        }
    }

    @Test func `a ticket with the same fingerprint takes over if the first one's run has failed`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.keep(["fingerprint": "{{ticket.title}}"]))
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.dispatch()
            fixture.faults.set { $0.refuses = true }
            try await fixture.work()
            fixture.faults.set { $0.refuses = false }
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            #expect(try await fixture.keys("ops") == ["1"])
            let runs = try await fixture.runs("keep")
            #expect(runs.map { $0["state"] } == ["succeeded", "failed"])
            // A retry of the failed run links the first ticket to the existing one.
            let path = "/api/v1/rules/keep/runs/\(runs.last?["id"]?.stringValue ?? "")/retry"
            #expect(try await fixture.api.call(.post, path, as: .admin).status == 202)
            try await fixture.settle()
            #expect(try await fixture.keys("ops") == ["1"])
            #expect(try await fixture.ticket("1")["links"]?[0]?["target"]?["channel"] == "ops")
        }
    }

    @Test func `a ticket closed before its counterpart is created gets none`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.keep())
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.dispatch()
            try await fixture.change(["status": "done"])
            try await fixture.settle()
            #expect(try await fixture.keys("ops") == [])
            try await fixture.change(["status": "open"])
            try await fixture.settle()
            #expect(try await fixture.keys("ops") == ["1"])
        }
    }

    @Test func `a ticket closed while its counterpart is being created closes that`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.keep())
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.dispatch()
            fixture.faults.set {
                $0.losesReply = true; $0.searchFails = true
            }
            try await fixture.work()
            fixture.faults.set { $0.searchFails = false }
            try await fixture.change(["status": "done"])
            try await fixture.settle(after: .seconds(90))
            #expect(try await fixture.keys("ops") == ["1"])
            #expect(try await Self.states(fixture) == ["closed", "closed"])
        }
    }

    @Test func `a new ticket whose commit was lost is created once`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(Self.keep())
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.dispatch()
            try await fixture.breakCommits()
            try await fixture.work()
            try await fixture.mendCommits()
            try await fixture.settle(after: .seconds(90))
            #expect(try await fixture.keys("ops") == ["1"])
            #expect(try await fixture.count("ticket_pair") == 1)
            #expect(try await fixture.ticket()["links"]?.arrayValue?.count == 1)
        }
    }
}

extension TextRules {
    /// Those of a tracker that separates labels by commas.
    fileprivate static let withoutCommasInLabels: TextRules = {
        var rules = TextRules.standard
        rules.forbiddenInLabels = [","]
        return rules
    }()
}
