package import OutgoingWebhooks

/// The handlers of subscriptions and their deliveries.
package struct SubscriptionResources: Sendable {
    /// `/api/v1/subscriptions`.
    package let subscriptions: SubscriptionResource
    /// `/api/v1/subscriptions/{slug}/deliveries`.
    package let deliveries: OutgoingDeliveryResource

    package init(service: SubscriptionService) {
        subscriptions = SubscriptionResource(service: service)
        deliveries = OutgoingDeliveryResource(service: service)
    }
}
