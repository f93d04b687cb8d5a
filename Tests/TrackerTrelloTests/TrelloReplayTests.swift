import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

/// Replays exchanges with the real Trello that ruby-trello recorded; see ``Corpus``.
@Suite(.enabled(if: Corpus("trello").isThere, "the corpus is not there")) struct TrelloReplayTests {
    private static let origin = "https://api.trello.com/1"

    @Test func `recorded exchanges are understood`() async throws {
        var replayed: [String: Int] = [:]
        for exchange in try Corpus("trello").exchanges("api/ruby-trello", prefix: "/1") {
            guard let rule = ReplayRule.all.first(where: { exchange.matches($0.pattern) && $0.applies(exchange) })
            else { continue }
            let transport = ReplayTransport(exchange, origin: Self.origin, around: rule.around(exchange))
            let tracker = try TrelloFixture.tracker(transport, ManualClock(Timestamp(seconds: 1_800_000_000)))
            let at = Comment(rawValue: "\(exchange.file) \(exchange.method) \(exchange.path)")
            do {
                try await rule.run(tracker, exchange, at)
            } catch {
                Issue.record(error, at)
            }
            #expect(transport.replayed != nil, at)
            replayed[rule.pattern, default: 0] += 1
        }
        for rule in ReplayRule.all { #expect(replayed[rule.pattern, default: 0] > 0, Comment(rawValue: rule.pattern)) }
        #expect(replayed.values.reduce(0, +) == 74)
    }
}

/// How recorded exchanges are replayed: the adapter's call that causes the request, and checks of its result.
struct ReplayRule: Sendable {
    /// Method and path of the request; `*` matches one segment.
    let pattern: String
    /// Whether the recording can be replayed.
    let applies: @Sendable (RecordedExchange) -> Bool
    /// Responses to the adapter's other requests.
    let around: @Sendable (RecordedExchange) -> [String: ClientResponse]
    /// Makes the call and checks its result against the recorded body.
    let run: @Sendable (TrelloTracker, RecordedExchange, Comment) async throws -> Void

    init(
        _ pattern: String, applies: @escaping @Sendable (RecordedExchange) -> Bool = { _ in true },
        around: @escaping @Sendable (RecordedExchange) -> [String: ClientResponse] = { _ in [:] },
        run: @escaping @Sendable (TrelloTracker, RecordedExchange, Comment) async throws -> Void
    ) {
        self.pattern = pattern
        self.applies = applies
        self.around = around
        self.run = run
    }

    static let all = reading + cards + comments + labels + others

    /// An arbitrary short link, because the cards were recorded on several boards.
    private static let board = "aBcDeFgH"
    private static let project = ProjectReference(path: board)

    private static let reading = [
        ReplayRule(
            "GET /members/*", applies: { $0.body["username"] != nil },
            around: { _ in ["GET /members/me/tokens": .json([])] }
        ) { tracker, exchange, at in
            let name = exchange.segment(1)
            let user = name == "me" ? try await tracker.verify().account : try await tracker.user(.username(name))
            #expect(user?.username == exchange.body["username"]?.stringValue, at)
        },
        ReplayRule("GET /boards/*") { tracker, exchange, at in
            let project = try await tracker.project(exchange.segment(1))
            #expect(project.remoteID == exchange.segment(1) && project.name == exchange.body["name"]?.stringValue, at)
        },
        ReplayRule("GET /boards/*/labels") { tracker, exchange, at in
            let labels = try await tracker.labels(of: ProjectReference(path: exchange.segment(1)), page: nil).items
            #expect(labels.map(\.remoteID) == exchange.body.arrayValue?.compactMap { $0["id"]?.stringValue }, at)
            #expect(labels.map(\.name) == exchange.body.arrayValue?.compactMap { $0["color"]?.stringValue }, at)
        },
        ReplayRule("GET /webhooks/*") { tracker, exchange, at in
            let webhook = try await tracker.webhook(exchange.segment(1), in: project)
            #expect(webhook?.callbackURL == exchange.body["callbackURL"]?.stringValue && webhook?.failing == false, at)
        },
    ]

    private static let cards = [
        ReplayRule("GET /cards/*", applies: { $0.body["idShort"] != nil }, around: { $0.number(of: $0.segment(1)) }) {
            tracker, exchange, at in
            let ticket = try await tracker.ticket(exchange.cardNumber, in: project)
            #expect(ticket.remoteID == exchange.segment(1) && ticket.title == exchange.body["name"]?.stringValue, at)
            #expect(ticket.remoteData == exchange.body, at)
        },
        ReplayRule("POST /cards", around: { $0.creation }) { tracker, exchange, at in
            let draft = TicketDraft(
                title: exchange.body["name"]?.stringValue ?? "", body: exchange.body["desc"]?.stringValue ?? "")
            let ticket = try await tracker.createTicket(draft, in: project, marker: nil)
            #expect(ticket.remoteID == exchange.body["id"]?.stringValue && ticket.body == draft.body, at)
            #expect(ticket.dueAt == exchange.body["due"]?.stringValue.flatMap(Timestamp.init), at)
        },
        ReplayRule("PUT /cards/*", around: { $0.number(of: $0.segment(1)).merging($0.card) { $1 } }) {
            tracker, exchange, at in
            var patch = TicketPatch()
            patch.title = .set(exchange.body["name"]?.stringValue ?? "")
            let ticket = try await tracker.updateTicket(exchange.cardNumber, patch, in: project)
            #expect(ticket.title == exchange.body["name"]?.stringValue, at)
            #expect(ticket.status == (exchange.body["closed"] == true ? .ignored : .open), at)
        },
        ReplayRule("DELETE /cards/*", around: { $0.number(of: $0.segment(1)) }) { tracker, exchange, at in
            try await tracker.deleteTicket(exchange.cardNumber, in: project)
        },
        ReplayRule("DELETE /cards/*/idLabels/*", around: { $0.number(of: $0.segment(1)).merging($0.labelled) { $1 } }) {
            tracker, exchange, at in
            var patch = TicketPatch()
            patch.removeLabels = ["a label"]
            _ = try await tracker.updateTicket(exchange.cardNumber, patch, in: project)
        },
    ]

    private static let comments = [
        ReplayRule("POST /cards/*/actions/comments", around: { $0.number(of: $0.segment(1)) }) {
            tracker, exchange, at in
            let comment = try await tracker.createComment(
                CommentDraft(body: "Hello, world!"), on: exchange.cardNumber, in: project)
            #expect(comment.body == "Hello, world!" && comment.author?.username == "hoppertest", at)
            #expect(comment.createdAt == exchange.body["date"]?.stringValue.flatMap(Timestamp.init), at)
        },
        ReplayRule("DELETE /actions/*", around: { $0.numberOfCommented.merging(["GET \($0.path)": $0.comment]) { $1 } })
        { tracker, exchange, at in
            try await tracker.deleteComment(exchange.segment(1), on: "7", in: project)
        },
        ReplayRule("GET /actions/*", applies: { $0.status == 404 }) { tracker, exchange, at in
            await #expect(at) { try await tracker.deleteComment(exchange.segment(1), on: "7", in: project) } throws: {
                ($0 as? TrackerError)?.kindName == "notFound comment \(exchange.segment(1))"
            }
        },
    ]

    private static let labels = [
        ReplayRule("PUT /labels/*", around: { $0.boardLabel }) { tracker, exchange, at in
            var draft = LabelDraft()
            draft.name = .set(exchange.body["name"]?.stringValue ?? "")
            let label = try await tracker.updateLabel("a label", draft, in: project)
            #expect(label.name == exchange.body["name"]?.stringValue && label.color == "eb5a46", at)
        },
        ReplayRule("DELETE /labels/*", around: { $0.boardLabel }) { tracker, exchange, at in
            try await tracker.deleteLabel("a label", in: project)
        },
    ]

    private static let others = [
        ReplayRule("GET /cards/*/attachments", around: { $0.number(of: $0.segment(1)) }) { tracker, exchange, at in
            let files = try await tracker.attachments(of: exchange.cardNumber, in: project, page: nil).items
            #expect(files.map(\.filename) == exchange.body.arrayValue?.compactMap { $0["name"]?.stringValue }, at)
            #expect(files.map(\.size) == exchange.body.arrayValue?.map { $0["bytes"]?.integerValue }, at)
        },
        ReplayRule("POST /cards/*/attachments", around: { $0.number(of: $0.segment(1)) }) { tracker, exchange, at in
            let draft = AttachmentDraft(filename: "x", contentType: "text/plain", content: [1])
            let file = try await tracker.addAttachment(draft, to: exchange.cardNumber, in: project)
            #expect(file.filename == exchange.body["name"]?.stringValue && file.size == 607, at)
        },
        ReplayRule(
            "DELETE /cards/*/attachments/*",
            around: { exchange in
                let file: JSON = ["id": .string(exchange.segment(3)), "url": "https://x/y", "name": "y"]
                return exchange.number(of: exchange.segment(1)).merging(["GET \(exchange.path)": .json(file)]) { $1 }
            }
        ) { tracker, exchange, at in
            try await tracker.deleteAttachment(exchange.segment(3), of: exchange.cardNumber, in: project)
        },
        ReplayRule(
            "POST /webhooks",
            around: { _ in ["GET /boards/\(board)": .json(["id": "5e93ba98614ac22d22f085c4", "name": "IT 2"])] }
        ) { tracker, exchange, at in
            let draft = WebhookDraft(callbackURL: "https://example.com/webhook/trello_callbacks", secret: "s")
            let webhook = try await tracker.registerWebhook(draft, in: project)
            #expect(webhook.callbackURL == draft.callbackURL && webhook.active, at)
        },
    ]
}

