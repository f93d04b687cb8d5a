import Primitives
import Testing
import TrackerKit

/// Each change of a ticket has a later time than the one before it, whatever the clocks of the workers say.
@Suite struct LocalVersionTests {
    @Test func `two changes at the same moment, and one by a clock that is behind, have times in their order`()
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
}
