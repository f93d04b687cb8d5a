public import Primitives
public import TrackerKit

/// Which tickets a list shows. Values of one filter are alternatives, except labels, of which a ticket must have all; all filters must hold.
public struct TicketFilter: Sendable, Hashable {
    /// Slugs of channels; nil for all that the audience may know of.
    public var channels: Set<String>?
    /// Kinds of trackers; empty for all.
    public var trackers: [TrackerKind] = []
    /// Full-text search, as people type it on the web.
    public var text: String?
    /// Statuses; empty for all.
    public var statuses: [TicketStatus] = []
    /// Open or closed.
    public var state: TicketState?
    /// Priorities; empty for all.
    public var priorities: [Priority] = []
    /// Severities; empty for all.
    public var severities: [Severity] = []
    /// Kinds; empty for all.
    public var kinds: [TicketKind] = []
    /// Names of labels; a ticket must have them all.
    public var labels: [String] = []
    /// A login among the assignees.
    public var assignee: String?
    /// The login of the author.
    public var author: String?
    /// The title of the milestone.
    public var milestone: String?
    /// Made within this span.
    public var created = TimeSpan()
    /// Changed within this span.
    public var updated = TimeSpan()
    /// Who looks.
    public var audience: TicketAudience

    /// Makes a filter that lets everything through that the audience may see.
    public init(audience: TicketAudience) { self.audience = audience }

    /// The channels that are left when the audience's bounds are kept; nil for all.
    public var effectiveChannels: Set<String>? {
        guard let channels else { return audience.channels }
        return audience.channels.map(channels.intersection) ?? channels
    }

    /// The statuses that are left when the state is kept; empty for all, nil when none fits.
    public var effectiveStatuses: [TicketStatus]? {
        guard let state else { return statuses }
        let wanted = (statuses.isEmpty ? TicketStatus.allCases : statuses).filter { $0.state == state }
        return wanted.isEmpty ? nil : wanted
    }
}

/// Who looks at tickets: which may be shown.
public struct TicketAudience: Sendable, Hashable {
    /// Slugs of the channels that may be known of; nil for all.
    public var channels: Set<String>?
    /// Whether confidential tickets may be known of.
    public var includesConfidential: Bool

    /// Makes an audience.
    public init(channels: Set<String>?, includesConfidential: Bool) {
        self.channels = channels
        self.includesConfidential = includesConfidential
    }

    /// Everything.
    public static let everything = TicketAudience(channels: nil, includesConfidential: true)

    /// What both may know of.
    public func intersection(_ other: TicketAudience) -> TicketAudience {
        let channels = self.channels.map { own in other.channels.map(own.intersection) ?? own } ?? other.channels
        return TicketAudience(channels: channels, includesConfidential: includesConfidential && other.includesConfidential)
    }

    /// Whether it may know of a ticket, or of what is about no ticket when `channel` is nil.
    /// - Parameter users: Of what is about a connection, the slugs of the channels that use it now: whoever has one of them may know of it.
    public func mayKnow(of channel: String?, users: [String] = [], isConfidential: Bool) -> Bool {
        if isConfidential, !includesConfidential { return false }
        guard let channels else { return true }
        return channel.map(channels.contains) ?? users.contains(where: channels.contains)
    }
}

/// From a moment, that one included, to before another.
public struct TimeSpan: Sendable, Hashable {
    /// At or after; nil for always.
    public var from: Timestamp?
    /// Before; nil for for ever.
    public var to: Timestamp?

    /// Makes a span.
    public init(from: Timestamp? = nil, to: Timestamp? = nil) {
        self.from = from
        self.to = to
    }

    /// Whether it lets everything through.
    public var isUnbounded: Bool { from == nil && to == nil }
}

/// The order of a list of things that have times.
public struct TimeOrder: Sendable, Hashable {
    /// Which time.
    public enum Field: String, Sendable, Hashable, CaseIterable {
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
    public var field: Field
    /// Latest first.
    public var descending: Bool

    /// Makes an order.
    public init(_ field: Field, descending: Bool) {
        self.field = field
        self.descending = descending
    }
}

/// Which page of a list that is ordered by time and, where times are equal, identifier.
public struct TimePage<Element>: Sendable {
    /// Where the page before ended.
    public struct Position: Sendable, Hashable {
        /// The time of its last element.
        public var time: Timestamp
        /// The identifier of its last element.
        public var id: Identifier<Element>

        /// Makes a position.
        public init(time: Timestamp, id: Identifier<Element>) {
            self.time = time
            self.id = id
        }
    }

    /// The order.
    public var order: TimeOrder
    /// Where the page before ended; nil for the first page.
    public var after: Position?
    /// How many elements at most; repositories read one more, which tells whether there is a next page.
    public var limit: Int

    /// Makes a page.
    public init(order: TimeOrder, after: Position? = nil, limit: Int) {
        self.order = order
        self.after = after
        self.limit = limit
    }
}
