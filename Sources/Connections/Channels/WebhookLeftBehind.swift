/// A webhook that is gone from the gateway and may still be at its tracker, which did not remove it: somebody has to
/// remove it there. What it sends is answered with 404.
package struct WebhookLeftBehind: Sendable, Hashable {
    /// The address that the tracker sends to, without the secret that some trackers' addresses hold.
    package var callbackURL: String
    /// The tracker's identifier of the webhook, where it is known.
    package var remoteID: String?
    /// Why the tracker did not remove it, as the code of a problem: `tracker_forbidden`.
    package var error: String

    /// Makes a report.
    package init(callbackURL: String, remoteID: String?, error: String) {
        self.callbackURL = callbackURL
        self.remoteID = remoteID
        self.error = error
    }
}
