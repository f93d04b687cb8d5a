public import Services

/// Outgoing webhooks, and what was sent.
public struct SubscriptionResources: Sendable {
    /// `/api/v1/subscriptions`.
    public let subscriptions: SubscriptionResource
    /// `/api/v1/subscriptions/{slug}/deliveries`.
    public let deliveries: OutgoingDeliveryResource

    /// Serves with this service.
    public init(service: SubscriptionService) {
        subscriptions = SubscriptionResource(service: service)
        deliveries = OutgoingDeliveryResource(service: service)
    }
}
