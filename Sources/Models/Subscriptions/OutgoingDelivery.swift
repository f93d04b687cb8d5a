package import Primitives

/// What is sent to a subscription. Row of the table `outgoing_delivery`.
package struct OutgoingDelivery: Sendable, Hashable {
    /// Tells deliveries apart; the `webhook-id` of every attempt.
    package typealias ID = Identifier<OutgoingDelivery>

    /// Its identifier.
    package var id: ID
    /// To whom.
    package var subscriptionID: WebhookSubscription.ID
    /// The event that it tells of; nil where it tells of none.
    package var eventID: Event.ID?
    /// Of a subscription's deliveries with equal keys only the first is kept; nil for no such rule.
    package var uniqueKey: String?
    /// The word of what happened: an event's type, or a rule's own word.
    package var type: String
    /// The body, byte for byte.
    package var payload: String
    /// Whether it tells of what is confidential, as of when it was made.
    package var isConfidential: Bool
    /// The tickets beside the event's own that it tells of; nil where an earlier version wrote it.
    package var mentions: [Ticket.ID]? = []
    /// What became of it.
    package var state: OutgoingDeliveryState
    /// Why, where that needs words.
    package var detail: String?
    /// Each replay is a round of its own.
    package var round: Int
    /// How many attempts of this round have come to an end.
    package var roundAttempts: Int
    /// How many in all.
    package var attempts: Int
    /// When it is tried next; never before that.
    package var nextAttemptAt: Timestamp?
    /// When it was made.
    package var createdAt: Timestamp
    /// When it was delivered or given up.
    package var finishedAt: Timestamp?

    /// Makes one that waits.
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

/// What became of an outgoing delivery.
package enum OutgoingDeliveryState: String, Sendable, Hashable, CaseIterable {
    /// It is to be sent.
    case waiting
    /// The receiver took it.
    case delivered
    /// It was given up; it may be replayed.
    case failed
}

/// One call of a receiver. Row of the table `outgoing_attempt`.
package struct OutgoingAttempt: Sendable, Hashable {
    /// Which of the delivery's; counted from 1 when it is kept.
    package var number: Int
    /// When it began.
    package var startedAt: Timestamp
    /// How long it took.
    package var duration: Duration
    /// The answer's status; nil where there was none.
    package var status: Int?
    /// Why it failed, for people; nil for one that went well.
    package var error: String?
    /// A few of the answer's header fields.
    package var headers: [String: String]
    /// The first bytes of its body.
    package var body: [UInt8]

    /// Makes one.
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
