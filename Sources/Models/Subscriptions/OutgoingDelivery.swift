package import Primitives

/// One event for one subscription, with the progress of sending it. Row of the table `outgoing_delivery`.
package struct OutgoingDelivery: Sendable, Hashable {
    /// Also the `webhook-id` header of every attempt.
    package typealias ID = Identifier<OutgoingDelivery>

    package var id: ID
    /// The subscription.
    package var subscriptionID: WebhookSubscription.ID
    /// The event that it reports; nil if it reports none.
    package var eventID: Event.ID?
    /// Of a subscription's deliveries with equal keys, only the first is kept; nil for no such rule.
    package var uniqueKey: String?
    /// The type of an event, or a type chosen by a rule.
    package var type: String
    /// The body, byte for byte.
    package var payload: String
    /// Whether its content was confidential when it was created.
    package var isConfidential: Bool
    /// The tickets in its payload other than the event's own; nil if an earlier version wrote it.
    package var mentions: [MirroredTicket.ID]? = []
    package var state: OutgoingDeliveryState
    /// An explanation of the state, if needed.
    package var detail: String?
    /// The round of attempts; each replay starts a new one.
    package var round: Int
    /// The number of attempts completed in this round.
    package var roundAttempts: Int
    /// The number of attempts completed in all rounds.
    package var attempts: Int
    /// The earliest time of the next attempt.
    package var nextAttemptAt: Timestamp?
    package var createdAt: Timestamp
    /// When it was delivered or failed for good.
    package var finishedAt: Timestamp?

    /// A waiting delivery.
    package init(
        id: ID, to subscription: WebhookSubscription.ID, type: String, payload: String, isConfidential: Bool,
        eventID: Event.ID? = nil,
        uniqueKey: String? = nil, at now: Timestamp
    ) {
        self.id = id
        subscriptionID = subscription
        self.eventID = eventID
        self.uniqueKey = uniqueKey
        self.type = type
        self.payload = payload
        self.isConfidential = isConfidential
        state = .waiting
        round = 1
        roundAttempts = 0
        attempts = 0
        nextAttemptAt = now
        createdAt = now
    }
}

/// The state of an outgoing delivery.
package enum OutgoingDeliveryState: String, Sendable, Hashable, CaseIterable {
    /// It has not been sent yet.
    case waiting
    /// The receiver accepted it.
    case delivered
    /// All attempts failed; it may be replayed.
    case failed
}

/// One attempt to send an outgoing delivery. Row of the table `outgoing_attempt`.
package struct OutgoingAttempt: Sendable, Hashable {
    /// The number of the attempt, from 1; assigned when it is stored.
    package var number: Int
    package var startedAt: Timestamp
    package var duration: Duration
    /// The status of the response; nil if there was none.
    package var status: Int?
    /// Why it failed, human-readable; nil if it succeeded.
    package var error: String?
    /// Selected header fields of the response.
    package var headers: [String: String]
    /// The first bytes of the response's body.
    package var body: [UInt8]

    package init(
        number: Int = 0, startedAt: Timestamp, duration: Duration, status: Int?, error: String?,
        headers: [String: String] = [:],
        body: [UInt8] = []
    ) {
        self.number = number
        self.startedAt = startedAt
        self.duration = duration
        self.status = status
        self.error = error
        self.headers = headers
        self.body = body
    }
}
