import HTTPKit
package import HTTPTypes
import Primitives
package import TrackerKit

/// The format of GitLab's webhooks ([webhooks](https://docs.gitlab.com/user/project/integrations/webhooks/)).
package struct GitLabWebhooks: WebhookDialect {
    package init() {}

    /// False: deliveries contain a token or a signature.
    package var secretIsInAddress: Bool { false }
    package var proofFields: [HTTPField.Name] { [.gitLabToken, .webhookSignature] }

    /// Whether the delivery contains the secret in `X-Gitlab-Token` or, if the secret is a signing token (`whsec_…`), a
    /// valid Standard Webhooks signature.
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

    /// The delivery's id, which is the same for every attempt, and the event in the header. `X-Gitlab-Event-UUID` is
    /// only the last resort, because events triggered by a webhook have the same UUID ([delivery
    /// headers](https://docs.gitlab.com/user/project/integrations/webhooks/#delivery-headers)).
    package func label(of delivery: WebhookDelivery) -> WebhookLabel {
        let headers = delivery.headers
        let id = headers[.webhookID] ?? headers[.idempotencyKey] ?? headers[.gitLabEventUUID]
        return WebhookLabel(deliveryID: id, event: headers[.gitLabEvent] ?? "")
    }

    /// The notices in a delivery. They have no snapshot, because a delivery does not contain the complete issue of the
    /// REST API: the issue has to be fetched.
    package func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice] {
        try GitLab.Delivery(WireObject(parsing: delivery.body, "webhook"))?.notice.map { [$0] } ?? []
    }

    /// Deliveries about pipelines contain the values of variables
    /// ([pipeline events](https://docs.gitlab.com/user/project/integrations/webhook_events/#pipeline-events)).
    package func storedBody(of delivery: WebhookDelivery) -> [UInt8] {
        CredentialFilter(besides: ["variables"]).masked(delivery.body)
    }

    /// Names the kind of object and, for a comment, what it is on.
    package func reasonForIgnoring(_ delivery: WebhookDelivery) -> String {
        let body = JSONScan(delivery.body)
        let kind = body.member("object_kind")?.string ?? label(of: delivery).event
        guard kind == "note", let target = body.member("object_attributes")?.member("noteable_type")?.string,
            target != "Issue"
        else {
            return "the event \(kind) does not change a ticket of a project"
        }
        return "a comment on a \(target) is not a comment on a ticket"
    }
}

extension HTTPField.Name {
    /// The secret in plain text.
    static let gitLabToken = HTTPField.Name("X-Gitlab-Token")!
    /// The kind of event, such as `Issue Hook`.
    static let gitLabEvent = HTTPField.Name("X-Gitlab-Event")!
    /// The id of the event, shared by all webhooks that it triggers.
    static let gitLabEventUUID = HTTPField.Name("X-Gitlab-Event-UUID")!
    /// The id of the delivery, the same for every attempt.
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    /// The id of the delivery in Standard Webhooks.
    static let webhookID = HTTPField.Name("webhook-id")!
    /// The time of the delivery, in Unix seconds.
    static let webhookTimestamp = HTTPField.Name("webhook-timestamp")!
    /// The signatures of the delivery, separated by spaces.
    static let webhookSignature = HTTPField.Name("webhook-signature")!
}
