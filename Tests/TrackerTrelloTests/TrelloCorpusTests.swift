import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

/// Payloads of the real Trello, published by other projects; see ``Corpus``.
@Suite(.enabled(if: Corpus("trello").isThere, "the corpus is not there")) struct TrelloCorpusTests {
    private static let corpus = Corpus("trello")

    /// Files that contain nothing that the adapter reads.
    private static let others: Set<String> = [
        "adlio/boards.4ed7e27fe6abb2517a21383d.cards-3c5401acdabd87dab8f74393b691b12a.json",
        "adlio/cards.57f4355472c5b142db8b5e45.actions-f5048fb33bc4a48e168a6904cf94dbec.json",
        "adlio/cards.57f4355472c5b142db8b5e45.actions.json", "adlio/checklists.checkitem-create.json",
        "adlio/members.member-notifications-example.json", "adlio/organizations.culturefoundry.json",
        "adlio/search.boards-api-example-response.json", "adlio/tokens.token-expiring.json", "adlio/tokens.token.json",
        "adlio/notifications.member-notifications-example.json",
        "ruby-trello/organization_find_with_id_and_get_all_fields.json",
        "ruby-trello/organization_find_with_id_and_get_specific_fields.json",
        "ruby-trello/list_find_with_id_and_get_specific_fields.json",
    ]

    @Test func `every payload of the API is decoded correctly`() throws {
        var counts: [String: Int] = [:]
        var empty: Set<String> = []
        for (name, json) in try Self.corpus.files("api") {
            let checks = try PayloadChecks(json, file: name)
            counts.merge(checks.counts) { $0 + $1 }
            if checks.counts.isEmpty { empty.insert(name) }
        }
        #expect(empty.subtracting(Self.others).sorted() == [])
        let kinds = [
            "card", "action", "board", "list", "label", "member", "membership", "checklist", "attachment", "webhook",
            "customField",
        ]
        for kind in kinds { #expect(counts[kind, default: 0] > 0, Comment(rawValue: "\(kind): \(counts)")) }
    }

    /// What each delivery reports: `-` for nothing, otherwise the ticket's key, with `c` for a comment or `x` for a
    /// deletion.
    private static let expected: [String: String] = [
        "zulip/adding_attachment_to_card.json": "3", "zulip/adding_checklist_to_card.json": "3",
        "zulip/adding_comment_to_card.json": "3c",
        "zulip/adding_label_to_card.json": "2", "zulip/adding_member_to_card.json": "8",
        "zulip/archiving_card.json": "8",
        "zulip/change_board_background_image.json": "-", "zulip/changing_cards_list.json": "2",
        "zulip/changing_due_date_on_card.json": "8", "zulip/creating_card.json": "20",
        "zulip/removing_due_date_from_card.json": "8",
        "zulip/removing_label_from_card.json": "2", "zulip/removing_member_from_card.json": "8",
        "zulip/renaming_board.json": "-",
        "zulip/renaming_card.json": "2", "zulip/reopening_card.json": "8", "zulip/setting_due_date_to_card.json": "8",
        "zircbot/delete_json.json": "45x", "zircbot/update_comment_json.json": "26c",
    ]

    @Test func `a delivery with arbitrary content is processed or ends its job`() throws {
        var sweep = DeliverySweep(TrelloWebhooks())
        for (_, json) in try Self.corpus.files("webhooks") {
            sweep.run(json, event: json["action"]?["type"]?.stringValue ?? "", headers: [:])
        }
        #expect(sweep.failures.isEmpty, "\(sweep.failures.prefix(20).joined(separator: "\n"))")
        #expect(sweep.rounds > 100)
        #expect(sweep.decisive.isSubset(of: ["action"]), "\(sweep.decisive)")
    }

    @Test func `every delivery reports what happened`() throws {
        var told: [String: String] = [:]
        for (name, json) in try Self.corpus.files("webhooks") {
            let delivery = WebhookDelivery(
                headers: [:], body: json.serialized(), callbackURL: "https://x", receivedAt: Timestamp(seconds: 0))
            let notices = try TrelloWebhooks().notices(in: delivery)
            told[name] = notices.first.map { Self.word($0.news) } ?? "-"
            let action = try #require(json["action"])
            let label = TrelloWebhooks().label(of: delivery)
            #expect(label.deliveryID == action["id"]?.stringValue, Comment(rawValue: name))
            #expect(label.event.hasPrefix(action["type"]?.stringValue ?? "?"), Comment(rawValue: name))
            for notice in notices {
                #expect(notice.project.contains(json["model"]?["id"]?.stringValue ?? "?"), Comment(rawValue: name))
                #expect(
                    notice.actor?.username == action["memberCreator"]?["username"]?.stringValue, Comment(rawValue: name)
                )
                #expect(
                    notice.occurredAt == action["date"]?.stringValue.flatMap(Timestamp.init), Comment(rawValue: name))
            }
        }
        #expect(told == Self.expected)
    }

    private static func word(_ news: WebhookNews) -> String {
        switch news {
        case .ticket(let key, _): key
        case .ticketDeleted(let key): key + "x"
        case .comment(let key, _), .commentDeleted(let key, _): key + "c"
        case .anything, .labelRenamed: "?"
        }
    }

    @Test func `a plain-text refusal is understood`() throws {
        let body = try Self.corpus.bytes("api/adlio/boards.unauthorized.txt")
        let error = TrackerError(
            ClientResponse(status: 401, body: body), what: "project",
            credentials: TrelloCredentials(key: "k", token: "t", secret: nil),
            now: Timestamp(seconds: 0))
        #expect(error.kindName == "forbidden")
    }
}
