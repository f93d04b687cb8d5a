import HTTPTypes
import Primitives
import ResourceTestSupport
import Testing
import TrackerKit

/// Copies of comments are updated and deleted together with their originals.
@Suite struct PairCommentTests {
    private static let rule: JSON = [
        "slug": "keep", "on": ["ticket.created"], "channels": ["demo"],
        "do": [["action": "keep_in_step", "channel": "ops", "create": ["title": "{{ticket.title}}"]]],
    ]

    /// Creates a pair: ticket 1 of `demo` and ticket 1 of `ops`.
    private static func run(_ body: @escaping @Sendable (RuleFixture) async throws -> Void) async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(rule)
            try await fixture.api.ticket(["title": "Crash"])
            try await fixture.settle()
            try await body(fixture)
        }
    }

    private static func path(_ channel: String) -> String { "/api/v1/channels/\(channel)/tickets/1/comments" }

    /// The path of a ticket's only comment.
    private static func only(_ fixture: RuleFixture, in channel: String) async throws -> String {
        let ids = try await fixture.api.call(.get, path(channel), as: .trusted).each("id").compactMap(\.stringValue)
        #expect(ids.count == 1)
        return "\(path(channel))/\(ids.first ?? "")"
    }

    private static func change(_ text: String, _ fixture: RuleFixture, in channel: String) async throws {
        let answer = try await fixture.api.call(
            .patch, try await only(fixture, in: channel), body: ["body": .string(text)], as: .trusted)
        #expect(answer.status == 200, "\(answer.json.text)")
    }

    private static func delete(_ fixture: RuleFixture, in channel: String) async throws {
        #expect(try await fixture.api.call(.delete, try await only(fixture, in: channel), as: .trusted).status == 204)
    }

    /// The comments' texts, without the attribution line of copies.
    private static func said(_ fixture: RuleFixture, in channel: String) async throws -> [String] {
        try await fixture.comments(in: channel).map { $0.components(after: "\n\n") }
    }

    /// Why the last run skipped its action.
    private static func reason(_ fixture: RuleFixture) async throws -> String? {
        try await fixture.runs("keep").first?["actions"]?[0]?["result"]?["skipped"]?.stringValue
    }

    @Test(arguments: [("ops", "demo"), ("demo", "ops")])
    func `a copy is updated and deleted with its comment, without an echo`(
        _ here: String, _ there: String
    ) async throws {
        try await Self.run { fixture in
            try await fixture.comment("It is the cache.", in: here)
            try await fixture.settle()
            try await Self.change("It was the cache.", fixture, in: here)
            try await fixture.settle()
            #expect(try await Self.said(fixture, in: there) == ["It was the cache."])
            #expect(try await Self.said(fixture, in: here) == ["It was the cache."])
            #expect(fixture.faults.now.commentChanges == 2)
            let effect = try #require(try await fixture.events("comment.updated").last)
            #expect(effect["origin"] == "rule")
            #expect(effect["channel"]?.stringValue == there)
            try await Self.delete(fixture, in: here)
            try await fixture.settle()
            #expect(try await Self.said(fixture, in: there) == [])
            #expect(try await fixture.events("comment.deleted").count == 2)
            #expect(fixture.faults.now.commentChanges == 4)
            #expect(try await fixture.runs("keep").allSatisfy { $0["state"] == "succeeded" })
        }
    }

    @Test func `changes to a copy are not synced back`() async throws {
        try await Self.run { fixture in
            try await fixture.comment("It is the cache.", in: "ops")
            try await fixture.settle()
            try await Self.change("No.", fixture, in: "demo")
            try await fixture.settle()
            #expect(try await Self.said(fixture, in: "ops") == ["It is the cache."])
            #expect(try await Self.reason(fixture) == "the comment has no copy, or is one")
            try await Self.delete(fixture, in: "demo")
            try await fixture.settle()
            #expect(try await Self.said(fixture, in: "ops") == ["It is the cache."])
            try await Self.change("It was the cache.", fixture, in: "ops")
            try await fixture.settle()
            #expect(try await fixture.comments(in: "demo") == [])
            #expect(try await Self.reason(fixture) == "the copy no longer exists, or is on an earlier counterpart")
        }
    }

    @Test func `a copy is left unchanged if the tracker can't change or delete comments`() async throws {
        try await Self.run { fixture in
            try await fixture.comment("It is the cache.", in: "ops")
            try await fixture.settle()
            try await Self.change("It was the cache.", fixture, in: "ops")
            fixture.faults.set { $0.missing = [.updateComments] }
            try await fixture.settle()
            #expect(try await Self.said(fixture, in: "demo") == ["It is the cache."])
            #expect(try await Self.reason(fixture) == "the tracker can't change comments: the copy is left unchanged")
            try await Self.delete(fixture, in: "ops")
            fixture.faults.set { $0.missing = [.deleteComments] }
            try await fixture.settle()
            #expect(try await Self.said(fixture, in: "demo") == ["It is the cache."])
            #expect(try await Self.reason(fixture) == "the tracker can't delete comments: the copy is kept")
        }
    }

    @Test func `a change and a deletion whose replies were lost are synced, without an echo`() async throws {
        try await Self.run { fixture in
            try await fixture.comment("It is the cache.", in: "ops")
            try await fixture.settle()
            try await Self.change("It was the cache.", fixture, in: "ops")
            try await fixture.dispatch()
            fixture.faults.set { $0.losesReply = true }
            try await fixture.work()
            try await fixture.settle(after: .seconds(90))
            #expect(try await Self.said(fixture, in: "demo") == ["It was the cache."])
            try await Self.delete(fixture, in: "ops")
            try await fixture.dispatch()
            fixture.faults.set { $0.losesReply = true }
            try await fixture.work()
            try await fixture.settle(after: .seconds(90))
            #expect(try await Self.said(fixture, in: "demo") == [])
            #expect(try await fixture.events("comment.updated").count == 2)
            #expect(try await fixture.events("comment.deleted").count == 2)
            #expect(try await fixture.runs("keep").allSatisfy { $0["state"] == "succeeded" })
        }
    }

    @Test func `a comment that changes while it is being copied has one copy with the latest text`() async throws {
        try await Self.run { fixture in
            try await fixture.comment("It is the cache.", in: "ops")
            try await fixture.dispatch()
            fixture.faults.set { $0.losesReply = true }
            try await fixture.work()
            try await Self.change("It was the cache.", fixture, in: "ops")
            try await fixture.settle(after: .seconds(90))
            #expect(try await Self.said(fixture, in: "demo") == ["It was the cache."])
        }
    }

    @Test func `a comment deleted while it is being copied has no copy`() async throws {
        try await Self.run { fixture in
            try await fixture.comment("It is the cache.", in: "ops")
            try await fixture.dispatch()
            fixture.faults.set { $0.losesReply = true }
            try await fixture.work()
            try await Self.delete(fixture, in: "ops")
            try await fixture.settle(after: .seconds(90))
            #expect(try await fixture.comments(in: "demo") == [])
        }
    }

    @Test func `a change that could not be stored is reported once`() async throws {
        try await Self.run { fixture in
            try await fixture.comment("It is the cache.", in: "ops")
            try await fixture.settle()
            try await Self.change("It was the cache.", fixture, in: "ops")
            try await fixture.dispatch()
            try await fixture.breakCommits()
            try await fixture.work()
            try await fixture.mendCommits()
            try await fixture.settle(after: .seconds(90))
            #expect(try await Self.said(fixture, in: "demo") == ["It was the cache."])
            #expect(try await fixture.events("comment.updated").count == 2)
        }
    }
}

extension String {
    /// The text after the first separator; the whole text if there is none.
    fileprivate func components(after separator: String) -> String {
        firstRange(of: separator).map { String(self[$0.upperBound...]) } ?? self
    }
}
