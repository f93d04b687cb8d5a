package import Models
package import Postgres
package import Primitives

/// The properties of an event that decide which rules run.
package struct RuleTrigger: Sendable, Hashable {
    package var id: Event.ID
    package var type: EventType
    package var occurredAt: Timestamp
    /// How the gateway learned of it.
    package var origin: EventOrigin
    /// The event's channel.
    package var channelID: Channel.ID?
    /// The slug of that channel.
    package var channel: String?
    /// The event's connection, or that of its channel.
    package var connectionID: Connection.ID?
    /// For an event of the connection itself: the slugs of the channels that currently use it.
    package var connectionUsers: [String] = []
    package var ticketID: MirroredTicket.ID?
    package var commentID: Comment.ID?
    /// Whether it was visible only with `tickets:confidential` when it happened, or is now.
    package var confidential: Bool
    /// The event that led to it.
    package var causationID: Event.ID?
    /// The caller whose request caused it.
    package var cause: EventCause?
    /// The changed fields with their old and new values.
    package var changes: JSON

    /// Sets the required fields; set the others afterwards.
    package init(id: Event.ID, type: EventType, occurredAt: Timestamp, origin: EventOrigin, changes: JSON) {
        self.id = id
        self.type = type
        self.occurredAt = occurredAt
        self.origin = origin
        self.changes = changes
        confidential = false
    }
}

extension RuleTrigger {
    package init(_ feed: FeedEvent) {
        let event = feed.event
        self.init(
            id: event.id, type: event.type, occurredAt: event.occurredAt, origin: event.origin,
            changes: .object(event.changes.mapValues { ["from": $0.from, "to": $0.to] }))
        channelID = event.channelID
        channel = feed.channel
        connectionID = event.connectionID
        connectionUsers = feed.connectionUsers
        ticketID = event.ticketID
        commentID = event.commentID
        confidential = event.isHidden
        causationID = event.causationID
        cause = event.cause
    }
}

/// Reads events for rules.
package struct RuleTriggerRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The events of a time span that the audience can see, oldest first.
    /// - Parameter position: The last event of the previous page; nil for the first page.
    package func events(
        from: Timestamp, to: Timestamp, types: [EventType], for audience: TicketAudience,
        after position: (time: Timestamp, id: Event.ID)?,
        limit: Int
    ) async throws -> [FeedEvent] {
        var sql: SQL = """
            SELECT \(fragment: EventRecord.columns), \(fragment: FeedEvent.columns) FROM event \(fragment: EventRecord.joins)
            WHERE event.occurred_at >= \(from) AND event.occurred_at < \(to)
            AND event.type = ANY(\(types.map(\.rawValue)))
            """
        if let position { sql += " AND (event.occurred_at, event.id) > (\(position.time), \(position.id))" }
        sql += Self.condition(audience)
        return try await executor.run(sql + " ORDER BY event.occurred_at, event.id LIMIT \(limit)").map(
            FeedEvent.init(row:))
    }

    /// The number of events in a time span that a rule would be evaluated for, up to `bound`: events that it runs on,
    /// regardless of its condition, and events of the pairs that it keeps in sync. Events that its author or the
    /// audience cannot see today, or that it already has a run for, do not count.
    /// - Parameters:
    ///   - channels: The channels whose events it runs on; nil for all.
    ///   - effects: Whether it runs on the effects of rules.
    ///   - pairTypes: The types of the events that its pairs follow.
    package func count(
        for rule: Rule, seenBy audience: TicketAudience, from: Timestamp, to: Timestamp, types: [EventType],
        channels: Set<String>?, effects: Bool, pairTypes: [EventType], upTo bound: Int
    ) async throws -> Int {
        let audience = rule.rights.audience.intersection(audience)
        var own: SQL = "event.type = ANY(\(types.map(\.rawValue)))"
        if let channels { own += " AND channel.slug = ANY(\(channels.sorted()))" }
        if !effects { own += " AND event.origin <> 'rule'" }
        let ofPairs: SQL = """
            event.type = ANY(\(pairTypes.map(\.rawValue))) AND event.origin <> 'rule' AND EXISTS (
                SELECT FROM ticket_pair pair WHERE pair.rule_id = \(rule.id) AND event.ticket_id IN (pair.source_id, pair.target_id))
            """
        let rows = try await executor.run(
            """
            SELECT count(*) FROM (
                SELECT FROM event LEFT JOIN channel ON channel.id = event.channel_id
                WHERE event.occurred_at >= \(from) AND event.occurred_at < \(to)\(fragment: Self.condition(audience))
                AND ((\(fragment: own)) OR (\(fragment: ofPairs)))
                AND NOT EXISTS (SELECT FROM rule_run run WHERE run.rule_id = \(rule.id) AND run.event_id = event.id)
                LIMIT \(bound)) AS missed
            """)
        return Int(try rows[0].decode(0, as: Int64.self))
    }

    /// A condition, starting with ` AND`, for the events that an audience can see; empty if it sees all.
    private static func condition(_ audience: TicketAudience) -> SQL {
        var sql: SQL = ""
        if let channels = audience.channels {
            sql += " AND \(fragment: ConnectionUsers.condition(channels, event: "event", channel: "channel"))"
        }
        if !audience.includesConfidential { sql += " AND NOT event.confidential AND NOT event.concealed" }
        return sql
    }

    /// The length of the chain of events that led to an event, up to `bound`.
    package func depth(of event: Event.ID, upTo bound: Int) async throws -> Int {
        let rows = try await executor.run(
            """
            WITH RECURSIVE chain (id, depth) AS (
                SELECT causation_id, 1 FROM event WHERE id = \(event) AND causation_id IS NOT NULL
                UNION ALL
                SELECT event.causation_id, chain.depth + 1 FROM chain JOIN event ON event.id = chain.id
                WHERE event.causation_id IS NOT NULL AND chain.depth < \(bound))
            SELECT coalesce(max(depth), 0) FROM chain
            """)
        return try rows[0].decode(0)
    }
}
