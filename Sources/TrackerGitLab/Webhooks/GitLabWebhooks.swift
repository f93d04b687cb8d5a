import HTTPKit
package import HTTPTypes
import Primitives
package import TrackerKit

/// GitLab's webhooks ([webhooks](https://docs.gitlab.com/user/project/integrations/webhooks/)).
package struct GitLabWebhooks: WebhookDialect {
    /// Makes a dialect.
    package init() {}

    /// Deliveries carry a token or a signature.
    package var secretIsInAddress: Bool { false }
    /// `X-Gitlab-Token` and `webhook-signature`.
    package var proofFields: [HTTPField.Name] { [.gitLabToken, .webhookSignature] }

    /// Whether the delivery carries the secret in `X-Gitlab-Token`, or a Standard Webhooks signature of it where the
    /// secret is a signing token (`whsec_…`).
    package func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool {
        guard !secret.shared.isEmpty else { return false }
        if let token = delivery.headers[.gitLabToken],
            ConstantTime.areEqual(Array(token.utf8), Array(secret.shared.utf8))
        {
            return true
        }
        guard let signature = StandardWebhookSignature(secret: secret.shared),
            let sent = delivery.headers[.webhookSignature],
            let id = delivery.headers[.webhookID], let timestamp = delivery.headers[.webhookTimestamp]
        else { return false }
        return signature.isValid(sent, id: id, timestamp: timestamp, body: delivery.body, now: delivery.receivedAt)
    }

    /// The key that stays the same for every attempt, and the event that the header names. `X-Gitlab-Event-UUID` goes
    /// last, since what a webhook sets off in its turn carries the same one ([delivery
    /// headers](https://docs.gitlab.com/user/project/integrations/webhooks/#delivery-headers)).
    package func label(of delivery: WebhookDelivery) -> WebhookLabel {
        let headers = delivery.headers
        let id = headers[.webhookID] ?? headers[.idempotencyKey] ?? headers[.gitLabEventUUID]
        return WebhookLabel(deliveryID: id, event: headers[.gitLabEvent] ?? "")
    }

    /// What a delivery tells. It never shows a whole issue as the REST API does, so there is no snapshot: the issue is
    /// read again.
    package func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice] {
        try GitLab.Delivery(WireObject(parsing: delivery.body, "webhook"))?.notice.map { [$0] } ?? []
    }

    /// The kind of object, and of a comment what it is on.
    package func reasonForIgnoring(_ delivery: WebhookDelivery) -> String {
        let body = JSONScan(delivery.body)
        let kind = body.member("object_kind")?.string ?? label(of: delivery).event
        guard kind == "note", let place = body.member("object_attributes")?.member("noteable_type")?.string,
            place != "Issue"
        else {
            return "the event \(kind) changes no ticket of a project"
        }
        return "a comment on a \(place) is none on a ticket"
    }
}

extension HTTPField.Name {
    /// The secret, as it is.
    static let gitLabToken = HTTPField.Name("X-Gitlab-Token")!
    /// The kind of event, `Issue Hook`.
    static let gitLabEvent = HTTPField.Name("X-Gitlab-Event")!
    /// The event, shared by all webhooks that it sets off.
    static let gitLabEventUUID = HTTPField.Name("X-Gitlab-Event-UUID")!
    /// The delivery, the same for every attempt.
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    /// The delivery, as Standard Webhooks call it.
    static let webhookID = HTTPField.Name("webhook-id")!
    /// When the delivery was made, in Unix seconds.
    static let webhookTimestamp = HTTPField.Name("webhook-timestamp")!
    /// Its signatures, separated by spaces.
    static let webhookSignature = HTTPField.Name("webhook-signature")!
}
