package import Models
package import Postgres
package import Primitives

extension DeliveryState: PostgresEncodable, PostgresDecodable {}

/// Queries on the table `delivery`.
package struct DeliveryRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let columns = SQL(
        unsafeSQL: "delivery.id, channel_id, remote_id, event, state, detail, headers, body, received_at, finished_at")

    /// Inserts deliveries in their order with one statement, except those whose event the channel already has.
    ///
    /// Deliveries of a channel that was deleted, or is being deleted by another transaction, are omitted too: they must
    /// neither fail nor delay the other deliveries of the statement. The lock is the one that the foreign key would
    /// take.
    package func insert(_ deliveries: [Delivery]) async throws -> InsertedDeliveries {
        guard !deliveries.isEmpty else { return InsertedDeliveries() }
        let channels = Set(deliveries.map(\.channelID.text)).sorted()
        let rows = try await executor.run(
            """
            WITH held AS (
                SELECT id FROM channel WHERE id = ANY(\(channels)::uuid[]) FOR KEY SHARE SKIP LOCKED),
            added AS (
                INSERT INTO delivery (id, channel_id, remote_id, event, headers, body, received_at)
                SELECT given.id, given.channel_id, given.remote_id, given.event, given.headers, given.body, given.received_at
                FROM unnest(\(deliveries.map(\.id.text))::uuid[], \(deliveries.map(\.channelID.text))::uuid[],
                    \(deliveries.map(\.remoteID))::text[], \(deliveries.map(\.event))::text[],
                    \(deliveries.map { JSON.object($0.headers.mapValues { .string($0) }).text })::json[],
                    \(deliveries.map { "\\x" + Hexadecimal.text($0.body) })::bytea[],
                    \(deliveries.map(\.receivedAt.rfc3339))::timestamptz[])
                    WITH ORDINALITY AS given(id, channel_id, remote_id, event, headers, body, received_at, ordinal)
                WHERE given.channel_id IN (SELECT id FROM held) ORDER BY given.ordinal
                ON CONFLICT (channel_id, remote_id) DO NOTHING
                RETURNING id)
            SELECT id AS delivery, NULL::uuid AS channel FROM added UNION ALL SELECT NULL::uuid, id FROM held
            """)
        var inserted = InsertedDeliveries()
        for row in rows {
            if let id = try row.decode(0, as: Delivery.ID?.self) { inserted.added.insert(id) }
            if let channel = try row.decode(1, as: Channel.ID?.self) { inserted.channels.insert(channel) }
        }
        return inserted
    }

    /// The identifier of the delivery of an event, or nil.
    package func identifier(of remoteID: String, in channel: Channel.ID) async throws -> Delivery.ID? {
        try await executor.run("SELECT id FROM delivery WHERE channel_id = \(channel) AND remote_id = \(remoteID)")
            .first?.decode(0)
    }

    package func find(_ id: Delivery.ID) async throws -> Delivery? {
        try await executor.run("SELECT \(fragment: Self.columns) FROM delivery WHERE id = \(id)").first.map(
            Delivery.init(row:))
    }

    /// The delivery with this identifier and the slug of its channel; nil if it belongs to none of these channels.
    package func find(_ id: Delivery.ID, channels: Set<String>?) async throws -> (delivery: Delivery, channel: String)?
    {
        var sql: SQL = """
            SELECT \(fragment: Self.columns), channel.slug FROM delivery JOIN channel ON channel.id = channel_id WHERE delivery.id = \(id)
            """
        if let channels { sql += " AND channel.slug = ANY(\(channels.sorted()))" }
        return try await executor.run(sql).first.map { (try Delivery(row: $0), try $0.decode("slug")) }
    }

    /// The connections and channel slugs of deliveries.
    package func origins(of ids: [Delivery.ID]) async throws -> [Delivery.ID: (
        connection: Connection.ID, channel: String
    )] {
        guard !ids.isEmpty else { return [:] }
        let rows = try await executor.run(
            """
            SELECT delivery.id, channel.connection_id, channel.slug FROM delivery JOIN channel ON channel.id = channel_id
            WHERE delivery.id = ANY(\(ids.map(\.text))::uuid[])
            """)
        return Dictionary(
            try rows.map { (try $0.decode("id"), (try $0.decode("connection_id"), try $0.decode("slug"))) }
        ) { first, _ in
            first
        }
    }

    /// Records the result of a delivery. This does not wait for the disk: the job is finished afterwards in a
    /// transaction that does, and after a crash in between the delivery is applied again.
    package func finish(_ id: Delivery.ID, _ state: DeliveryState, detail: String?, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE delivery SET state = \(state), detail = \(detail), finished_at = \(now)
            FROM set_config('synchronous_commit', 'off', true) AS setting WHERE id = \(id) AND setting = 'off'
            """)
    }

    /// Marks a waiting delivery as failed.
    package func fail(_ id: Delivery.ID, detail: String, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE delivery SET state = 'failed', detail = \(detail), finished_at = \(now) WHERE id = \(id) AND state = 'received'
            """)
    }

    /// Marks deliveries as failed that were received before a time and have no job to apply them; at most `limit`.
    /// - Parameter kind: The kind of those jobs, whose payload contains the delivery's identifier.
    /// - Returns: The number of deliveries.
    package func failStranded(before moment: Timestamp, kind: String, detail: String, limit: Int, at now: Timestamp)
        async throws -> Int
    {
        try await executor.run(
            """
            UPDATE delivery SET state = 'failed', detail = \(detail), finished_at = \(now)
            WHERE state = 'received' AND id IN (
                SELECT id FROM delivery waiting WHERE state = 'received' AND received_at < \(moment) AND NOT EXISTS (
                    SELECT FROM job WHERE kind = \(kind) AND payload ->> 'delivery' = waiting.id::text)
                ORDER BY received_at, id LIMIT \(limit))
            """
        ).affected
    }

    /// Locks deliveries until the transaction ends, oldest first. Deliveries locked by another transaction are skipped.
    package func lock(_ filter: DeliveryFilter, limit: Int) async throws -> [Delivery.ID] {
        // A page is read with one row more than its size.
        let page = TimePage<Delivery>(order: TimeOrder(.receivedAt, descending: false), limit: limit - 1)
        let rows = try await executor.run(
            """
            SELECT id FROM delivery WHERE id = ANY(ARRAY(SELECT found.id FROM (\(fragment: filter.walk(page))) found))
            ORDER BY received_at, id FOR UPDATE SKIP LOCKED
            """)
        return try rows.map { try $0.decode(0) }
    }

    /// Makes deliveries wait to be applied again.
    /// - Returns: The number of deliveries.
    package func reopen(_ ids: [Delivery.ID]) async throws -> Int {
        try await executor.run(
            """
            UPDATE delivery SET state = 'received', detail = NULL, finished_at = NULL WHERE id = ANY(\(ids.map(\.text))::uuid[])
            """
        ).affected
    }

    /// Deletes finished deliveries that were received before a time; at most `limit`.
    /// - Returns: The number of deleted deliveries.
    package func prune(before moment: Timestamp, limit: Int) async throws -> Int {
        try await executor.run(
            """
            DELETE FROM delivery WHERE id IN (
                SELECT id FROM delivery WHERE received_at < \(moment) AND state <> 'received' ORDER BY received_at, id LIMIT \(limit))
            """
        ).affected
    }

    /// The numbers of waiting and failed deliveries of a channel, and the time of the last one.
    package func summary(of channel: Channel.ID) async throws -> DeliverySummary {
        let rows = try await executor.run(
            """
            SELECT
                (SELECT count(*) FROM delivery WHERE state = 'received' AND channel_id = \(channel)) AS waiting,
                (SELECT count(*) FROM delivery WHERE state = 'failed' AND channel_id = \(channel)) AS failed,
                (SELECT max(latest.received_at) FROM (\(fragment: DeliveryState.rows(of: nil))) given(state) CROSS JOIN LATERAL (
                    SELECT received_at FROM delivery WHERE channel_id = \(channel) AND state = given.state
                    ORDER BY received_at DESC LIMIT 1) latest) AS last
            """)
        return DeliverySummary(
            waiting: try rows[0].decode("waiting"), failed: try rows[0].decode("failed"),
            lastReceivedAt: try rows[0].decode("last"))
    }

    /// A page of deliveries without their bodies, plus one row to detect whether there is a next page.
    package func list(_ filter: DeliveryFilter, page: TimePage<Delivery>) async throws -> [(
        delivery: Delivery, channel: String
    )] {
        var end = page
        end.after = nil
        let rows = try await executor.run(
            """
            SELECT delivery.id, channel_id, remote_id, event, state, detail, '{}'::json AS headers, ''::bytea AS body,
                delivery.received_at, finished_at, channel.slug
            FROM (\(fragment: filter.walk(page))) found JOIN delivery ON delivery.id = found.id JOIN channel ON channel.id = channel_id
            WHERE true\(fragment: end.sql(of: "delivery", time: "received_at"))
            """)
        return try rows.map { (try Delivery(row: $0), try $0.decode("slug")) }
    }
}

/// The result of inserting deliveries.
package struct InsertedDeliveries: Sendable, Hashable {
    /// The new deliveries.
    package var added: Set<Delivery.ID> = []
    /// The channels that exist and are not being deleted.
    package var channels: Set<Channel.ID> = []

    package init() {}
}

extension Delivery {
    init(row: Row) throws {
        let headers = try row.decode("headers", as: JSON.self).objectValue ?? [:]
        self.init(
            id: try row.decode("id"), channelID: try row.decode("channel_id"), remoteID: try row.decode("remote_id"),
            event: try row.decode("event"), headers: headers.compactMapValues(\.stringValue),
            body: try row.decode("body"),
            receivedAt: try row.decode("received_at"))
        state = try row.decode("state")
        detail = try row.decode("detail")
        finishedAt = try row.decode("finished_at")
    }
}
