import Primitives
import TrackerKit

extension GitLab {
    /// A project's webhook ([project webhooks](https://docs.gitlab.com/api/project_webhooks/)).
    struct Hook: Sendable, Hashable {
        /// The number.
        var id: String
        /// Where deliveries go.
        var url: String?
        /// `executable`, `temporarily_disabled` or `disabled`; older servers leave it out.
        var alertStatus: String?
        /// Until when GitLab sends nothing after failures.
        var disabledUntil: Timestamp?

        /// Decodes a webhook; its identifier must be there.
        init(_ wire: WireObject) throws(TrackerError) {
            id = try wire.requiredIdentifier("id")
            url = wire.string("url")
            alertStatus = wire.string("alert_status")
            disabledUntil = wire.timestamp("disabled_until")
        }

        /// The neutral webhook. After four failures in a row GitLab pauses a webhook, after forty it sends nothing
        /// until somebody tests it ([auto-disabled
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
