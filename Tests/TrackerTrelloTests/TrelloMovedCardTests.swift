import FakeTrackerKit
import FakeTrello
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

/// Cards that have been moved to another board.
@Suite struct TrelloMovedCardTests {
    @Test func `comments of a card that was moved to another board are not changed through the old one`() async throws {
        let fixture = try TrelloFixture(), tracker = fixture.tracker
        let card = try await fixture.ticket("Card")
        let comment = try await tracker.createComment(
            CommentDraft(body: "Text"), on: card.key, in: fixture.project)
        let other = fixture.fake.addBoard("Another", lists: ["A"], members: ["owner": "admin"])
        try await tracker.client.send(
            APICall(.put, APIPath("cards", card.remoteID), body: ["idBoard": .string(other)], what: "the card"))
        fixture.fake.clearRecord()
        let (id, key, project) = (comment.remoteID, card.key, fixture.project)
        for write: () async throws -> Void in [
            { _ = try await tracker.updateComment(id, body: "Changed", on: key, in: project) },
            { try await tracker.deleteComment(id, on: key, in: project) },
        ] {
            await #expect { try await write() } throws: {
                ($0 as? TrackerError)?.kindName.hasPrefix("notFound") ?? false
            }
        }
        #expect(fixture.fake.record.allSatisfy { $0.method == "GET" })
    }

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
