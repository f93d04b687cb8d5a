package import Models
import Postgres
import Primitives

/// An event for lists: the row itself, whose cells are passed on as the text that PostgreSQL sent.
package struct EventRecord: Sendable {
    /// The columns of a record, in the order of the API. Times are in PostgreSQL's format, in UTC.
    package enum Field: Int, Sendable, CaseIterable {
        case id
        case type
        case occurredAt
        /// Slug of the connection, or NULL.
        case connection
        /// Slug of the channel, or NULL.
        case channel
        /// Identifier of the ticket, or NULL.
        case ticket
        /// Key of the ticket, or NULL.
        case ticketKey
        /// Identifier of the comment, or NULL.
        case comment
        /// JSON of the user, or NULL.
        case actor
        case origin
        /// Identifier of the event that led to this one, or NULL.
        case causation
        /// JSON of the caller that requested it, or NULL.
        case cause
        /// JSON of the changed fields with their old and new values.
        case changes
        /// Slug of the subscription, or NULL.
        case subscription
    }

    private let row: Row
    /// Replaces the row's changes in the output.
    private var changes: [UInt8]?

    init(row: Row) { self.row = row }

    var channel: String? { text(of: .channel) }

    /// Replaces the changes, to remove parts that a reader must not see.
    mutating func replaceChanges(with text: [UInt8]) { changes = text }

    /// The columns of `event` with ``joins``.
    static let columns = SQL(
        unsafeSQL: """
            event.id, event.type, event.occurred_at, coalesce(connection.slug, via.slug), channel.slug, event.ticket_id, event.ticket_key, \
            event.comment_id, event.actor, event.origin, event.causation_id, event.cause, event.changes, event.subscription
            """)
    /// The joins that ``columns`` needs.
    static let joins = SQL(
        unsafeSQL: """
            LEFT JOIN channel ON channel.id = event.channel_id LEFT JOIN connection via ON via.id = channel.connection_id \
            LEFT JOIN connection ON connection.id = event.connection_id
            """)

    /// Passes a column's text to `body` without copying; nil for NULL. The bytes are valid only inside the closure.
    package func withText(_ field: Field, _ body: (UnsafeBufferPointer<UInt8>?) throws -> Void) rethrows {
        if field == .changes, let changes { return try changes.withUnsafeBufferPointer { try body($0) } }
        try row.withText(field.rawValue, body)
    }

    /// A copy of a column's text; nil for NULL.
    package func text(of field: Field) -> String? {
        var copy: String?
        withText(field) { copy = $0.map { String(decoding: $0, as: UTF8.self) } }
        return copy
    }

    /// The position after this record in a page.
    package var position: TimePage<Event>.Position {
        get throws { .init(time: try row.decode(Field.occurredAt.rawValue), id: try row.decode(Field.id.rawValue)) }
    }
}

/// The filters of an event list.
package struct EventFilter: Sendable, Hashable {
    /// The ticket of the events; nil for all.
    package var ticket: MirroredTicket.ID?
    /// The types of the events; empty for all.
    package var types: [EventType] = []
    /// The channels of the events; nil for all that the audience can see.
    package var channels: Set<String>?
    /// The caller's visibility.
    package var audience: TicketAudience

    /// A filter that matches every event visible to the audience.
    package init(audience: TicketAudience) { self.audience = audience }
}

extension EventRepository {
    /// A page of events, plus one row to detect whether there is a next page. Scans one index per channel and type, or
    /// the ticket's index. Runs one more statement if an event names a parent and the reader lacks
    /// `tickets:confidential`.
    package func list(_ filter: EventFilter, page: TimePage<Event>) async throws -> [EventRecord] {
        let slugs =
            filter.channels.map { filter.audience.channels.map($0.intersection) ?? $0 } ?? filter.audience.channels
        if let slugs, slugs.isEmpty { return [] }
        let records = try await executor.run(Self.sql(filter, page: page, slugs: slugs)).map(EventRecord.init(row:))
        return filter.audience.includesConfidential
            ? records : try await EventParents(executor: executor).hidden(in: records)
    }

