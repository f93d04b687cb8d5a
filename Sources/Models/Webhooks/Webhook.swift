public import Primitives

/// The webhook of a channel: what its tracker sends is proved with its secret. Row of the table `webhook`.
public struct Webhook: Sendable, Hashable {
    /// The channel.
    public var channelID: Channel.ID
    /// What deliveries are proved with.
    public var secret: SealedSecret
    /// Whether a person sets it up at the tracker.
    public var manual: Bool
    /// The tracker's identifier; nil for a manual webhook, and for one whose registration has not come to its end.
    public var remoteID: String?
    /// When it was made.
    public var createdAt: Timestamp
    /// When it was last changed.
    public var updatedAt: Timestamp

    /// Makes a webhook that the tracker does not know of yet.
    public init(channelID: Channel.ID, secret: SealedSecret, manual: Bool, at now: Timestamp) {
        self.channelID = channelID
        self.secret = secret
        self.manual = manual
        self.createdAt = now
        self.updatedAt = now
    }
}
