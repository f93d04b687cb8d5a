package import Primitives
package import TrackerKit

/// A link from one ticket to another, seen from the first one. Row of the table `ticket_link`, inverted when read from
/// the target's side.
package struct TicketLink: Sendable, Hashable {
    /// The same from both sides.
    package typealias ID = Identifier<TicketLink>

    package var id: ID
    /// The relation of the ticket to the target.
    package var type: LinkType
    /// The ticket from whose side the link is seen.
    package var ticketID: MirroredTicket.ID
    /// The other ticket.
    package var target: TicketReference
    package var createdAt: Timestamp
    /// A unique number.
    package var revision: Int64

    package init(
        id: ID, type: LinkType, ticketID: MirroredTicket.ID, target: TicketReference, createdAt: Timestamp,
        revision: Int64
    ) {
        self.id = id
        self.type = type
        self.ticketID = ticketID
        self.target = target
        self.createdAt = createdAt
        self.revision = revision
    }
}

/// The relation of a ticket to another.
package enum LinkType: String, Sendable, Hashable, CaseIterable {
    /// Is related to it.
    case relatesTo = "relates_to"
    /// Must be done before it.
    case blocks
    /// Must wait for it.
    case blockedBy = "blocked_by"
    /// Reports the same problem as it.
    case duplicates
    /// Is the original of which it is a duplicate.
    case duplicatedBy = "duplicated_by"
    /// Is its parent.
    case parentOf = "parent_of"
    /// Is its child.
    case childOf = "child_of"

    /// The relation seen from the other ticket.
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

/// A linked ticket. All fields except the URL are nil unless the gateway mirrors it.
package struct TicketReference: Sendable, Hashable {
    package var id: MirroredTicket.ID?
    /// The slug of its channel.
    package var channel: String?
    package var key: String?
    /// The URL of its page.
    package var url: String?
    package var title: String?
    package var state: TicketState?

    /// Sets the required fields; set the others afterwards.
    package init(url: String?) { self.url = url }
}
