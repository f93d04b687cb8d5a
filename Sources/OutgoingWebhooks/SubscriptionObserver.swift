package import Models

/// Observes outgoing webhooks, for metrics.
package protocol SubscriptionObserver: Sendable {
    /// Called after each attempt. `status` is nil if there was no response.
    func attempted(status: Int?, after duration: Duration)
    /// Called when a delivery has succeeded or failed for good.
    func finished(_ state: OutgoingDeliveryState)
    /// Called when a subscription is disabled automatically.
    func disabled(_ reason: DisablingReason)
}

extension SubscriptionObserver {
    package func attempted(status: Int?, after duration: Duration) {}
    package func finished(_ state: OutgoingDeliveryState) {}
    package func disabled(_ reason: DisablingReason) {}
}
