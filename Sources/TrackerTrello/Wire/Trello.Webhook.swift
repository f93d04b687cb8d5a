import Primitives
import TrackerKit

extension Trello {
    /// A webhook
    /// ([object definition](https://developer.atlassian.com/cloud/trello/guides/rest-api/object-definitions/#webhook-object)).
    struct Webhook: Sendable, Hashable {
        var id: String
        var callbackURL: String?
        /// The ID of the watched object, such as a board.
        var idModel: String?
        /// Whether Trello still sends deliveries.
        var active: Bool
        /// The number of deliveries that failed since the last success.
        var consecutiveFailures: Int64
        /// When the first of them failed.
        var firstConsecutiveFailDate: Timestamp?

        /// Throws if the ID is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            callbackURL = wire.string("callbackURL")
            idModel = wire.string("idModel")
            active = wire.bool("active") ?? true
            consecutiveFailures = wire.integer("consecutiveFailures") ?? 0
            firstConsecutiveFailDate = wire.timestamp("firstConsecutiveFailDate")
        }

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
