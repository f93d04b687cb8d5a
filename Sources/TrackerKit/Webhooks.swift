package import HTTPTypes
package import Primitives

/// What an adapter knows of the webhooks that its tracker sends. A value without state: nothing here calls anybody.
///
/// A delivery is verified and identified when it comes in, on its raw bytes; it is decoded later, by a worker, from
/// what was stored.
package protocol WebhookDialect: Sendable {
    /// Whether deliveries carry no proof of their own, so that the callback's address must hold the secret.
    var secretIsInAddress: Bool { get }
    /// The header fields that hold what proves a delivery. One without any of them is refused before its body is read,
    /// and none of them is kept. Empty where the address holds the secret.
    var proofFields: [HTTPField.Name] { get }
    /// Whether the tracker can be told to send forms in place of JSON.
    var readsForms: Bool { get }
    /// Whether notices name tickets by ``RemoteTicket/remoteID`` where others name their key, because deliveries tell
    /// nothing else. The adapter takes both.
    var namesRemoteIDs: Bool { get }
    /// Whether a delivery was made by somebody who holds the secret. Compares in constant time and never reads a byte
    /// as anything but bytes. An empty secret proves nothing.
    func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool
    /// Which delivery it is and what it says it is about, by its headers, or by its body where the tracker has no such
    /// header: then by a few of its bytes (``JSONScan``), without decoding it.
    func label(of delivery: WebhookDelivery) -> WebhookLabel
    /// What a delivery tells a channel; empty for events that change no ticket.
    /// - Parameter project: The channel's project, whose status map says what the tracker's words mean. The delivery
    ///   may be about another one.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` for what cannot be read.
    func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice]
    /// What is stored of the body of a delivery that was verified: enough for ``notices(in:for:)``, without personal
    /// data of the users of a program that reports its errors.
    func storedBody(of delivery: WebhookDelivery) -> [UInt8]
    /// Why a delivery without notices changes no ticket, for people: one line without any value from the tickets.
    /// Called only for such a delivery.
    func reasonForIgnoring(_ delivery: WebhookDelivery) -> String
}

extension WebhookDialect {
    /// JSON alone.
    package var readsForms: Bool { false }
    /// No: by their keys.
    package var namesRemoteIDs: Bool { false }
    /// The body as it came.
    package func storedBody(of delivery: WebhookDelivery) -> [UInt8] { delivery.body }
    /// The event's name alone.
    package func reasonForIgnoring(_ delivery: WebhookDelivery) -> String {
        let event = label(of: delivery).event
        return event.isEmpty ? "the delivery names no event" : "the event \(event) changes no ticket"
    }
}

/// A delivery as it came in.
package struct WebhookDelivery: Sendable {
    /// Its header fields.
    package var headers: HTTPFields
    /// Its body, byte for byte.
    package var body: [UInt8]
    /// The address that was registered for it, which some trackers sign along.
    package var callbackURL: String
    /// When it came.
    package var receivedAt: Timestamp

    /// Makes a delivery.
    package init(headers: HTTPFields, body: [UInt8], callbackURL: String, receivedAt: Timestamp) {
        self.headers = headers
        self.body = body
        self.callbackURL = callbackURL
        self.receivedAt = receivedAt
    }
}

/// What deliveries are proved with.
package struct WebhookSecret: Sendable, Redacted {
    /// The secret that was made for the channel's webhook.
    package var shared: String
    /// The connection's credentials: Trello signs with the application's secret.
    package var credentials: TrackerCredentials

    /// Makes a secret.
    package init(shared: String, credentials: TrackerCredentials) {
        self.shared = shared
        self.credentials = credentials
    }
}

/// The name of a delivery.
package struct WebhookLabel: Sendable, Hashable {
    /// The tracker's identifier of the event, equal for every attempt to deliver it; nil where it has none: the body
    /// then identifies it.
    package var deliveryID: String?
    /// The tracker's word for what happened (`issues.opened`); for people, and for counting.
    package var event: String

    /// Makes a label.
    package init(deliveryID: String?, event: String) {
        self.deliveryID = deliveryID
        self.event = event
    }
}

/// One thing that a delivery tells.
package struct WebhookNotice: Sendable, Hashable {
    /// What is new.
    package var news: WebhookNews
    /// The project that it happened in, in the forms that the tracker names it by (path, identifier); empty where it
    /// does not say.
    package var project: Set<String>
    /// Who did it, where the delivery says so.
    package var actor: RemoteUser?
    /// The login of whoever did it, where the delivery has no more than that: the tracker is asked for the account.
    package var actorLogin: String?
    /// The comment that it is about, by the tracker's identifier. ``actor`` is who made, changed or deleted this
    /// comment and no other.
    package var commentID: String?
    /// When it happened, by the tracker's clock; nil where the delivery does not say.
    package var occurredAt: Timestamp?
    /// What the ticket's snapshot does not show: it counts only where the mirror has the same there.
    package var notShown: Set<TicketDetail> = []

    /// Makes a notice; the rest is set after.
    package init(_ news: WebhookNews, project: Set<String> = []) {
        self.news = news
        self.project = project
    }
}

/// What some trackers leave out of a ticket that is else whole.
package enum TicketDetail: String, Sendable, Hashable, CaseIterable {
    /// What it is about.
    case kind
    /// The ticket above it.
    case parent
}

/// What is new. A snapshot is given only where the delivery shows the whole object; otherwise the tracker is read
/// again.
package enum WebhookNews: Sendable, Hashable {
    /// A ticket was made or changed.
    case ticket(key: String, snapshot: RemoteTicket?)
    /// A ticket was deleted, or left the project.
    case ticketDeleted(key: String)
    /// A comment was made or changed.
    case comment(ticketKey: String, snapshot: RemoteComment?)
    /// A comment was deleted.
    case commentDeleted(ticketKey: String, id: String)
    /// A label of the project has another name now; tickets that carry it are not told of one by one.
    case labelRenamed(from: String, to: String)
    /// Something changed and the delivery does not say what: everything since the last sync is to be read.
    case anything
}

/// What is asked of a tracker when a webhook is registered.
package struct WebhookDraft: Sendable, Hashable, Redacted {
    /// Where deliveries go.
    package var callbackURL: String
    /// What they are to be signed with.
    package var secret: String

    /// Makes a draft.
    package init(callbackURL: String, secret: String) {
        self.callbackURL = callbackURL
        self.secret = secret
    }
}

/// A webhook as the tracker shows it.
package struct RemoteWebhook: Sendable, Hashable {
    /// The tracker's identifier.
    package var remoteID: String
    /// Where deliveries go, where the tracker shows it; a secret in it is left out.
    package var callbackURL: String?
    /// Whether the tracker still sends.
    package var active: Bool
    /// Whether the tracker says that deliveries fail.
    package var failing: Bool
    /// What the tracker says about it, for people; nil where it says nothing.
    package var detail: String?

    /// Makes a webhook.
    package init(
        remoteID: String, callbackURL: String? = nil, active: Bool = true, failing: Bool = false, detail: String? = nil
    ) {
        self.remoteID = remoteID
        self.callbackURL = callbackURL
        self.active = active
        self.failing = failing
        self.detail = detail
    }
}
