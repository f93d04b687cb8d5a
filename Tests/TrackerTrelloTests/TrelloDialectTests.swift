import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

@Suite struct TrelloDialectTests {
    private static let board: JSON = ["id": "53582e2da0fac5676a714277", "name": "A board", "shortLink": "iqXXzYEj"]
    private static let card: JSON = [
        "id": "53582e2da0fac5676a71427f", "idShort": 7, "shortLink": "r33ylX2Z", "name": "A card",
    ]

    private static func delivery(_ json: JSON) -> WebhookDelivery { delivery(json.serialized()) }

    private static func delivery(_ bytes: [UInt8]) -> WebhookDelivery {
        WebhookDelivery(
            headers: [:], body: bytes, callbackURL: "https://gateway.example/x", receivedAt: Timestamp(seconds: 0))
    }

    private static func action(_ type: String, _ data: [String: JSON] = [:]) -> WebhookDelivery {
        let whole = data.merging(["board": board, "card": card]) { own, _ in own }
        return delivery([
            "model": ["id": "53582e2da0fac5676a714277"],
            "action": [
                "id": "572a340644ed9c7d8b6f9a30", "type": .string(type), "date": "2016-05-04T17:40:22.254Z",
                "data": .object(whole),
                "memberCreator": ["id": "53582e2da0fac5676a714276", "username": "somebody", "fullName": "Some Body"],
            ],
        ])
    }

    private func news(_ type: String, _ data: [String: JSON] = [:]) throws -> [WebhookNews] {
        try TrelloWebhooks().notices(in: Self.action(type, data)).map(\.news)
    }

    @Test(arguments: [
        "createCard", "copyCard", "emailCard", "convertToCardFromCheckItem", "updateCard", "moveCardToBoard",
        "moveCardFromBoard",
        "addMemberToCard", "removeMemberFromCard", "addLabelToCard", "removeLabelFromCard", "addAttachmentToCard",
        "deleteAttachmentFromCard", "addChecklistToCard", "removeChecklistFromCard", "updateChecklist",
        "createCheckItem",
        "updateCheckItem", "updateCheckItemStateOnCard", "deleteCheckItem", "updateCustomFieldItem",
    ])
    func `creating or changing a card causes it to be read again`(_ type: String) throws {
        #expect(try news(type) == [.ticket(key: "7", snapshot: nil)])
    }

    @Test(arguments: [
        "updateBoard", "updateList", "createList", "moveListToBoard", "addMemberToBoard", "createLabel", "updateLabel",
        "voteOnCard",
        "enablePlugin", "createBoard", "never heard of",
    ])
    func `everything else reports nothing`(_ type: String) throws { #expect(try news(type) == []) }

    @Test func `a card moved within its list reports nothing`() throws {
        #expect(try news("updateCard", ["old": ["pos": 1]]) == [])
        #expect(try news("updateCard", ["old": ["pos": 1, "name": "Old"]]) == [.ticket(key: "7", snapshot: nil)])
    }

    @Test func `a deleted card has a number and no name`() throws {
        #expect(
            try news("deleteCard", ["card": ["id": "53582e2da0fac5676a71427f", "idShort": 9]]) == [
                .ticketDeleted(key: "9")
            ])
    }

    @Test func `comments are reported with their text, changed ones for reading, deleted ones by identifier`() throws {
        let made = try news("commentCard", ["text": "Hello"])
        guard case .comment("7", let snapshot?) = made.first else { throw Wrong("no comment") }
        #expect(
            snapshot.body == "Hello" && snapshot.remoteID == "572a340644ed9c7d8b6f9a30"
                && snapshot.author?.username == "somebody")
        #expect(snapshot.url == "https://trello.com/c/r33ylX2Z#comment-572a340644ed9c7d8b6f9a30")
        let about: [String: JSON] = ["action": ["id": "568a9b6039874dd560717f81", "text": "New"]]
        #expect(try news("updateComment", about) == [.comment(ticketKey: "7", snapshot: nil)])
        #expect(try news("deleteComment", about) == [.commentDeleted(ticketKey: "7", id: "568a9b6039874dd560717f81")])
    }

    @Test func `a notice contains the channel, actor and time`() throws {
        let notice = try #require(try TrelloWebhooks().notices(in: Self.action("createCard")).first)
        #expect(notice.project == ["53582e2da0fac5676a714277", "iqXXzYEj"])
        #expect(notice.actor?.username == "somebody")
        #expect(notice.occurredAt == Timestamp("2016-05-04T17:40:22.254Z"))
    }

    @Test func `a delivery is labelled by its action and the changed fields`() {
        let label = TrelloWebhooks().label(of: Self.action("updateCard", ["old": ["idList": "x", "closed": false]]))
        #expect(label == WebhookLabel(deliveryID: "572a340644ed9c7d8b6f9a30", event: "updateCard:closed,idList"))
        #expect(TrelloWebhooks().label(of: Self.action("commentCard")).event == "commentCard")
        let behind = Self.action("commentCard").body.dropFirst()
        let board = Array("{\"model\":{\"desc\":\"{\\\"action\\\":{\\\"id\\\":\\\"no\\\"}}\"},".utf8)
        #expect(TrelloWebhooks().label(of: Self.delivery(board + behind)).deliveryID == "572a340644ed9c7d8b6f9a30")
        let huge = TrelloWebhooks().label(of: Self.action(String(repeating: "x", count: 5000)))
        #expect(huge.event.count == 100)
    }

    @Test(arguments: ["", "null", "[]", "{}", "{\"action\": 7}", "{\"action\": {\"id\": \"x\"}}", "<html>", "\u{0}"])
    func `a request that is not a delivery has no name and is refused`(_ body: String) {
        let delivery = Self.delivery(Array(body.utf8))
        #expect(TrelloWebhooks().label(of: delivery) == WebhookLabel(deliveryID: nil, event: "unknown"))
        #expect { _ = try TrelloWebhooks().notices(in: delivery) } throws: {
            ($0 as? TrackerError)?.kindName == "malformedResponse"
        }
    }

    @Test func `any bytes at all are read without harm`() {
        var random = SeededGenerator(seed: 2)
        let good = Self.action("updateCard", ["old": ["name": "Old"]]).body
        for _ in 0..<2000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...8, using: &random) { bytes = random.mutated(bytes) }
            let delivery = Self.delivery(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))))
            _ = TrelloWebhooks().label(of: delivery)
            _ = try? TrelloWebhooks().notices(in: delivery)
        }
    }
}
