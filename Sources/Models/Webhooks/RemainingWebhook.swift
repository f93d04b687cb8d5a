/// A webhook that the gateway deleted but the tracker did not remove: an operator has to remove it there. Deliveries
/// from it get 404.
package struct RemainingWebhook: Sendable, Hashable {
    /// The callback URL, without the secret that some trackers' URLs contain.
    package var callbackURL: String
    /// The tracker's identifier of the webhook, if known.
    package var remoteID: String?
    /// The reason as a problem code, such as `tracker_forbidden`.
    package var error: String

    package init(callbackURL: String, remoteID: String?, error: String) {
        self.callbackURL = callbackURL
        self.remoteID = remoteID
        self.error = error
    }
}
