package import Primitives
package import TrackerKit

/// The filters of a ticket list. Values of one filter are ORed, except labels, which are ANDed; all filters must match.
package struct TicketFilter: Sendable, Hashable {
    /// Slugs of channels; nil for every channel visible to the audience.
    package var channels: Set<String>?
    /// Kinds of trackers; empty for all.
    package var trackers: [TrackerKind] = []
    /// Full-text search in web search syntax.
    package var text: String?
    /// Statuses; empty for all.
    package var statuses: [TicketStatus] = []
    package var state: TicketState?
    /// Priorities; empty for all.
    package var priorities: [Priority] = []
    /// Severities; empty for all.
    package var severities: [Severity] = []
    /// Kinds; empty for all.
    package var kinds: [TicketKind] = []
    /// Names of labels; a ticket must have all of them.
    package var labels: [String] = []
    /// The login of one of the assignees.
    package var assignee: String?
    /// The login of the author.
    package var author: String?
    /// The title of the milestone.
    package var milestone: String?
    package var created = TimeSpan()
    package var updated = TimeSpan()
    /// The caller's visibility.
    package var audience: TicketAudience

    /// A filter that matches every ticket visible to the audience.
    package init(audience: TicketAudience) { self.audience = audience }

    /// The requested channels that are visible to the audience; nil for all.
    package var effectiveChannels: Set<String>? {
        guard let channels else { return audience.channels }
        return audience.channels.map(channels.intersection) ?? channels
    }

    /// The requested statuses that have the requested state; empty for all, nil if none does.
    package var effectiveStatuses: [TicketStatus]? {
        guard let state else { return statuses }
        let wanted = (statuses.isEmpty ? TicketStatus.allCases : statuses).filter { $0.state == state }
        return wanted.isEmpty ? nil : wanted
    }
}

/// The tickets that a caller can see.
package struct TicketAudience: Sendable, Hashable {
    /// Slugs of the visible channels; nil for all.
    package var channels: Set<String>?
    /// Whether confidential tickets are visible.
    package var includesConfidential: Bool

    package init(channels: Set<String>?, includesConfidential: Bool) {
        self.channels = channels
        self.includesConfidential = includesConfidential
    }

    /// Sees every ticket.
    package static let everything = TicketAudience(channels: nil, includesConfidential: true)

    /// The tickets visible to both.
    package func intersection(_ other: TicketAudience) -> TicketAudience {
        let channels = self.channels.map { own in other.channels.map(own.intersection) ?? own } ?? other.channels
        return TicketAudience(
            channels: channels, includesConfidential: includesConfidential && other.includesConfidential)
    }

    /// Whether a ticket is visible; with a nil `channel`, whether something that concerns no ticket is.
    /// - Parameter users: For something that concerns a connection: the slugs of the channels that currently use it. It
    ///   is visible if one of them is.
    package func hasAccess(to channel: String?, users: [String] = [], isConfidential: Bool) -> Bool {
        if isConfidential, !includesConfidential { return false }
        guard let channels else { return true }
        return channel.map(channels.contains) ?? users.contains(where: channels.contains)
    }
}

/// A half-open range of time: from `from`, inclusive, to `to`, exclusive.
package struct TimeSpan: Sendable, Hashable {
    /// Nil for no lower bound.
    package var from: Timestamp?
    /// Nil for no upper bound.
    package var to: Timestamp?

    package init(from: Timestamp? = nil, to: Timestamp? = nil) {
        self.from = from
        self.to = to
    }

    /// Whether it includes every time.
    package var isUnbounded: Bool { from == nil && to == nil }
}

/// The order of a list sorted by time.
package struct TimeOrder: Sendable, Hashable {
    /// The time to sort by.
    package enum Field: String, Sendable, Hashable, CaseIterable {
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case occurredAt = "occurred_at"
        case receivedAt = "received_at"
    }

    package var field: Field
    /// Whether the latest comes first.
    package var descending: Bool

    package init(_ field: Field, descending: Bool) {
        self.field = field
        self.descending = descending
    }
}

/// A page of a list sorted by time and, for equal times, by identifier.
package struct TimePage<Element>: Sendable {
    /// The last element of the previous page.
    package struct Position: Sendable, Hashable {
        package var time: Timestamp
        package var id: Identifier<Element>

        package init(time: Timestamp, id: Identifier<Element>) {
            self.time = time
            self.id = id
        }
    }

    package var order: TimeOrder
    /// The last element of the previous page; nil for the first page.
    package var after: Position?
    /// The maximum number of elements. Repositories read one more to detect whether there is a next page.
    package var limit: Int

    package init(order: TimeOrder, after: Position? = nil, limit: Int) {
        self.order = order
        self.after = after
        self.limit = limit
    }
}