extension RecordedExchange {
    /// The number of the card in the exchange, or 7 if it contains none.
    fileprivate var cardNumber: String { body["idShort"]?.integerValue.map { String($0) } ?? "7" }

    private static let board = "aBcDeFgH"

    /// Responses that map a card's number to its ID.
    fileprivate func number(of id: String) -> [String: ClientResponse] {
        let card: JSON = ["id": .string(id), "idShort": .integer(Int64(cardNumber) ?? 7), "name": "A card"]
        return ["GET /boards/\(Self.board)/cards/\(cardNumber)": .json(card)]
    }

    /// A response with the card, the same before and after the change.
    fileprivate var card: [String: ClientResponse] { ["GET /cards/\(segment(1))": .json(body)] }

    /// Responses with a board, its list and the created card.
    fileprivate var creation: [String: ClientResponse] {
        let id = body["id"]?.stringValue ?? ""
        let list: JSON = ["id": body["idList"] ?? .null, "name": "L1", "closed": false, "pos": 1]
        return [
            "GET /boards/\(Self.board)": .json(["id": "5e93ba98614ac22d22f085c4", "name": "IT 2", "lists": [list]]),
            "GET /cards/\(id)": .json(body),
        ]
    }

    /// A response with a card that has the path's label.
    fileprivate var labelled: [String: ClientResponse] {
        let card: JSON = [
            "id": .string(segment(1)), "idShort": 7, "name": "A card", "idList": "l",
            "labels": [["id": .string(segment(3)), "name": "a label", "color": "red"]],
        ]
        return ["GET /cards/\(segment(1))": .json(card)]
    }

    /// A response with the labels of a board that has the path's label.
    fileprivate var boardLabel: [String: ClientResponse] {
        ["GET /boards/\(Self.board)/labels": .json([["id": .string(segment(1)), "name": "a label", "color": "red"]])]
    }

    /// A response with a comment on card 7.
    fileprivate var comment: ClientResponse {
        .json([
            "id": .string(segment(1)), "type": "commentCard", "date": "2022-02-02T15:46:05.589Z",
            "data": [
                "text": "x", "card": ["id": .string(Self.commented), "idShort": 7],
                "board": ["id": .string(Self.board)],
            ],
        ])
    }

    /// The ID of the card of ``comment``.
    private static let commented = "5e93ba98614ac22d22f085c5"

    /// Responses that map the number of ``comment``'s card to its ID.
    fileprivate var numberOfCommented: [String: ClientResponse] { number(of: Self.commented) }
}
