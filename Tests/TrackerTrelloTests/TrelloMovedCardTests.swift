import FakeTrackerKit
import FakeTrello
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
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
        fixture.fake.move(card.key, of: fixture.project.path, to: other)
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

    @Test func `a card that is moved to another board while it is changed is not read from there`() async throws {
        let board = "5e93ba98614ac22d22f085c2", other = "5e93ba98614ac22d22f085c6", id = "5e93ba98614ac22d22f085c3"
        let transport = ScriptedTransport { request, number in
            // The reads before and after the PUT.
            let isMoved = number > 2
            return .json([
                "id": .string(id), "idShort": isMoved ? 1 : 7, "name": isMoved ? "Another board's" : "A card",
                "idBoard": .string(isMoved ? other : board), "idList": "l", "dateLastActivity": "2026-11-01T10:00:00Z",
            ])
        }
        let tracker = try TrelloFixture.tracker(transport, ManualClock(Timestamp(seconds: 1_800_000_000)))
        var patch = TicketPatch()
        patch.title = .set("Changed")
        let change = patch
        await #expect {
            _ = try await tracker.updateTicket("7", change, in: ProjectReference(path: board))
        } throws: {
            ($0 as? TrackerError)?.kindName == "notFound ticket 7"
        }
        #expect(transport.requests.map(\.method) == [.get, .get, .put, .get])
    }

    @Test func `a comment of the card that had the number before is not changed`() async throws {
        let id = "5e93ba98614ac22d22f085c1", board = "5e93ba98614ac22d22f085c2"
        let scripted = { (card: String) in
            try TrelloFixture.tracker(
                ScriptedTransport { request, _ in
                    let about: JSON = ["id": "5e93ba98614ac22d22f085c3", "idShort": 7]
                    return request.url.contains("/actions/")
                        ? .json([
                            "id": .string(id), "type": "commentCard", "date": "2026-11-01T10:00:00Z",
                            "data": ["text": "Text", "card": about, "board": ["id": .string(board)]],
                        ]) : .json(["id": .string(card), "idShort": 7, "name": "A card", "idBoard": .string(board)])
                }, ManualClock(Timestamp(seconds: 1_800_000_000)))
        }
        let project = ProjectReference(path: board)
        try await scripted("5e93ba98614ac22d22f085c3").deleteComment(id, on: "7", in: project)
        await #expect {
            try await scripted("5e93ba98614ac22d22f085c4").deleteComment(id, on: "7", in: project)
        } throws: {
            ($0 as? TrackerError)?.kindName == "notFound comment \(id)"
        }
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
