package import Intake

/// The handlers of incoming webhooks and their deliveries.
package struct WebhookResources: Sendable {
    /// `/webhooks/{channel}`.
    package let receiver: WebhookReceiver
    /// `/api/v1/channels/{slug}/webhook`.
    package let webhook: WebhookResource
    /// `/api/v1/deliveries`.
    package let deliveries: DeliveryResource

    package init(inbox: WebhookInbox, capacity: WebhookCapacity, webhooks: WebhookService, deliveries: DeliveryService)
    {
        receiver = WebhookReceiver(inbox: inbox, capacity: capacity)
        webhook = WebhookResource(service: webhooks)
        self.deliveries = DeliveryResource(service: deliveries)
    }
}
