import FakeGitLab
import FakeGlitchTip
import FakeTrackerKit
import GatewayTestSupport
import HTTPTypes
import Postgres
import Primitives
import Testing

/// An error in GlitchTip opens one issue in GitLab, its closing resolves the error, and a regression opens it again,
/// through a whole gateway.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ErrorsToIssuesTests {
    private static let title = "It broke"

    /// The whole way, with `trouble` before each step.
    private static func walk(_ setup: ErrorsToIssues, trouble: (Int) async throws -> Void = { _ in }) async throws {
        try await trouble(0)
        setup.happen(title, 1)
        try await setup.sync("errors")
        try await setup.until { setup.issues.issueCount(ErrorsToIssues.issueProject) == 1 }
        try await settled(setup, runs: 1)

        try await trouble(1)
        setup.issues.setClosed(true, in: ErrorsToIssues.issueProject, iid: 1)
        try await setup.sync("issues")
        try await setup.until { setup.errors.status(ofIssueTitled: title) == "resolved" }
        try await settled(setup, runs: 2)

        try await trouble(2)
        setup.happen(title, 2)
        #expect(setup.errors.status(ofIssueTitled: title) == "unresolved")
        try await setup.sync("errors")
        try await setup.until { setup.issues.isClosed(ErrorsToIssues.issueProject, 1) == false }
        try await settled(setup, runs: 3)

        // The gateway's own writes, seen again on both sides, have no effect.
        try await setup.sync("errors")
        try await setup.sync("issues")
        #expect(setup.issues.issueCount(ErrorsToIssues.issueProject) == 1)
        #expect(setup.errors.status(ofIssueTitled: title) == "unresolved")
        #expect(try await setup.runs().count == 3)
    }

    private static func settled(_ setup: ErrorsToIssues, runs count: Int) async throws {
        try await setup.until {
            let runs = try await setup.runs()
            #expect(!runs.contains { $0["state"] == "failed" }, "\(JSON.array(runs).text)")
            return runs.count == count && runs.allSatisfy { $0["state"] == "succeeded" }
        }
    }

    @Test func `an error opens one issue, its closing resolves the error, and a regression opens it again`()
        async throws
    {
        try await ErrorsToIssues.run { setup in
            try await Self.walk(setup)
            let effect = try await setup.gateway.admin.get("/api/v1/events?channel=issues&type=ticket.created").json[
                "data"]?[0]
            #expect(effect?["origin"] == "rule")
            #expect(effect?["cause"]?["principal"]?["name"] == "errors-to-issues")
            let cause = try await setup.gateway.admin.get("/api/v1/events?channel=errors&type=ticket.created").json[
                "data"]?[0]
            #expect(effect?["causation_id"] == cause?["id"])
        }
    }

    @Test func `it does so once although replies are lost`() async throws {
        try await ErrorsToIssues.run { setup in
            try await Self.walk(setup) { step in
                switch step {
                case 0: setup.issues.inject(.dropReply, method: .post, path: "issues")
                case 1: setup.errors.inject(.dropReply, method: .put, path: "issues")
                default: setup.issues.inject(.dropReply, method: .put, path: "issues")
                }
            }
        }
    }

    @Test func `it does so once although a tracker is down for a while`() async throws {
        try await ErrorsToIssues.run { setup in
            try await Self.walk(setup) { step in
                switch step {
                case 0: setup.issues.inject(.badGateway, times: 3, method: .post, path: "issues")
                case 1: setup.errors.inject(.badGateway, times: 3, method: .put, path: "issues")
                default: setup.issues.inject(.badGateway, times: 3, method: .put, path: "issues")
                }
            }
        }
    }

    @Test func `it does so once although results can't be stored`() async throws {
        try await ErrorsToIssues.run { setup in
            try await setup.database.run(
                "ALTER TABLE audit_entry ADD CONSTRAINT broken CHECK (principal_kind <> 'rule') NOT VALID")
            setup.happen(Self.title, 1)
            try await setup.sync("errors")
            try await setup.until { setup.issues.issueCount(ErrorsToIssues.issueProject) == 1 }
            try await setup.until { try await setup.runs().first?["actions"]?[0]?["attempts"]?.integerValue ?? 0 > 0 }
            try await setup.database.run("ALTER TABLE audit_entry DROP CONSTRAINT broken")
            try await Self.settled(setup, runs: 1)
            #expect(setup.issues.issueCount(ErrorsToIssues.issueProject) == 1)
        }
    }

    @Test func `a comment on the issue is copied to the error once`() async throws {
        try await ErrorsToIssues.run { setup in
            setup.happen(Self.title, 1)
            try await setup.sync("errors")
            try await Self.settled(setup, runs: 1)
            try await setup.until {
                try await setup.gateway.admin.get("/api/v1/channels/issues/tickets/1").status == 200
            }
            setup.errors.inject(.dropReply, method: .post, path: "comments")
            let path = "/api/v1/channels/issues/tickets/1/comments"
            #expect(try await setup.gateway.admin.post(path, ["body": "It is the cache."]).status == 201)
            try await setup.until { !setup.errors.comments(ofIssueTitled: Self.title).isEmpty }
            try await Self.settled(setup, runs: 2)
            try await setup.sync("errors")
            try await setup.sync("issues")
            let copies = setup.errors.comments(ofIssueTitled: Self.title)
            #expect(copies.count == 1)
            #expect(copies.first?.hasSuffix("It is the cache.") == true)
            #expect(try await setup.gateway.admin.get(path).json["data"]?.arrayValue?.count == 1)
        }
    }

    @Test func `a changed and a deleted comment are synced once despite lost replies`()
        async throws
    {
        try await ErrorsToIssues.run { setup in
            setup.happen(Self.title, 1)
            try await setup.sync("errors")
            try await Self.settled(setup, runs: 1)
            try await setup.until {
                try await setup.gateway.admin.get("/api/v1/channels/issues/tickets/1").status == 200
            }
            let error =
                try await setup.gateway.admin.get("/api/v1/channels/errors/tickets").json["data"]?[0]?["key"]?
                .stringValue ?? ""
            try await Self.carry(setup, channel: "issues", key: "1", to: setup.errors) {
                setup.errors.comments(ofIssueTitled: Self.title)
            }
            try await Self.carry(setup, channel: "errors", key: error, to: setup.issues) {
                try await setup.notes(ofIssue: 1)
            }
        }
    }

    /// Creates, changes and deletes a comment. Each change is copied to the other side, and the response is lost.
    private static func carry(
        _ setup: ErrorsToIssues, channel: String, key: String, to other: any FakeTracker,
        copies: () async throws -> [String]
    ) async throws {
        let path = "/api/v1/channels/\(channel)/tickets/\(key)/comments"
        let before = try await setup.runs().count
        other.inject(.dropReply, method: .post, path: "/")
        let made = try await setup.gateway.admin.post(path, ["body": "It is the cache."])
        #expect(made.status == 201)
        try await setup.until { try await copies().map { $0.hasSuffix("\n\nIt is the cache.") } == [true] }
        try await settled(setup, runs: before + 1)
        let comment = "\(path)/\(made.json["id"]?.stringValue ?? "")"
        other.inject(.dropReply, method: .put, path: "/")
        #expect(try await setup.gateway.admin.patch(comment, ["body": "It was the cache."]).status == 200)
        try await setup.until { try await copies().map { $0.hasSuffix("\n\nIt was the cache.") } == [true] }
        try await settled(setup, runs: before + 2)
        // The gateway's own writes, seen again, have no effect.
        try await setup.sync("errors")
        try await setup.sync("issues")
        other.inject(.dropReply, method: .delete, path: "/")
        #expect(try await setup.gateway.admin.delete(comment).status == 204)
        try await setup.until { try await copies().isEmpty }
        try await settled(setup, runs: before + 3)
        #expect(other.pendingFaults == 0)
        #expect(try await setup.gateway.admin.get(path).json["data"] == [])
    }
}
