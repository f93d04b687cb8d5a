import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit

/// Writing the current values changes nothing.
@Suite struct LocalNoChangeTests {
    @Test func `a patch with a ticket's current values changes nothing, for every field`() async throws {
        try await LocalFixture.run { fixture in
            let tracker = fixture.tracker, project = fixture.project
            _ = try await tracker.createMilestone(Self.milestone("v1"), in: project)
            _ = try await tracker.createTicket(TicketDraft(title: "Above"), in: project, marker: nil)
            var draft = TicketDraft(title: "Title")
            (draft.body, draft.labels, draft.assignees) = ("Body", ["ui", "bug"], ["ada"])
            (draft.milestone, draft.parent, draft.dueAt) = ("v1", "1", Timestamp(seconds: 2_000_000_000))
            draft.status = .status(.done, .completed)
            let made = try await tracker.createTicket(draft, in: project, marker: nil)
            fixture.clock.advance(by: .seconds(5))
            for (field, patch) in Self.patches {
                #expect(try await tracker.updateTicket(made.key, patch, in: project) == made, "\(field)")
            }
            // One field among others is enough.
            var changed = TicketPatch()
            (changed.title, changed.body) = (.set("Other"), .set("Body"))
            let after = try await tracker.updateTicket(made.key, changed, in: project)
            #expect(after.title == "Other" && after.updatedAt == fixture.clock.now())
            await #expect(throws: TrackerError.self) {
                try await tracker.updateTicket("99", changed, in: project)
            }
        }
    }

    private static func milestone(_ title: String) -> MilestoneDraft {
        var draft = MilestoneDraft()
        draft.title = .set(title)
        return draft
    }

    private static func label(_ name: String, _ color: String? = nil) -> LabelDraft {
        var draft = LabelDraft()
        draft.name = .set(name)
        if let color { draft.color = .set(color) }
        return draft
    }

    private static let patches: [(field: String, patch: TicketPatch)] = {
        func patch(_ change: (inout TicketPatch) -> Void) -> TicketPatch {
            var patch = TicketPatch()
            change(&patch)
            return patch
        }
        return [
            ("title", patch { $0.title = .set("Title") }), ("body", patch { $0.body = .set("Body") }),
            ("kind", patch { $0.kind = .set(.issue) }), ("priority", patch { $0.priority = .set(.none) }),
            ("severity", patch { $0.severity = .set(nil) }), ("assignees", patch { $0.assignees = .set(["ada"]) }),
            ("labels", patch { $0.labels = .set(["bug", "ui", "bug"]) }),
            ("add_labels", patch { $0.addLabels = ["bug"] }),
            ("remove_labels", patch { $0.removeLabels = ["none"] }), ("milestone", patch { $0.milestone = .set("v1") }),
            ("parent", patch { $0.parent = .set("1") }),
            ("due_at", patch { $0.dueAt = .set(Timestamp(seconds: 2_000_000_000)) }),
            ("confidential", patch { $0.confidential = .set(false) }), ("locked", patch { $0.locked = .set(false) }),
            ("status", patch { $0.status = .set(.status(.done, .completed)) }),
            ("status_raw", patch { $0.status = .set(.raw(id: "done")) }),
        ]
    }()

    @Test func `comments, labels and milestones keep their times when they are written as they are`() async throws {
        try await LocalFixture.run { fixture in
            let tracker = fixture.tracker, project = fixture.project
            let ticket = try await tracker.createTicket(TicketDraft(title: "Title"), in: project, marker: nil)
            let comment = try await tracker.createComment(CommentDraft(body: "Word"), on: ticket.key, in: project)
            var draft = Self.milestone("v1")
            (draft.description, draft.state) = (.set("First"), .set(.closed))
            let milestone = try await tracker.createMilestone(Self.milestone("v1"), in: project)
            let closed = try await tracker.updateMilestone(milestone.key, draft, in: project)
            let label = try await tracker.createLabel(Self.label("bug", "ff0000"), in: project)
            let before = try await tracker.ticket(ticket.key, in: project)
            fixture.clock.advance(by: .seconds(5))
            #expect(
                try await tracker.updateComment(comment.remoteID, body: "Word", on: ticket.key, in: project) == comment)
            #expect(try await tracker.updateMilestone(milestone.key, draft, in: project) == closed)
            #expect(try await tracker.updateMilestone(milestone.key, MilestoneDraft(), in: project) == closed)
            #expect(try await tracker.updateLabel("bug", Self.label("bug", "ff0000"), in: project) == label)
            #expect(try await tracker.ticket(ticket.key, in: project) == before)
            let other = try await tracker.updateComment(comment.remoteID, body: "Other", on: ticket.key, in: project)
            #expect(
                other.body == "Other" && other.updatedAt == fixture.clock.now() && other.createdAt == comment.createdAt)
        }
    }

    @Test func `a label that is composed in another way is a new name, on tickets too`() async throws {
        try await LocalFixture.run { fixture in
            let tracker = fixture.tracker, project = fixture.project
            var draft = TicketDraft(title: "Title")
            draft.labels = ["caf\u{E9}"]
            let ticket = try await tracker.createTicket(draft, in: project, marker: nil)
            _ = try await tracker.updateLabel("caf\u{E9}", Self.label("cafe\u{301}"), in: project)
            let labels = try await tracker.ticket(ticket.key, in: project).labels
            #expect(labels.map { Array($0.utf8) } == [Array("cafe\u{301}".utf8)])
        }
    }
}
