package import Primitives
package import TrackerKit

/// Which tickets a list shows. Values of one filter are alternatives, except labels, of which a ticket must have all;
/// all filters must hold.
package struct TicketFilter: Sendable, Hashable {
    /// Slugs of channels; nil for all that the audience may know of.
    package var channels: Set<String>?
    /// Kinds of trackers; empty for all.
    package var trackers: [TrackerKind] = []
    /// Full-text search, as people type it on the web.
    package var text: String?
    /// Statuses; empty for all.
    package var statuses: [TicketStatus] = []
    /// Open or closed.
    package var state: TicketState?
    /// Priorities; empty for all.
    package var priorities: [Priority] = []
    /// Severities; empty for all.
    package var severities: [Severity] = []
    /// Kinds; empty for all.
    package var kinds: [TicketKind] = []
    /// Names of labels; a ticket must have them all.
    package var labels: [String] = []
    /// A login among the assignees.
    package var assignee: String?
    /// The login of the author.
    package var author: String?
    /// The title of the milestone.
    package var milestone: String?
    /// Made within this span.
    package var created = TimeSpan()
    /// Changed within this span.
    package var updated = TimeSpan()
    /// Who looks.
    package var audience: TicketAudience

    /// Makes a filter that lets everything through that the audience may see.
    package init(audience: TicketAudience) { self.audience = audience }

    /// The channels that are left when the audience's bounds are kept; nil for all.
    package var effectiveChannels: Set<String>? {
        guard let channels else { return audience.channels }
        return audience.channels.map(channels.intersection) ?? channels
    }

    /// The statuses that are left when the state is kept; empty for all, nil when none fits.
    package var effectiveStatuses: [TicketStatus]? {
        guard let state else { return statuses }
        let wanted = (statuses.isEmpty ? TicketStatus.allCases : statuses).filter { $0.state == state }
        return wanted.isEmpty ? nil : wanted
    }
}

/// Who looks at tickets: which may be shown.
package struct TicketAudience: Sendable, Hashable {
    /// Slugs of the channels that may be known of; nil for all.
    package var channels: Set<String>?
    /// Whether confidential tickets may be known of.
    package var includesConfidential: Bool

    /// Makes an audience.
    package init(channels: Set<String>?, includesConfidential: Bool) {
        self.channels = channels
        self.includesConfidential = includesConfidential
    }

    /// Everything.
    package static let everything = TicketAudience(channels: nil, includesConfidential: true)

    /// What both may know of.
    package func intersection(_ other: TicketAudience) -> TicketAudience {
        let channels = self.channels.map { own in other.channels.map(own.intersection) ?? own } ?? other.channels
        return TicketAudience(
            channels: channels, includesConfidential: includesConfidential && other.includesConfidential)
    }

    /// Whether it may know of a ticket, or of what is about no ticket when `channel` is nil.
    /// - Parameter users: Of what is about a connection, the slugs of the channels that use it now: whoever has one of
    ///   them may know of it.
    package func mayKnow(of channel: String?, users: [String] = [], isConfidential: Bool) -> Bool {
        if isConfidential, !includesConfidential { return false }
        guard let channels else { return true }
        return channel.map(channels.contains) ?? users.contains(where: channels.contains)
    }
}

/// From a moment, that one included, to before another.
package struct TimeSpan: Sendable, Hashable {
    /// At or after; nil for always.
    package var from: Timestamp?
    /// Before; nil for for ever.
    package var to: Timestamp?

    /// Makes a span.
    package init(from: Timestamp? = nil, to: Timestamp? = nil) {
        self.from = from
        self.to = to
    }

    /// Whether it lets everything through.
    package var isUnbounded: Bool { from == nil && to == nil }
}

/// The order of a list of things that have times.
package struct TimeOrder: Sendable, Hashable {
    /// Which time.
    package enum Field: String, Sendable, Hashable, CaseIterable {
        /// When it was made.
        case createdAt = "created_at"
        /// When it was last changed.
        case updatedAt = "updated_at"
        /// When it happened.
        case occurredAt = "occurred_at"
        /// When it came in.
        case receivedAt = "received_at"
    }

    /// Which time.
    package var field: Field
    /// Latest first.
    package var descending: Bool

    /// Makes an order.
    package init(_ field: Field, descending: Bool) {
        self.field = field
        self.descending = descending
    }
}

/// Which page of a list that is ordered by time and, where times are equal, identifier.
package struct TimePage<Element>: Sendable {
    /// Where the page before ended.
    package struct Position: Sendable, Hashable {
        /// The time of its last element.
        package var time: Timestamp
        /// The identifier of its last element.
        package var id: Identifier<Element>

        /// Makes a position.
        package init(time: Timestamp, id: Identifier<Element>) {
            self.time = time
            self.id = id
        }
    }

    /// The order.
    package var order: TimeOrder
    /// Where the page before ended; nil for the first page.
    package var after: Position?
    /// How many elements at most; repositories read one more, which tells whether there is a next page.
    package var limit: Int

    /// Makes a page.
    package init(order: TimeOrder, after: Position? = nil, limit: Int) {
        self.order = order
        self.after = after
        self.limit = limit
    }
}
