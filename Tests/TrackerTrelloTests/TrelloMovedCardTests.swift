import FakeTrello
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

/// Cards that have been moved to another board.
@Suite struct TrelloMovedCardTests {
    @Test func `a card of another board is neither read nor written`() async throws {
        let fixture = try TrelloFixture(), tracker = fixture.tracker
        fixture.fake.addCards(1, to: fixture.board)
        // According to the response, the card is on a board other than the channel's.
        let project = ProjectReference(path: fixture.board, remoteID: String(repeating: "a", count: 24))
        var patch = TicketPatch()
        patch.title = .set("written")
        let change = patch
        let operations: [() async throws -> Void] = [
            { _ = try await tracker.ticket("1", in: project) },
            { _ = try await tracker.updateTicket("1", change, in: project) },
            { _ = try await tracker.createComment(CommentDraft(body: "written"), on: "1", in: project) },
            { try await tracker.deleteTicket("1", in: project) },
        ]
        for operation in operations {
            await #expect { try await operation() } throws: {
                ($0 as? TrackerError)?.kindName.hasPrefix("notFound") ?? false
            }
        }
        #expect(try await tracker.ticket("1", in: fixture.project).title == "Card 1")
    }
}
