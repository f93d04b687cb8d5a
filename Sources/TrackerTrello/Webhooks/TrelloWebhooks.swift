import Crypto
package import HTTPTypes
import Primitives
package import TrackerKit

/// Trello's webhook deliveries: `{action, model}`, signed with the application's secret over the body and the callback
/// URL
/// ([webhook signatures](https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/#webhook-signatures)).
package struct TrelloWebhooks: WebhookDialect {
    package init() {}

    /// Deliveries are signed.
    package var secretIsInAddress: Bool { false }
    package var proofFields: [HTTPField.Name] { [.trelloWebhook] }

    /// Whether `X-Trello-Webhook` is the base64 of HMAC-SHA1 over the body and the exact callback URL, with the
    /// application's secret as key. Compares the text, because different base64 texts can decode to the same bytes.
    package func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool {
        guard let key = TrelloCredentials(secret.credentials)?.secret, !key.isEmpty,
            let given = delivery.headers[.trelloWebhook]
        else { return false }
        return ConstantTime.areEqual(Array(given.utf8), Array(Self.signature(of: delivery, secret: key).utf8))
    }

    /// The expected signature of a delivery.
    static func signature(of delivery: WebhookDelivery, secret: String) -> String {
        let signed = delivery.body + Array(delivery.callbackURL.utf8)
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: signed, using: SymmetricKey(data: Array(secret.utf8)))
        return Base64.encoded(Array(code))
    }

    /// The action's ID and type. For `updateCard`, the changed fields are appended, in the syntax of Trello's filters
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

    /// The maximum length of each of the event's two parts, in characters.
    private static let longestEvent = 100
    /// The maximum number of changed fields that are read.
    private static let mostFields = 20

    /// The changes that a delivery reports.
    package func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice] {
        let action = try Self.action(delivery)
        guard let news = action.news else { return [] }
        let model = try WireObject(parsing: delivery.body, "delivery").object("model")?.string("id")
        var notice = WebhookNotice(
            news, project: Set([action.data.boardID, action.data.boardShortLink, model].compactMap(\.self)))
        notice.actor = action.memberCreator?.user
        // The action that creates a comment is the comment; other actions refer to it.
        notice.commentID = Trello.Action.commentTypes.contains(action.type) ? action.id : action.data.actionID
        notice.occurredAt = action.lacksTimes ? nil : action.date
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
