package import Primitives
package import TrackerKit

/// A link from one ticket to another, as the first one sees it. Row of the table `ticket_link`, turned round for the
/// target.
package struct TicketLink: Sendable, Hashable {
    /// Tells links apart; the same from both sides.
    package typealias ID = Identifier<TicketLink>

    /// Its identifier.
    package var id: ID
    /// What the ticket is to the target.
    package var type: LinkType
    /// The ticket that the link is looked at from.
    package var ticketID: Ticket.ID
    /// The other ticket.
    package var target: TicketReference
    /// When it was made.
    package var createdAt: Timestamp
    /// Never repeats.
    package var revision: Int64

    /// Makes a link.
    package init(
        id: ID, type: LinkType, ticketID: Ticket.ID, target: TicketReference, createdAt: Timestamp, revision: Int64
    ) {
        self.id = id
        self.type = type
        self.ticketID = ticketID
        self.target = target
        self.createdAt = createdAt
        self.revision = revision
    }
}

/// What a ticket is to another.
package enum LinkType: String, Sendable, Hashable, CaseIterable {
    /// Has to do with it.
    case relatesTo = "relates_to"
    /// Must be done before it.
    case blocks
    /// Must wait for it.
    case blockedBy = "blocked_by"
    /// Says the same as it.
    case duplicates
    /// Is said again by it.
    case duplicatedBy = "duplicated_by"
    /// Is above it.
    case parentOf = "parent_of"
    /// Is below it.
    case childOf = "child_of"

    /// What the other ticket is to this one.
    package var opposite: LinkType {
        switch self {
        case .relatesTo: .relatesTo
        case .blocks: .blockedBy
        case .blockedBy: .blocks
        case .duplicates: .duplicatedBy
        case .duplicatedBy: .duplicates
        case .parentOf: .childOf
        case .childOf: .parentOf
        }
    }
}

/// Another ticket, as far as it is known. All but the address is nil while the gateway has not mirrored it.
package struct TicketReference: Sendable, Hashable {
    /// Its identifier.
    package var id: Ticket.ID?
    /// The slug of its channel.
    package var channel: String?
    /// Its key.
    package var key: String?
    /// Its page.
    package var url: String?
    /// Its title.
    package var title: String?
    /// Whether it is open.
    package var state: TicketState?

    /// Makes a reference; the rest is set after.
    package init(url: String?) { self.url = url }
}