    static func sql(_ filter: EventFilter, page: TimePage<Event>, slugs: Set<String>?) -> SQL {
        let direction = SQL(unsafeSQL: page.order.descending ? "DESC" : "ASC")
        return """
            SELECT \(fragment: EventRecord.columns) FROM (\(fragment: walks(filter, page: page, slugs: slugs))) found JOIN event ON event.id = found.id \(fragment: EventRecord.joins)
            ORDER BY event.occurred_at \(fragment: direction), event.id \(fragment: direction)
            """
    }

    /// The condition for events currently visible without `tickets:confidential`.
    private static let isShown: SQL = "NOT e.confidential AND NOT e.concealed"

    /// Events of one ticket. They are few and belong to one channel, so the other conditions are filters.
    private static func walk(
        of ticket: MirroredTicket.ID, _ filter: EventFilter, page: TimePage<Event>, slugs: Set<String>?
    )
        -> SQL
    {
        var conditions: [SQL] = ["e.ticket_id = \(ticket)"]
        if let slugs {
            conditions.append("e.channel_id IN (SELECT id FROM channel WHERE slug = ANY(\(slugs.sorted())))")
        }
        if !filter.types.isEmpty { conditions.append("e.type = ANY(\(filter.types.map(\.rawValue)))") }
        if !filter.audience.includesConfidential { conditions.append(isShown) }
        return walk(conditions, page)
    }

    private static func walk(_ conditions: [SQL], _ page: TimePage<Event>) -> SQL {
        """
        SELECT e.id, e.occurred_at FROM event e WHERE \(fragment: (conditions.isEmpty ? ["true"] : conditions).joined(separator: " AND "))\
        \(fragment: page.sql(of: "e", time: "occurred_at"))
        """
    }

    private static func walks(_ filter: EventFilter, page: TimePage<Event>, slugs: Set<String>?) -> SQL {
        if let ticket = filter.ticket { return walk(of: ticket, filter, page: page, slugs: slugs) }
        let ofChannels = walks(ofChannels: slugs, filter, page: page)
        guard let slugs, filter.channels == nil, let ofConnections = walks(ofConnectionsOf: slugs, filter, page: page)
        else {
            return ofChannels
        }
        var end = page
        end.after = nil
        return """
            SELECT id, occurred_at FROM ((\(fragment: ofChannels)) UNION ALL (\(fragment: ofConnections))) best
            WHERE true\(fragment: end.sql(of: "best", time: "occurred_at"))
            """
    }

    /// Events of the connections that these channels use; nil if the filter excludes their types. There are few such
    /// events, so one scan covers all connections.
    private static func walks(ofConnectionsOf slugs: Set<String>, _ filter: EventFilter, page: TimePage<Event>) -> SQL?
    {
        let types = EventType.ofConnections.filter { filter.types.isEmpty || filter.types.contains($0) }
        guard !types.isEmpty else { return nil }
        let used: SQL = "(SELECT connection_id FROM channel WHERE slug = ANY(\(slugs.sorted())))"
        return walk(
            ["e.type = ANY(\(types.map(\.rawValue)))", "e.channel_id IS NULL", "e.connection_id IN \(fragment: used)"],
            page)
    }

    private static func walks(ofChannels slugs: Set<String>?, _ filter: EventFilter, page: TimePage<Event>) -> SQL {
        var sources: [SQL] = []
        var conditions: [SQL] = []
        if let slugs {
            sources.append("(SELECT id FROM channel WHERE slug = ANY(\(slugs.sorted()))) chosen")
            conditions.append("e.channel_id = chosen.id")
        }
        if !filter.types.isEmpty {
            sources.append("unnest(\(filter.types.map(\.rawValue))::text[]) given(type)")
            conditions.append("e.type = given.type")
        }
        if !filter.audience.includesConfidential { conditions.append(isShown) }
        let walk = walk(conditions, page)
        guard !sources.isEmpty else { return walk }
        var end = page
        end.after = nil
        return """
            SELECT best.id, best.occurred_at FROM \(fragment: sources.joined(separator: " CROSS JOIN ")) CROSS JOIN LATERAL (\(fragment: walk)) best
            WHERE true\(fragment: end.sql(of: "best", time: "occurred_at"))
            """
    }
}
