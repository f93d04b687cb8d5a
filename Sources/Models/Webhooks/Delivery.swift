package import Primitives

/// A request that a tracker sent to a channel's webhook, as received. Row of the table `delivery`.
package struct Delivery: Sendable, Hashable {
    package typealias ID = Identifier<Delivery>

    package var id: ID
    package var channelID: Channel.ID
    /// The tracker's identifier of the event, the same for every attempt to deliver it. The hash of the body if the
    /// tracker has none.
    package var remoteID: String
    /// The tracker's name of the event.
    package var event: String
    package var state: DeliveryState
    /// An explanation of the state, if needed.
    package var detail: String?
    /// The header fields with lower-case names, without the signature or secret.
    package var headers: [String: String]
    /// The body, byte for byte.
    package var body: [UInt8]
    package var receivedAt: Timestamp
    /// When it was applied or ignored, or failed for good.
    package var finishedAt: Timestamp?

    /// A delivery that was just received.
    package init(
        id: ID, channelID: Channel.ID, remoteID: String, event: String, headers: [String: String], body: [UInt8],
        receivedAt: Timestamp
    ) {
        self.id = id
        self.channelID = channelID
        self.remoteID = remoteID
        self.event = event
        self.state = .received
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
    }
}

/// The state of a delivery.
package enum DeliveryState: String, Sendable, Hashable, CaseIterable {
    /// It is stored and waits to be applied.
    case received
    /// Its changes are in the mirror.
    case applied
    /// It contains no change to a ticket of the channel.
    case ignored
    /// It could not be applied; it may be replayed.
    case failed
}
