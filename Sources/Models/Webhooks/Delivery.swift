package import Primitives

/// What a tracker sent to a channel's webhook, as it came in. Row of the table `delivery`.
package struct Delivery: Sendable, Hashable {
    /// Tells deliveries apart.
    package typealias ID = Identifier<Delivery>

    /// Its identifier.
    package var id: ID
    /// The channel.
    package var channelID: Channel.ID
    /// The tracker's identifier of the event, equal for every attempt to deliver it; the hash of the body where the
    /// tracker has none.
    package var remoteID: String
    /// The tracker's word for what happened.
    package var event: String
    /// What became of it.
    package var state: DeliveryState
    /// Why, where that needs words.
    package var detail: String?
    /// Its header fields in lower case, without what proves the sender.
    package var headers: [String: String]
    /// Its body, byte for byte.
    package var body: [UInt8]
    /// When it came.
    package var receivedAt: Timestamp
    /// When it was applied, ignored or given up.
    package var finishedAt: Timestamp?

    /// Makes a delivery that just came in.
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

/// What became of a delivery.
package enum DeliveryState: String, Sendable, Hashable, CaseIterable {
    /// It is stored and waits to be applied.
    case received
    /// The mirror has what it tells.
    case applied
    /// It tells nothing that changes a ticket of the channel.
    case ignored
    /// It could not be applied; it may be replayed.
    case failed
}
