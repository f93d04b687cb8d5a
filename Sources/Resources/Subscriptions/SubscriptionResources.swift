package import OutgoingWebhooks

/// Outgoing webhooks, and what was sent.
package struct SubscriptionResources: Sendable {
    /// `/api/v1/subscriptions`.
    package let subscriptions: SubscriptionResource
    /// `/api/v1/subscriptions/{slug}/deliveries`.
    package let deliveries: OutgoingDeliveryResource

    /// Serves with this service.
    package init(service: SubscriptionService) {
        subscriptions = SubscriptionResource(service: service)
        deliveries = OutgoingDeliveryResource(service: service)
    }
}
