import Primitives
import TrackerKit

extension Trello {
    /// A webhook ([object
    /// definition](https://developer.atlassian.com/cloud/trello/guides/rest-api/object-definitions/#webhook-object)).
    struct Webhook: Sendable, Hashable {
        /// The identifier.
        var id: String
        /// Where deliveries go.
        var callbackURL: String?
        /// What is watched.
        var idModel: String?
        /// Whether Trello still sends.
        var active: Bool
        /// How many deliveries failed since the last one that did not.
        var consecutiveFailures: Int64
        /// When the first of them failed.
        var firstConsecutiveFailDate: Timestamp?

        /// Decodes a webhook; the identifier must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            callbackURL = wire.string("callbackURL")
            idModel = wire.string("idModel")
            active = wire.bool("active") ?? true
            consecutiveFailures = wire.integer("consecutiveFailures") ?? 0
            firstConsecutiveFailDate = wire.timestamp("firstConsecutiveFailDate")
        }

        /// The neutral webhook.
        var webhook: RemoteWebhook {
            RemoteWebhook(
                remoteID: id, callbackURL: callbackURL, active: active, failing: consecutiveFailures > 0, detail: detail
            )
        }

        private var detail: String? {
            guard consecutiveFailures > 0 else { return nil }
            let since = firstConsecutiveFailDate.map { " since \($0.rfc3339)" } ?? ""
            return "\(consecutiveFailures) deliveries in a row failed\(since)"
        }
    }
}
