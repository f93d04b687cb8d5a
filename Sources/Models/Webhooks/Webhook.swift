package import Primitives

/// The webhook of a channel: what its tracker sends is proved with its secret. Row of the table `webhook`.
package struct Webhook: Sendable, Hashable {
    /// The channel.
    package var channelID: Channel.ID
    /// What deliveries are proved with.
    package var secret: SealedSecret
    /// Whether a person sets it up at the tracker.
    package var manual: Bool
    /// The tracker's identifier; nil for a manual webhook, and for one whose registration has not come to its end.
    package var remoteID: String?
    /// When it was made.
    package var createdAt: Timestamp
    /// When it was last changed.
    package var updatedAt: Timestamp

    /// Makes a webhook that the tracker does not know of yet.
    package init(channelID: Channel.ID, secret: SealedSecret, manual: Bool, at now: Timestamp) {
        self.channelID = channelID
        self.secret = secret
        self.manual = manual
        self.createdAt = now
        self.updatedAt = now
    }
}
