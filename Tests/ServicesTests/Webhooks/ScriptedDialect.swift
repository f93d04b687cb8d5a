import HTTPTypes
import Primitives
import TrackerKit

/// Deliveries of the scripted tracker: `X-Proof` holds the secret, the body is `{"id", "key", "news", "ticket"?}`.
struct ScriptedDialect: WebhookDialect {
    let secretIsInAddress = false

    func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool {
        HTTPField.Name("X-Proof").flatMap { delivery.headers[$0] } == secret.shared
    }

    func label(of delivery: WebhookDelivery) -> WebhookLabel {
        let body = try? JSON(parsing: delivery.body)
        return WebhookLabel(deliveryID: body?["id"]?.stringValue, event: body?["news"]?.stringValue ?? "?")
    }

    func notices(in delivery: WebhookDelivery) throws -> [WebhookNotice] {
        guard let body = try? JSON(parsing: delivery.body) else { throw TrackerError.malformedResponse(detail: "the body") }
        let key = body["key"]?.stringValue ?? ""
        let project = body["project"]?.stringValue.map { Set([$0]) } ?? []
        switch body["news"]?.stringValue {
        case "ticket": return [WebhookNotice(.ticket(key: key, snapshot: nil), project: project)]
        case "deleted": return [WebhookNotice(.ticketDeleted(key: key), project: project)]
        case "anything": return [WebhookNotice(.anything, project: project)]
        default: return []
        }
    }
}
