import Primitives
import TrackerKit

extension GlitchTip {
    /// An alert of a project: when it fires, its recipients are told; one of the kinds of recipients is a webhook.
    struct Alert: Sendable, Hashable {
        /// The number that is unique on the server.
        var id: String
        /// Where its webhooks go.
        var webhookURLs: [String]

        /// What alerts of the gateway are called.
        static let name = "Ticket Gateway"

        /// Decodes an alert; the identifier must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            webhookURLs = wire.objects(wire.either("alertRecipients", "alert_recipients"))
                .filter { $0.string($0.either("recipientType", "recipient_type")) == "webhook" }.compactMap {
                    $0.string("url")
                }
        }

        /// What is sent to make one that fires on the first event of a minute: GlitchTip tells of an issue once, until
        /// it is resolved.
        static func body(callbackURL: String) -> JSON {
            [
                "name": .string(name), "timespanMinutes": 1, "quantity": 1, "uptime": false,
                "alertRecipients": [["recipientType": "webhook", "url": .string(callbackURL)]],
            ]
        }

        /// The neutral webhook. The address holds the secret, so only its beginning is told.
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
