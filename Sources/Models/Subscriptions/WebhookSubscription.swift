package import Primitives

/// An outgoing webhook: which events are sent to which URL. Row of the table `subscription`. Not to be confused with a
/// person's subscription to a ticket, which belongs to the tracker.
package struct WebhookSubscription: Sendable, Hashable {
    package typealias ID = Identifier<WebhookSubscription>

    package var id: ID
    /// The name in URLs.
    package var slug: String
    /// The display name.
    package var title: String
    /// The receiver's URL. It may contain a key in its path or query: never log it.
    package var url: String
    /// The types of events to send; nil for all.
    package var types: Set<EventType>?
    /// The slugs of the channels whose events are sent; nil for all that ``bounds`` allows.
    package var channels: Set<String>?
    /// The channels that its creator was restricted to; nil for no restriction. With a restriction, events without a
    /// channel are not sent.
    package var bounds: Set<String>?
    /// Whether confidential events are sent: its creator had `tickets:confidential`.
    package var includesConfidential: Bool
    /// The creator's `Principal.authorKey`; nil if unknown.
    package var author: String?
    /// The author's present rights.
    package var authorRights = AuthorRights.unknown
    /// A JsonLogic condition on the event document; nil for no condition.
    package var filter: JSON?
    /// Why nothing is sent; nil while it is enabled.
    package var disabled: Disabled?
    /// Signs the deliveries.
    package var secret: SealedSecret
    /// The previous secret, which also signs deliveries for a while after a rotation.
    package var formerSecret: FormerSecret?
    /// The state of its circuit breaker.
    package var breaker = ReceiverBreaker()
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// A new, unique number after every change that callers can see.
    package var revision: Int64

    /// A subscription to all events within its bounds. Set the other fields afterwards.
    package init(
        id: ID, slug: String, title: String, url: String, includesConfidential: Bool, secret: SealedSecret,
        at now: Timestamp
    ) {
        self.id = id
        self.slug = slug
        self.title = title
        self.url = url
        self.includesConfidential = includesConfidential
        self.secret = secret
        createdAt = now
        updatedAt = now
        revision = 0
    }

    /// The reason and time of disabling.
    package struct Disabled: Sendable, Hashable {
        package var reason: DisablingReason
        package var since: Timestamp

        package init(_ reason: DisablingReason, since: Timestamp) {
            self.reason = reason
            self.since = since
        }
    }

    /// The secret before the last rotation.
    package struct FormerSecret: Sendable, Hashable {
        package var secret: SealedSecret
        /// When it stops signing.
        package var until: Timestamp

        package init(_ secret: SealedSecret, until: Timestamp) {
            self.secret = secret
            self.until = until
        }
    }

    /// The tickets that it may receive events of: those visible to its creator at creation, as far as they still are.
    package var audience: TicketAudience {
        ActingRights(channels: bounds, confidential: includesConfidential, of: authorRights).audience
    }

    /// Whether it may receive events of a channel, or of none: whether its creator can see them.
    package func hasAccess(to channel: String?, isConfidential: Bool) -> Bool {
        let audience = audience
        if isConfidential && !audience.includesConfidential { return false }
        guard let bounds = audience.channels else { return true }
        return channel.map { bounds.contains($0) } ?? false
    }

    /// Whether it requests events of this type and channel. Its condition is evaluated separately.
    package func wants(_ type: EventType, in channel: String?) -> Bool {
        if let types, !types.contains(type) { return false }
        guard let channels else { return true }
        return channel.map { channels.contains($0) } ?? false
    }
}

/// Why nothing is sent to a subscription.
package enum DisablingReason: String, Sendable, Hashable, CaseIterable {
    /// A caller disabled it.
    case asked
    /// Its receiver returned 410.
    case gone
    /// All attempts have failed for too long.
    case failing
    /// The token or client that created it was deleted, or the token has expired.
    case authorDeleted = "author_deleted"
}
