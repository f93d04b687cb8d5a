package import Primitives

/// The webhook of a channel, with the secret that verifies its deliveries. Row of the table `webhook`.
package struct Webhook: Sendable, Hashable {
    package var channelID: Channel.ID
    /// Verifies deliveries.
    package var secret: SealedSecret
    /// Whether a person sets it up at the tracker.
    package var manual: Bool
    /// The tracker's identifier; nil for a manual webhook, and for one whose registration has not completed.
    package var remoteID: String?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp

    /// A webhook that is not registered at the tracker yet.
    package init(channelID: Channel.ID, secret: SealedSecret, manual: Bool, at now: Timestamp) {
        self.channelID = channelID
        self.secret = secret
        self.manual = manual
        self.createdAt = now
        self.updatedAt = now
    }
}
