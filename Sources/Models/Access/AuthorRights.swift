/// The present rights of the author of a rule or subscription.
package enum AuthorRights: Sendable, Hashable {
    /// Unknown: created by the gateway itself, or by a version that did not record authors. The rights at the time of
    /// creation apply.
    case unknown
    /// The client or token was deleted, or the token has expired.
    case gone
    /// The client's or token's present scopes and channels.
    case present(scopes: Set<Scope>, channels: Set<String>?)
}

/// The present rights of a rule or subscription: the rights it was created with, as far as its author still has them.
package struct ActingRights: Sendable, Hashable {
    /// The visible tickets; none if its author cannot read tickets.
    package let audience: TicketAudience
    /// Whether its author can still write tickets.
    package let mayWrite: Bool

    /// Restricts the rights given at creation to those the author has now.
    package init(channels: Set<String>?, confidential: Bool, of author: AuthorRights) {
        let given = TicketAudience(channels: channels, includesConfidential: confidential)
        switch author {
        case .unknown:
            (audience, mayWrite) = (given, true)
        case .gone:
            (audience, mayWrite) = (Self.nothing, false)
        case .present(let scopes, let present):
            let allows = { (scope: Scope) in scopes.contains(scope) || scopes.contains(.admin) }
            let now = TicketAudience(channels: present, includesConfidential: allows(.ticketsConfidential))
            audience = allows(.ticketsRead) ? given.intersection(now) : Self.nothing
            mayWrite = allows(.ticketsWrite)
        }
    }

    /// Whether it can see anything.
    package var mayRead: Bool { audience.channels?.isEmpty != true }

    /// The rights expressed as scopes.
    var scopes: Set<Scope> {
        var scopes: Set<Scope> = []
        if mayRead { scopes.insert(.ticketsRead) }
        if mayWrite { scopes.insert(.ticketsWrite) }
        if audience.includesConfidential { scopes.insert(.ticketsConfidential) }
        return scopes
    }

    private static let nothing = TicketAudience(channels: [], includesConfidential: false)
}
