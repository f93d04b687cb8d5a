import HTTPKit
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

/// A response that does not show who may see an object must not make it visible to everyone.
@Suite struct GitLabVisibilityTests {
    private static let project = ProjectReference(path: "a/b")

    @Test(arguments: [
        (JSON?.some(.bool(false)), false, false), (.bool(true), true, false), ("true", true, false),
        ("false", true, false),
        (1, true, false), (0, true, false), (.null, true, false), (JSON?.none, true, true),
    ])
    func `an issue whose flag cannot be read is confidential, and one without a flag keeps its state`(
        flag: JSON?, isConfidential: Bool, isUnknown: Bool
    ) async throws {
        var row: [String: JSON] = ["id": 1, "iid": 1, "created_at": "2026-11-01T10:00:00Z"]
        row["confidential"] = flag
        let answer = JSON.array([.object(row)])
        let tracker = try GitLabTracker.scripted { _, _ in .json(answer) }
        let tickets = try await tracker.tickets(in: Self.project, since: nil, page: nil, pageSize: 100).items
        #expect(tickets.map(\.confidential) == [isConfidential] && tickets.map(\.lacksConfidentiality) == [isUnknown])
    }

    @Test func `an issue made confidential stays so if the answer lacks the flag`() async throws {
        let answer: JSON = ["id": 1, "iid": 1, "created_at": "2026-11-01T10:00:00Z"]
        let tracker = try GitLabTracker.scripted { _, _ in .json(answer) }
        var patch = TicketPatch()
        patch.confidential = .set(true)
        let ticket = try await tracker.updateTicket("1", patch, in: Self.project)
        #expect(ticket.confidential && !ticket.lacksConfidentiality)
    }

    private static func comments(_ notes: [[String: JSON]]) async throws -> [RemoteComment] {
        let rows = notes.enumerated().map { index, note in
            JSON.object(note.merging(["id": .integer(Int64(index + 1)), "created_at": "2026-11-01T10:00:00Z"]) { $1 })
        }
        let answer: JSON = [["id": "aa", "notes": .array(rows)]]
        let tracker = try GitLabTracker.scripted { _, _ in .json(answer) }
        return try await tracker.comments(of: "1", in: project, page: nil).items
    }

    @Test(arguments: [
        (JSON.bool(false), false), (.bool(true), true), ("true", true), ("false", true), (1, true), (.null, true),
    ])
    func `a note whose flag cannot be read is internal`(_ flag: JSON, _ isInternal: Bool) async throws {
        for name in ["internal", "confidential"] {
            #expect(try await Self.comments([["body": "x", name: flag]]).map(\.isInternal) == [isInternal])
        }
        #expect(
            try await Self.comments([["body": "x", "internal": false, "confidential": true]]).map(\.isInternal) == [
                true
            ])
    }

    @Test func `a reply without a flag is as internal as its thread`() async throws {
        #expect(
            try await Self.comments([["body": "a", "internal": true], ["body": "b"]]).map(\.isInternal) == [true, true])
        #expect(
            try await Self.comments([["body": "a", "internal": false], ["body": "b"]]).map(\.isInternal)
                == [false, false])
        #expect(try await Self.comments([["body": "a"], ["body": "b"]]).map(\.isInternal) == [false, false])
    }

    @Test func `a new comment without a flag in the answer is what was asked for`() async throws {
        let answer: JSON = ["id": 1, "body": "x", "created_at": "2026-11-01T10:00:00Z"]
        let tracker = try GitLabTracker.scripted { request, _ in
            request.url.contains("discussions") ? .json([]) : .json(answer)
        }
        let draft = CommentDraft(body: "x", isInternal: true)
        #expect(try await tracker.createComment(draft, on: "1", in: Self.project).isInternal)
        // Neither the note nor its thread shows whether this one is internal.
        #expect(try await tracker.updateComment("1", body: "x", on: "1", in: Self.project).isInternal)
    }

    @Test(arguments: [
        ("mentioned in issue lab/secret#3", true), ("mentioned in merge request !4", true),
        ("mentioned in commit 0123abcd", true), ("changed title from **{-old secret-}** to **{+new+}**", true),
        ("moved to lab/secret#3", true), ("marked this issue as related to lab/secret#3", true),
        ("removed the relation with #3", true), ("marked as a duplicate of &7", true),
        ("set the parent to [work_item:x/7]", true),
        ("assigned to @owner", false), ("closed", false), ("added ~12 label", false),
        ("changed milestone to %2", false),
        ("changed the description", false),
    ])
    func `a system note that names another object or an earlier title is internal`(_ body: String, _ isInternal: Bool)
        async throws
    {
        let note: [String: JSON] = ["body": .string(body), "internal": false]
        let written = note.merging(["system": false]) { $1 }, recorded = note.merging(["system": true]) { $1 }
        #expect(try await Self.comments([recorded]).map(\.isInternal) == [isInternal])
        #expect(try await Self.comments([written]).map(\.isInternal) == [false])
    }
}
