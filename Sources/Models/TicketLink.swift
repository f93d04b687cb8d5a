public import Primitives
public import TrackerKit

/// A link from one ticket to another, as the first one sees it. Row of the table `ticket_link`, turned round for the target.
public struct TicketLink: Sendable, Hashable {
    /// Tells links apart; the same from both sides.
    public typealias ID = Identifier<TicketLink>

    /// Its identifier.
    public var id: ID
    /// What the ticket is to the target.
    public var type: LinkType
    /// The ticket that the link is looked at from.
    public var ticketID: Ticket.ID
    /// The other ticket.
    public var target: TicketReference
    /// When it was made.
    public var createdAt: Timestamp
    /// Never repeats.
    public var revision: Int64

    /// Makes a link.
    public init(id: ID, type: LinkType, ticketID: Ticket.ID, target: TicketReference, createdAt: Timestamp, revision: Int64) {
        self.id = id
        self.type = type
        self.ticketID = ticketID
        self.target = target
        self.createdAt = createdAt
        self.revision = revision
    }
}

/// What a ticket is to another.
public enum LinkType: String, Sendable, Hashable, CaseIterable {
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
    public var opposite: LinkType {
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
public struct TicketReference: Sendable, Hashable {
    /// Its identifier.
    public var id: Ticket.ID?
    /// The slug of its channel.
    public var channel: String?
    /// Its key.
    public var key: String?
    /// Its page.
    public var url: String?
    /// Its title.
    public var title: String?
    /// Whether it is open.
    public var state: TicketState?

    /// Makes a reference; the rest is set after.
    public init(url: String?) { self.url = url }
}
