import Crypto
package import HTTPTypes
import Primitives
package import TrackerKit

/// What Trello's deliveries look like: `{action, model}`, signed with the application's secret over the body and the
/// address ([webhook
/// signatures](https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/#webhook-signatures)).
package struct TrelloWebhooks: WebhookDialect {
    /// Makes a dialect.
    package init() {}

    /// Deliveries are signed.
    package var secretIsInAddress: Bool { false }
    /// `X-Trello-Webhook`.
    package var proofFields: [HTTPField.Name] { [.trelloWebhook] }

    /// Whether `X-Trello-Webhook` is the base64 of HMAC-SHA1 over the body and the exact address, keyed by the
    /// application's secret. Compared as text, since base64 has several spellings of the same bytes.
    package func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool {
        guard case .keyAndToken(_, _, let key?) = secret.credentials, !key.isEmpty,
            let given = delivery.headers[.trelloWebhook]
        else { return false }
        return ConstantTime.areEqual(Array(given.utf8), Array(Self.signature(of: delivery, secret: key).utf8))
    }

    /// The signature that a delivery should have.
    static func signature(of delivery: WebhookDelivery, secret: String) -> String {
        let signed = delivery.body + Array(delivery.callbackURL.utf8)
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: signed, using: SymmetricKey(data: Array(secret.utf8)))
        return Base64.encoded(Array(code))
    }

    /// The action's identifier and type; an `updateCard` with what changed, as Trello's filters write it
    /// (`updateCard:idList`).
    package func label(of delivery: WebhookDelivery) -> WebhookLabel {
        guard let action = JSONScan(delivery.body).member("action"), let type = action.member("type")?.string else {
            return WebhookLabel(deliveryID: nil, event: "unknown")
        }
        let old = action.member("data")?.member("old")?.names(atMost: Self.mostFields) ?? []
        let changed = old.sorted().joined(separator: ",")
        let event = type.prefix(Self.longestEvent) + (changed.isEmpty ? "" : ":" + changed.prefix(Self.longestEvent))
        return WebhookLabel(
            deliveryID: action.member("id")?.string.flatMap { $0.isTrelloID ? $0 : nil }, event: String(event))
    }

    /// How much is shown of the words for what happened.
    private static let longestEvent = 100
    /// How many changed fields are looked at.
    private static let mostFields = 20

    /// What a delivery tells.
    package func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice] {
        let action = try Self.action(delivery)
        guard let news = action.news else { return [] }
        let model = try WireObject(parsing: delivery.body, "delivery").object("model")?.string("id")
        var notice = WebhookNotice(
            news, project: Set([action.data.boardID, action.data.boardShortLink, model].compactMap(\.self)))
        notice.actor = action.memberCreator?.user
        // The action that makes a comment is the comment; all others name it.
        notice.commentID = Trello.Action.commentTypes.contains(action.type) ? action.id : action.data.actionID
        notice.occurredAt = action.date
        return [notice]
    }

    private static func action(_ delivery: WebhookDelivery) throws(TrackerError) -> Trello.Action {
        let wire = try WireObject(parsing: delivery.body, "delivery")
        guard let action = wire.object("action") else { throw .malformedResponse(detail: "delivery without an action") }
        return try Trello.Action(action)
    }
}

extension HTTPField.Name {
    /// The signature of a delivery.
    static let trelloWebhook = HTTPField.Name("X-Trello-Webhook")!
}
