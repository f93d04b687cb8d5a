/// What whoever made a rule or a subscription may do today.
package enum AuthorRights: Sendable, Hashable {
    /// Not known: the gateway itself made it, or a version that did not keep who did. What was given then holds.
    case unknown
    /// The client or token is gone, or the token has expired.
    case gone
    /// The client or token as it is now.
    case present(scopes: Set<Scope>, channels: Set<String>?)
}

/// What a rule or a subscription may do today: what it was given, as far as its author still has it.
package struct ActingRights: Sendable, Hashable {
    /// Which tickets it may know of; none where its author may read none.
    package let audience: TicketAudience
    /// Whether its author may still write tickets.
    package let mayWrite: Bool

    /// Narrows what was given to what its author has now.
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

    /// Whether there is anything that it may know of.
    package var mayRead: Bool { audience.channels?.isEmpty != true }

    /// The same as scopes.
    var scopes: Set<Scope> {
        var scopes: Set<Scope> = []
        if mayRead { scopes.insert(.ticketsRead) }
        if mayWrite { scopes.insert(.ticketsWrite) }
        if audience.includesConfidential { scopes.insert(.ticketsConfidential) }
        return scopes
    }

    private static let nothing = TicketAudience(channels: [], includesConfidential: false)
}
