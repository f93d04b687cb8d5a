package import Models
package import Postgres
package import Primitives

extension OutgoingDeliveryState: PostgresEncodable, PostgresDecodable {}

/// Queries on the tables `outgoing_delivery` and `outgoing_attempt`. `OutgoingDeliveryRepository+Work` has the
/// operations of workers.
package struct OutgoingDeliveryRepository: Sendable {
    let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    static let columns = SQL(
        unsafeSQL: """
            d.id, d.subscription_id, d.event_id, d.unique_key, d.type, d.payload, d.confidential, d.mentions, d.state, d.detail, d.round, \
            d.round_attempts, d.attempts, d.next_attempt_at, d.created_at, d.finished_at
            """)

    /// Inserts deliveries in their order with one statement, except those whose unique key the subscription already
    /// has.
    /// - Returns: The inserted deliveries.
    package func insert(_ deliveries: [OutgoingDelivery]) async throws -> Set<OutgoingDelivery.ID> {
        guard !deliveries.isEmpty else { return [] }
        let rows = try await executor.run(
            """
            INSERT INTO outgoing_delivery (id, subscription_id, event_id, unique_key, type, payload, confidential, mentions, next_attempt_at,
                created_at)
            SELECT given.id, given.subscription_id, nullif(given.event_id, '')::uuid, nullif(given.unique_key, ''), given.type, given.payload,
                given.confidential, given.mentions::uuid[], given.at, given.at
            FROM unnest(\(deliveries.map(\.id.text))::uuid[], \(deliveries.map(\.subscriptionID.text))::uuid[],
                \(deliveries.map { $0.eventID?.text ?? "" })::text[], \(deliveries.map { $0.uniqueKey ?? "" })::text[],
                \(deliveries.map(\.type))::text[], \(deliveries.map(\.payload))::text[],
                \(deliveries.map { $0.isConfidential ? "true" : "false" })::boolean[],
                \(deliveries.map { $0.mentions?.arrayLiteral })::text[], \(deliveries.map(\.createdAt.rfc3339))::timestamptz[])
                WITH ORDINALITY AS given(id, subscription_id, event_id, unique_key, type, payload, confidential, mentions, at, ordinal)
            ORDER BY given.ordinal ON CONFLICT (subscription_id, unique_key) DO NOTHING RETURNING id
            """)
        return Set(try rows.map { try $0.decode(0) })
    }

    package func find(_ id: OutgoingDelivery.ID, of subscription: WebhookSubscription.ID) async throws
        -> OutgoingDelivery?
    {
        try await executor.run(
            "SELECT \(fragment: Self.columns) FROM outgoing_delivery d WHERE d.id = \(id) AND d.subscription_id = \(subscription)"
        ).first.map(OutgoingDelivery.init(row:))
    }

    /// The attempts to send a delivery, in order.
    package func attempts(at id: OutgoingDelivery.ID) async throws -> [OutgoingAttempt] {
        try await executor.run(
            """
            SELECT number, started_at, duration_ms, status, error, headers, body FROM outgoing_attempt
            WHERE delivery_id = \(id) ORDER BY number
            """
        ).map(OutgoingAttempt.init(row:))
    }

    /// A page of deliveries without their payloads, plus one row to detect whether there is a next page.
    package func list(_ filter: OutgoingDeliveryFilter, page: TimePage<OutgoingDelivery>) async throws
        -> [OutgoingDelivery]
    {
        try await executor.run(
            """
            SELECT d.id, d.subscription_id, d.event_id, d.unique_key, d.type, '' AS payload, d.confidential, d.mentions, d.state, d.detail, d.round,
                d.round_attempts, d.attempts, d.next_attempt_at, d.created_at, d.finished_at
            FROM outgoing_delivery d WHERE \(fragment: filter.condition)\(fragment: page.sql(of: "d", time: "created_at"))
            """
        ).map(OutgoingDelivery.init(row:))
    }

    /// Makes finished deliveries wait again, oldest first, each in a new round; at most `limit`. Deliveries locked by
    /// another transaction are skipped.
    /// - Returns: The reopened deliveries, without their payloads.
    package func reopen(_ filter: OutgoingDeliveryFilter, limit: Int, at now: Timestamp) async throws
        -> [OutgoingDelivery]
    {
        let rows = try await executor.run(
            """
            UPDATE outgoing_delivery d SET state = 'waiting', detail = NULL, finished_at = NULL, next_attempt_at = \(now), round = d.round + 1,
                round_attempts = 0
            FROM (SELECT d.id FROM outgoing_delivery d WHERE \(fragment: filter.condition) AND d.state <> 'waiting'
                ORDER BY d.created_at, d.id LIMIT \(limit) FOR UPDATE SKIP LOCKED) chosen
            WHERE d.id = chosen.id
            RETURNING d.id, d.subscription_id, d.event_id, d.unique_key, d.type, '' AS payload, d.confidential, d.mentions, d.state, d.detail, d.round,
                d.round_attempts, d.attempts, d.next_attempt_at, d.created_at, d.finished_at
            """)
        return try rows.map(OutgoingDelivery.init(row:)).sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// Deletes finished deliveries that were created before a time; at most `limit`.
    /// - Returns: The number of deleted deliveries.
    package func prune(before moment: Timestamp, limit: Int) async throws -> Int {
        try await executor.run(
            """
            DELETE FROM outgoing_delivery WHERE id IN (
                SELECT id FROM outgoing_delivery WHERE created_at < \(moment) AND state <> 'waiting' ORDER BY created_at, id LIMIT \(limit))
            """
        ).affected
    }
}

/// The filters of a list of outgoing deliveries; all that are set must match.
package struct OutgoingDeliveryFilter: Sendable, Hashable {
    package var subscription: WebhookSubscription.ID
    package var id: OutgoingDelivery.ID?
    package var state: OutgoingDeliveryState?
    /// Inclusive.
    package var createdAfter: Timestamp?
    /// Exclusive.
    package var createdBefore: Timestamp?
    /// The caller's visibility: deliveries that concern anything currently hidden from it are omitted.
    package var audience = TicketAudience.everything

    package init(of subscription: WebhookSubscription.ID) { self.subscription = subscription }

    var condition: SQL {
        var sql: SQL = "d.subscription_id = \(subscription)"
        if let id { sql += " AND d.id = \(id)" }
        if let state { sql += " AND d.state = \(state)" }
        if let createdAfter { sql += " AND d.created_at >= \(createdAfter)" }
        if let createdBefore { sql += " AND d.created_at < \(createdBefore)" }
        return sql + OutgoingDeliveryRepository.visible(to: audience)
    }
}

extension OutgoingDeliveryRepository {
    static func visible(to audience: TicketAudience) -> SQL {
        StoredDocument.visible("d", text: "d.payload", to: audience)
    }

    /// Whether an audience can currently see a delivery, and so may receive it.
    package func isVisible(_ id: OutgoingDelivery.ID, to audience: TicketAudience) async throws -> Bool {
        if audience == .everything { return true }
        return try await !executor.run(
            "SELECT FROM outgoing_delivery d WHERE d.id = \(id)\(fragment: Self.visible(to: audience))"
        ).isEmpty
    }

    /// Whether an audience can currently see an event and the tickets that a text about it mentions.
    package func hasAccess(to event: Event.ID?, mentioning mentions: [MirroredTicket.ID], audience: TicketAudience)
        async throws
        -> Bool
    {
        if audience == .everything { return true }
        return try await !executor.run(
            """
            SELECT FROM (SELECT \(event)::uuid AS event_id, \(mentions)::uuid[] AS mentions, false AS confidential, ''::text AS payload) d
            WHERE true\(fragment: Self.visible(to: audience))
            """
        ).isEmpty
    }
}

extension OutgoingDelivery {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), to: try row.decode("subscription_id"), type: try row.decode("type"),
            payload: try row.decode("payload"),
            isConfidential: try row.decode("confidential"), eventID: try row.decode("event_id"),
            uniqueKey: try row.decode("unique_key"),
            at: try row.decode("created_at"))
        mentions = try row.decode("mentions")
        state = try row.decode("state")
        detail = try row.decode("detail")
        round = try row.decode("round")
        roundAttempts = try row.decode("round_attempts")
        attempts = try row.decode("attempts")
        nextAttemptAt = try row.decode("next_attempt_at")
        finishedAt = try row.decode("finished_at")
    }
}

extension OutgoingAttempt {
    init(row: Row) throws {
        let headers = try row.decode("headers", as: JSON.self).objectValue ?? [:]
        self.init(
            number: try row.decode("number"), startedAt: try row.decode("started_at"),
            duration: .milliseconds(try row.decode("duration_ms", as: Int64.self)), status: try row.decode("status"),
            error: try row.decode("error"), headers: headers.compactMapValues(\.stringValue),
            body: try row.decode("body"))
    }
}
