package import Models

/// Is told how outgoing webhooks go: for metrics.
package protocol SubscriptionObserver: Sendable {
    /// A call came to its end; `status` is nil where there was no answer.
    func attempted(status: Int?, after duration: Duration)
    /// A delivery is over.
    func finished(_ state: OutgoingDeliveryState)
    /// Nothing is sent to a subscription any more.
    func disabled(_ reason: DisablingReason)
}

extension SubscriptionObserver {
    /// Nothing is done with it.
    package func attempted(status: Int?, after duration: Duration) {}
    /// Nothing is done with it.
    package func finished(_ state: OutgoingDeliveryState) {}
    /// Nothing is done with it.
    package func disabled(_ reason: DisablingReason) {}
}

/// Tells nobody.
package struct NoSubscriptionObserver: SubscriptionObserver {
    /// Tells nobody.
    package init() {}
}
