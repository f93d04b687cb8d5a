import OutgoingWebhooks

/// Records nothing.
package struct NoSubscriptionObserver: SubscriptionObserver {
    package init() {}
}
