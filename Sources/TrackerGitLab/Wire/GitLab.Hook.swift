import Primitives
import TrackerKit

extension GitLab {
    /// A project's webhook ([project webhooks](https://docs.gitlab.com/api/project_webhooks/)).
    struct Hook: Sendable, Hashable {
        /// The number of the webhook.
        var id: String
        /// The URL that receives deliveries.
        var url: String?
        /// `executable`, `temporarily_disabled` or `disabled`; omitted by older servers.
        var alertStatus: String?
        /// Until when GitLab pauses the webhook after failures.
        var disabledUntil: Timestamp?

        /// Throws if the identifier is missing.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            url = wire.string("url")
            alertStatus = wire.string("alert_status")
            disabledUntil = wire.timestamp("disabled_until")
        }

        /// Converts the webhook. GitLab pauses a webhook after four consecutive failures, and disables it after forty
        /// until someone tests it ([auto-disabled
        /// webhooks](https://docs.gitlab.com/user/project/integrations/webhooks/#auto-disabled-webhooks)).
        func webhook(at now: Timestamp) -> RemoteWebhook {
            let isPaused = disabledUntil.map { $0 > now } ?? false
            let isDisabled = alertStatus == "disabled"
            let isFailing = isPaused || alertStatus.map { $0 != "executable" } ?? false
            var detail: String?
            if isDisabled {
                detail = "GitLab disabled the webhook after repeated failures"
            } else if let disabledUntil, isPaused {
                detail = "GitLab paused the webhook until \(disabledUntil.rfc3339) after failures"
            }
            return RemoteWebhook(
                remoteID: id, callbackURL: url, active: !isDisabled, failing: isFailing, detail: detail)
        }
    }
}
