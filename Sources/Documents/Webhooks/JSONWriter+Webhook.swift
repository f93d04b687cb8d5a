package import Models
package import Primitives
import TrackerKit

extension JSONWriter {
    /// Writes a `Webhook`.
    package mutating func webhook(_ status: WebhookStatus, channel: String) {
        beginObject()
        key("channel")
        string(channel)
        key("callback_url")
        string(status.callbackURL)
        if let secret = status.secret {
            key("secret")
            string(secret)
        }
        key("manual")
        bool(status.webhook.manual)
        key("remote_id")
        string(status.webhook.remoteID)
        key("health")
        health(status)
        key("deliveries")
        deliveries(status.deliveries)
        key("created_at")
        timestamp(status.webhook.createdAt)
        key("updated_at")
        timestamp(status.webhook.updatedAt)
        endObject()
    }

    /// Writes the webhook's state at the tracker: `unknown` if the tracker cannot be queried, `missing` if it no longer
    /// has the webhook.
    private mutating func health(_ status: WebhookStatus) {
        beginObject()
        key("state")
        switch (status.remote, status.isKnownToTracker) {
        case (_, nil): string("unknown")
        case (nil, _): string("missing")
        case (let remote?, _): string(!remote.active ? "disabled" : remote.failing ? "failing" : "ok")
        }
        key("detail")
        string(status.remote?.detail ?? status.trackerError)
        endObject()
    }

    private mutating func deliveries(_ summary: DeliverySummary) {
        beginObject()
        key("waiting")
        integer(summary.waiting)
        key("failed")
        integer(summary.failed)
        key("last_received_at")
        timestamp(summary.lastReceivedAt)
        endObject()
    }
}
