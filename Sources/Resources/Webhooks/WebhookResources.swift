public import Services

/// What trackers send, and what can be asked about it.
public struct WebhookResources: Sendable {
    /// `/webhooks/{channel}`.
    public let receiver: WebhookReceiver
    /// `/api/v1/channels/{slug}/webhook`.
    public let webhook: WebhookResource
    /// `/api/v1/deliveries`.
    public let deliveries: DeliveryResource

    /// Serves with these services.
    public init(inbox: WebhookInbox, capacity: WebhookCapacity, webhooks: WebhookService, deliveries: DeliveryService) {
        receiver = WebhookReceiver(inbox: inbox, capacity: capacity)
        webhook = WebhookResource(service: webhooks)
        self.deliveries = DeliveryResource(service: deliveries)
    }
}
