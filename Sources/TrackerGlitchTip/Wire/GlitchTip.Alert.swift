import Primitives
import TrackerKit

extension GlitchTip {
    /// An alert of a project. When it fires, its recipients are notified; one kind of recipient is a webhook.
    struct Alert: Sendable, Hashable {
        /// The number, unique on the server.
        var id: String
        /// The URLs of its webhooks.
        var webhookURLs: [String]

        /// The name of alerts that the gateway creates.
        static let name = "Ticket Gateway"

        /// Decodes an alert. The identifier is required.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            webhookURLs = wire.objects(wire.either("alertRecipients", "alert_recipients"))
                .filter { $0.string($0.either("recipientType", "recipient_type")) == "webhook" }.compactMap {
                    $0.string("url")
                }
        }

        /// The request body for an alert that fires on the first event in a minute: GlitchTip notifies of an issue
        /// once, until it is resolved.
        static func body(callbackURL: String) -> JSON {
            [
                "name": .string(name), "timespanMinutes": 1, "quantity": 1, "uptime": false,
                "alertRecipients": [["recipientType": "webhook", "url": .string(callbackURL)]],
            ]
        }

        /// Converts to the gateway's model. The URL contains the secret, so only its origin is returned.
        var webhook: RemoteWebhook {
            let url = webhookURLs.first.flatMap { url -> String? in
                guard let scheme = url.firstRange(of: "://") else { return nil }
                return url[..<scheme.upperBound] + url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" } + "/…"
            }
            return RemoteWebhook(
                remoteID: id, callbackURL: url, active: !webhookURLs.isEmpty,
                detail: webhookURLs.isEmpty ? "the alert has no webhook" : nil
            )
        }
    }
}
