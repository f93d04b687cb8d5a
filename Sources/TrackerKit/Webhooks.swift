package import HTTPTypes
package import Primitives

/// Reads the webhook deliveries of one kind of tracker. A stateless value that makes no calls.
///
/// A delivery is verified and identified when it is received, from its raw bytes. A worker decodes the stored delivery
/// later.
package protocol WebhookDialect: Sendable {
    /// Whether deliveries carry neither a signature nor a secret, so that the callback URL must contain the secret.
    var secretIsInAddress: Bool { get }
    /// The header fields that carry the proof (a signature or secret). A delivery without any of them is rejected
    /// before its body is read, and none of them is stored. Empty if the callback URL contains the secret.
    var proofFields: [HTTPField.Name] { get }
    /// Whether the tracker can be configured to send forms instead of JSON.
    var readsForms: Bool { get }
    /// Whether notices identify tickets by ``Ticket/remoteID`` instead of by key, because deliveries contain
    /// nothing else. The adapter accepts both.
    var namesRemoteIDs: Bool { get }
    /// Whether the sender of a delivery knows the secret. Compares in constant time, on raw bytes. An empty secret
    /// never matches.
    func isAuthentic(_ delivery: WebhookDelivery, _ secret: WebhookSecret) -> Bool
    /// The identifier and event of a delivery, taken from its headers. If the tracker has no such header, they are
    /// taken from a few bytes of the body (``JSONScan``), without decoding it.
    func label(of delivery: WebhookDelivery) -> WebhookLabel
    /// The changes that a delivery reports; empty for events that change no ticket.
    /// - Parameter project: The channel's project, whose status map translates the tracker's statuses. The delivery may
    ///   concern another project.
    /// - Throws: ``TrackerError/malformedResponse(detail:)`` if the delivery cannot be read.
    func notices(in delivery: WebhookDelivery, for project: ProjectReference) throws -> [WebhookNotice]
    /// The part of a verified delivery's body to store: sufficient for ``notices(in:for:)``, but without credentials and
    /// without personal data of the users of a program that reports errors.
    func storedBody(of delivery: WebhookDelivery) -> [UInt8]
    /// Why a delivery without notices changes no ticket, human-readable: one line without any value from the tickets.
    /// Call it only for such a delivery.
    func reasonForIgnoring(_ delivery: WebhookDelivery) -> String
}

extension WebhookDialect {
    package var readsForms: Bool { false }
    package var namesRemoteIDs: Bool { false }
    /// The whole body, without credentials.
    package func storedBody(of delivery: WebhookDelivery) -> [UInt8] { CredentialFilter().masked(delivery.body) }
    /// States only the event's name.
    package func reasonForIgnoring(_ delivery: WebhookDelivery) -> String {
        let event = label(of: delivery).event
        return event.isEmpty ? "the delivery names no event" : "the event \(event) does not change a ticket"
    }
}

/// A webhook delivery as received.
package struct WebhookDelivery: Sendable {
    package var headers: HTTPFields
    /// The raw bytes.
    package var body: [UInt8]
    /// The registered callback URL, which some trackers include in the signature.
    package var callbackURL: String
    /// Time of receipt.
    package var receivedAt: Timestamp

    package init(headers: HTTPFields, body: [UInt8], callbackURL: String, receivedAt: Timestamp) {
        self.headers = headers
        self.body = body
        self.callbackURL = callbackURL
        self.receivedAt = receivedAt
    }
}

/// The secrets that verify deliveries.
package struct WebhookSecret: Sendable, Redacted {
    /// The secret generated for the channel's webhook.
    package var shared: String
    /// The connection's credentials, because Trello signs with the application's secret.
    package var credentials: TrackerCredentials

    package init(shared: String, credentials: TrackerCredentials) {
        self.shared = shared
        self.credentials = credentials
    }
}

/// The identifier and event of a delivery.
package struct WebhookLabel: Sendable, Hashable {
    /// The tracker's identifier of the event, the same for every attempt to deliver it. Nil if it has none: the body
    /// then identifies the delivery.
    package var deliveryID: String?
    /// The tracker's name of the event (`issues.opened`), for people and metrics.
    package var event: String

    package init(deliveryID: String?, event: String) {
        self.deliveryID = deliveryID
        self.event = event
    }
}

/// One change that a delivery reports.
package struct WebhookNotice: Sendable, Hashable {
    /// The kind of change.
    package var news: WebhookNews
    /// The project of the change, in the forms that the tracker uses (path, identifier); empty if the delivery does not
    /// say.
    package var project: Set<String>
    /// The user who made the change, if the delivery includes it.
    package var actor: RemoteUser?
    /// The login of the user, if the delivery contains only that: the account is then requested from the tracker.
    package var actorLogin: String?
    /// The tracker's identifier of the comment that changed. ``actor`` is then the user who created, changed or deleted
    /// this comment.
    package var commentID: String?
    /// Time of the change by the tracker's clock; nil if the delivery does not include it.
    package var occurredAt: Timestamp?
    /// The fields missing from the ticket's snapshot. The snapshot is used only if the mirror already has their values.
    package var notShown: Set<TicketDetail> = []

    /// Sets the required fields; set the others afterwards.
    package init(_ news: WebhookNews, project: Set<String> = []) {
        self.news = news
        self.project = project
    }
}

/// A field that some trackers omit from an otherwise complete ticket.
package enum TicketDetail: String, Sendable, Hashable, CaseIterable {
    case kind
    /// The parent ticket.
    case parent
}

/// The kind of change. A snapshot is included only if the delivery contains the whole object; otherwise the object is
/// read from the tracker.
package enum WebhookNews: Sendable, Hashable {
    /// A ticket was created or changed.
    case ticket(key: String, snapshot: Ticket?)
    /// A ticket was deleted, or moved out of the project.
    case ticketDeleted(key: String)
    /// A comment was created or changed.
    case comment(ticketKey: String, snapshot: RemoteComment?)
    case commentDeleted(ticketKey: String, id: String)
    /// A label of the project was renamed. There are no separate notices for the tickets with that label.
    case labelRenamed(from: String, to: String)
    /// Something unspecified changed: everything since the last sync must be read.
    case anything
}

/// The parameters of a webhook registration.
package struct WebhookDraft: Sendable, Hashable, Redacted {
    /// The URL that receives deliveries.
    package var callbackURL: String
    package var secret: String

    package init(callbackURL: String, secret: String) {
        self.callbackURL = callbackURL
        self.secret = secret
    }
}

/// A webhook as the tracker reports it.
package struct RemoteWebhook: Sendable, Hashable {
    package var remoteID: String
    /// The URL that receives deliveries, without any secret, if the tracker shows it.
    package var callbackURL: String?
    /// Whether the tracker still sends deliveries.
    package var active: Bool
    /// Whether the tracker reports failing deliveries.
    package var failing: Bool
    /// The tracker's description of the problem, human-readable; nil if there is none.
    package var detail: String?

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
