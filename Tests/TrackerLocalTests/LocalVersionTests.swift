import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit

/// Each change of a ticket has a later time than the one before it, whatever the clocks of the workers say.
@Suite struct LocalVersionTests {
    @Test func `simultaneous changes, and one by a clock that is behind, have increasing times`()
        async throws
    {
        try await LocalFixture.run { fixture in
            let tracker = fixture.tracker, project = fixture.project
            var last = try await tracker.createTicket(TicketDraft(title: "Title"), in: project, marker: nil)
            for (number, step) in [Duration.zero, .zero, .seconds(-5), .seconds(60)].enumerated() {
                fixture.clock.advance(by: step)
                var patch = TicketPatch()
                patch.addLabels = ["label-\(number)"]
                let next = try await tracker.updateTicket(last.key, patch, in: project)
                #expect(next.updatedAt > last.updatedAt, "change \(number)")
                last = next
            }
            #expect(last.labels == (0..<4).map { "label-\($0)" })
            #expect(last.updatedAt == fixture.clock.now())
        }
    }

    @Test
    func `a change of a comment or an attachment changes its ticket's time, and one of an internal comment does not`()
        async throws
    {
        try await LocalFixture.run { fixture in
            let tracker = fixture.tracker, project = fixture.project
            let key = try await tracker.createTicket(TicketDraft(title: "Title"), in: project, marker: nil).key
            func moves(_ change: () async throws -> Void) async throws -> Bool {
                let before = try await tracker.ticket(key, in: project).updatedAt
                try await change()
                return try await tracker.ticket(key, in: project).updatedAt > before
            }
            for isInternal in [false, true] {
                var draft = CommentDraft(body: "One")
                draft.isInternal = isInternal
                let comment = try await tracker.createComment(draft, on: key, in: project).remoteID
                let changed = try await moves {
                    _ = try await tracker.updateComment(comment, body: "Two", on: key, in: project)
                }
                let repeated = try await moves {
                    _ = try await tracker.updateComment(comment, body: "Two", on: key, in: project)
                }
                let deleted = try await moves { try await tracker.deleteComment(comment, on: key, in: project) }
                #expect([changed, repeated, deleted] == [!isInternal, false, !isInternal])
            }
            let file = AttachmentDraft(filename: "a.txt", contentType: "text/plain", content: [1])
            let attachment = try await tracker.addAttachment(file, to: key, in: project).remoteID
            let removed = try await moves { try await tracker.deleteAttachment(attachment, of: key, in: project) }
            #expect(removed)
            await #expect(throws: TrackerError.self) {
                try await tracker.deleteAttachment(attachment, of: key, in: project)
            }
        }
    }
}
