package import Primitives
package import TrackerKit

/// The status of a channel's webhook.
package struct WebhookStatus: Sendable, Redacted {
    package var webhook: Webhook
    /// The callback URL. It contains the secret only in the response to creating a manual webhook.
    package var callbackURL: String
    /// The secret of a manual webhook, only in the response to creating it; nil if the tracker generated it.
    package var secret: String?
    /// Statistics of the received deliveries.
    package var deliveries: DeliverySummary
    /// The webhook at the tracker; nil if the tracker was not called, failed, or no longer has it.
    package var remote: RemoteWebhook?
    /// Whether the tracker still has it; nil if the tracker was not called or failed.
    package var isKnownToTracker: Bool?
    /// The problem code if the tracker could not be called.
    package var trackerError: String?

    package init(webhook: Webhook, callbackURL: String, secret: String?, deliveries: DeliverySummary) {
        self.webhook = webhook
        self.callbackURL = callbackURL
        self.secret = secret
        self.deliveries = deliveries
    }
}

/// The state of a channel's deliveries.
package struct DeliverySummary: Sendable, Hashable {
    /// The number waiting to be applied.
    package var waiting: Int64
    /// The number that could not be applied.
    package var failed: Int64
    /// When the last one was received.
    package var lastReceivedAt: Timestamp?

    package init(waiting: Int64, failed: Int64, lastReceivedAt: Timestamp?) {
        self.waiting = waiting
        self.failed = failed
        self.lastReceivedAt = lastReceivedAt
    }
}
