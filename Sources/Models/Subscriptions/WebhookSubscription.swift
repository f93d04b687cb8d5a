package import Primitives

/// An outgoing webhook: which events are sent where. Row of the table `subscription`. Not to be confused with a
/// person's subscription to a ticket, which is its tracker's.
package struct WebhookSubscription: Sendable, Hashable {
    /// Tells subscriptions apart.
    package typealias ID = Identifier<WebhookSubscription>

    /// Its identifier.
    package var id: ID
    /// Its name in URLs.
    package var slug: String
    /// Its name for people.
    package var title: String
    /// Where deliveries go. May hold a key in its path or query: not for logs.
    package var url: String
    /// Which types of events are sent; nil for all.
    package var types: Set<EventType>?
    /// Slugs of the only channels whose events are sent; nil for all that ``bounds`` allow.
    package var channels: Set<String>?
    /// The channels that its creator was bound to; nil for none. What has no channel is not for those who are bound.
    package var bounds: Set<String>?
    /// Whether what is confidential is sent: its creator had `tickets:confidential`.
    package var includesConfidential: Bool
    /// Who made it, as in `Principal.authorKey`; nil where that is not known.
    package var author: String?
    /// What they may do today.
    package var authorRights = AuthorRights.unknown
    /// JsonLogic over the event's document; nil for no such condition.
    package var filter: JSON?
    /// Why nothing is sent; nil while it is enabled.
    package var disabled: Disabled?
    /// What deliveries are signed with.
    package var secret: SealedSecret
    /// What they are signed with as well, for a while after a rotation.
    package var formerSecret: FormerSecret?
    /// How its calls go.
    package var standing = SubscriptionStanding()
    /// When it was made.
    package var createdAt: Timestamp
    /// When it was last changed.
    package var updatedAt: Timestamp
    /// Changes with every change that callers see; never repeats.
    package var revision: Int64

    /// Makes one for all events that its bounds allow; the rest is set after.
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

    /// That nothing is sent.
    package struct Disabled: Sendable, Hashable {
        /// Why.
        package var reason: DisablingReason
        /// Since when.
        package var since: Timestamp

        /// Makes it.
        package init(_ reason: DisablingReason, since: Timestamp) {
            self.reason = reason
            self.since = since
        }
    }

    /// The secret before the present one.
    package struct FormerSecret: Sendable, Hashable {
        /// The secret, sealed.
        package var secret: SealedSecret
        /// Until when it signs too.
        package var until: Timestamp

        /// Makes it.
        package init(_ secret: SealedSecret, until: Timestamp) {
            self.secret = secret
            self.until = until
        }
    }

    /// Which tickets it may be sent something of: what its creator could see when it was made, as far as they still
    /// can.
    package var audience: TicketAudience {
        ActingRights(channels: bounds, confidential: includesConfidential, of: authorRights).audience
    }

    /// Whether it may be sent what is about a channel, or about none: its creator may see that.
    package func mayKnow(of channel: String?, isConfidential: Bool) -> Bool {
        let audience = audience
        if isConfidential && !audience.includesConfidential { return false }
        guard let bounds = audience.channels else { return true }
        return channel.map { bounds.contains($0) } ?? false
    }

    /// Whether events of a type, in a channel or in none, are among what was asked for; its condition is another
    /// matter.
    package func wants(_ type: EventType, in channel: String?) -> Bool {
        if let types, !types.contains(type) { return false }
        guard let channels else { return true }
        return channel.map { channels.contains($0) } ?? false
    }
}

/// Why nothing is sent to a subscription.
package enum DisablingReason: String, Sendable, Hashable, CaseIterable {
    /// Somebody asked for it.
    case asked
    /// Its receiver said 410.
    case gone
    /// Nothing has reached its receiver for too long.
    case failing
    /// The token or client that made it was deleted, or the token has expired.
    case authorDeleted = "author_deleted"
}
