public import Primitives

/// What is sent to a subscription. Row of the table `outgoing_delivery`.
public struct OutgoingDelivery: Sendable, Hashable {
    /// Tells deliveries apart; the `webhook-id` of every attempt.
    public typealias ID = Identifier<OutgoingDelivery>

    /// Its identifier.
    public var id: ID
    /// To whom.
    public var subscriptionID: WebhookSubscription.ID
    /// The event that it tells of; nil where it tells of none.
    public var eventID: Event.ID?
    /// Of a subscription's deliveries with equal keys only the first is kept; nil for no such rule.
    public var uniqueKey: String?
    /// The word of what happened: an event's type, or a rule's own word.
    public var type: String
    /// The body, byte for byte.
    public var payload: String
    /// Whether it tells of what is confidential, as of when it was made.
    public var isConfidential: Bool
    /// The tickets beside the event's own that it tells of; nil where an earlier version wrote it.
    public var mentions: [Ticket.ID]? = []
    /// What became of it.
    public var state: OutgoingDeliveryState
    /// Why, where that needs words.
    public var detail: String?
    /// Each replay is a round of its own.
    public var round: Int
    /// How many attempts of this round have come to an end.
    public var roundAttempts: Int
    /// How many in all.
    public var attempts: Int
    /// When it is tried next; never before that.
    public var nextAttemptAt: Timestamp?
    /// When it was made.
    public var createdAt: Timestamp
    /// When it was delivered or given up.
    public var finishedAt: Timestamp?

    /// Makes one that waits.
    public init(
        id: ID, to subscription: WebhookSubscription.ID, type: String, payload: String, isConfidential: Bool, eventID: Event.ID? = nil,
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
public enum OutgoingDeliveryState: String, Sendable, Hashable, CaseIterable {
    /// It is to be sent.
    case waiting
    /// The receiver took it.
    case delivered
    /// It was given up; it may be replayed.
    case failed
}

/// One call of a receiver. Row of the table `outgoing_attempt`.
public struct OutgoingAttempt: Sendable, Hashable {
    /// Which of the delivery's; counted from 1 when it is kept.
    public var number: Int
    /// When it began.
    public var startedAt: Timestamp
    /// How long it took.
    public var duration: Duration
    /// The answer's status; nil where there was none.
    public var status: Int?
    /// Why it failed, for people; nil for one that went well.
    public var error: String?
    /// A few of the answer's header fields.
    public var headers: [String: String]
    /// The first bytes of its body.
    public var body: [UInt8]

    /// Makes one.
    public init(
        number: Int = 0, startedAt: Timestamp, duration: Duration, status: Int?, error: String?, headers: [String: String] = [:],
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
