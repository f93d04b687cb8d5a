package import Models
package import Postgres
package import Primitives

extension DeliveryState: PostgresEncodable, PostgresDecodable {}

/// The SQL of the table `delivery`.
package struct DeliveryRepository: Sendable {
    private let executor: any SQLExecutor

    /// Runs its statements on `executor`.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let columns = SQL(
        unsafeSQL: "delivery.id, channel_id, remote_id, event, state, detail, headers, body, received_at, finished_at")

    /// Adds deliveries in one statement, in their order, and leaves out those whose event the channel has already had.
    ///
    /// Those of a channel that is gone, or that another transaction deletes just now, are left out too: they must
    /// neither fail what is stored along with them nor make it wait. The lock is the one that the foreign key would
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
                    WITH ORDINALITY AS given(id, channel_id, remote_id, event, headers, body, received_at, place)
                WHERE given.channel_id IN (SELECT id FROM held) ORDER BY given.place
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

    /// The delivery of that identifier, or nil.
    package func find(_ id: Delivery.ID) async throws -> Delivery? {
        try await executor.run("SELECT \(fragment: Self.columns) FROM delivery WHERE id = \(id)").first.map(
            Delivery.init(row:))
    }

    /// The delivery of that identifier with the slug of its channel, or nil when it is of none of these channels.
    package func find(_ id: Delivery.ID, channels: Set<String>?) async throws -> (delivery: Delivery, channel: String)?
    {
        var sql: SQL = """
            SELECT \(fragment: Self.columns), channel.slug FROM delivery JOIN channel ON channel.id = channel_id WHERE delivery.id = \(id)
            """
        if let channels { sql += " AND channel.slug = ANY(\(channels.sorted()))" }
        return try await executor.run(sql).first.map { (try Delivery(row: $0), try $0.decode("slug")) }
    }

    /// The connections of the trackers that sent deliveries, and the slugs of the channels that they are for.
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

    /// Keeps what became of a delivery. Nothing waits for the disk here: its job is ended after this, which does, and a
    /// crash before means that it is applied again.
    package func finish(_ id: Delivery.ID, _ state: DeliveryState, detail: String?, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE delivery SET state = \(state), detail = \(detail), finished_at = \(now)
            FROM set_config('synchronous_commit', 'off', true) AS setting WHERE id = \(id) AND setting = 'off'
            """)
    }

    /// Keeps that a delivery which still waits could not be applied.
    package func fail(_ id: Delivery.ID, detail: String, at now: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE delivery SET state = 'failed', detail = \(detail), finished_at = \(now) WHERE id = \(id) AND state = 'received'
            """)
    }

    /// Fails deliveries that came before a moment and wait although there is no job that would apply them; at most
    /// `limit`.
    /// - Parameter kind: The kind of those jobs; their payload names the delivery.
    /// - Returns: how many.
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

    /// Holds deliveries until the transaction ends, oldest first; those that another transaction holds are left out.
    package func lock(_ filter: DeliveryFilter, limit: Int) async throws -> [Delivery.ID] {
        // A page is read with one more row than it holds.
        let page = TimePage<Delivery>(order: TimeOrder(.receivedAt, descending: false), limit: limit - 1)
        let rows = try await executor.run(
            """
            SELECT id FROM delivery WHERE id = ANY(ARRAY(SELECT found.id FROM (\(fragment: filter.walk(page))) found))
            ORDER BY received_at, id FOR UPDATE SKIP LOCKED
            """)
        return try rows.map { try $0.decode(0) }
    }

    /// Makes deliveries wait again.
    /// - Returns: how many there are.
    package func reopen(_ ids: [Delivery.ID]) async throws -> Int {
        try await executor.run(
            """
            UPDATE delivery SET state = 'received', detail = NULL, finished_at = NULL WHERE id = ANY(\(ids.map(\.text))::uuid[])
            """
        ).affected
    }

    /// Removes what came before a moment and waits for nothing; at most `limit`.
    /// - Returns: how many.
    package func prune(before moment: Timestamp, limit: Int) async throws -> Int {
        try await executor.run(
            """
            DELETE FROM delivery WHERE id IN (
                SELECT id FROM delivery WHERE received_at < \(moment) AND state <> 'received' ORDER BY received_at, id LIMIT \(limit))
            """
        ).affected
    }

    /// How many deliveries of a channel wait or failed, and when the last one came.
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

    /// A page of deliveries without their bodies; one more than the page holds tells whether there is a next one.
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

/// What came of an insertion.
package struct InsertedDeliveries: Sendable, Hashable {
    /// Those that are new.
    package var added: Set<Delivery.ID> = []
    /// The channels that are there and that nobody deletes.
    package var channels: Set<Channel.ID> = []

    /// Nothing.
    package init() {}
}

/// Which deliveries are meant.
package struct DeliveryFilter: Sendable, Hashable {
    /// Only those of these channels; nil for all.
    package var channels: Set<String>?
    /// Only those in this state.
    package var state: DeliveryState?
    /// Only those that came at or after this moment.
    package var receivedAfter: Timestamp?
    /// Only those that came before this moment.
    package var receivedBefore: Timestamp?

    /// All of them.
    package init() {}

    private var range: SQL {
        var sql: SQL = "true"
        if let receivedAfter { sql += " AND d.received_at >= \(receivedAfter)" }
        if let receivedBefore { sql += " AND d.received_at < \(receivedBefore)" }
        return sql
    }

    /// Identifier and time of a page's deliveries: one index is walked for each channel and state, or the one of all.
    func walk(_ page: TimePage<Delivery>) -> SQL {
        guard channels != nil || state != nil else {
            return """
                SELECT d.id, d.received_at FROM delivery d WHERE \(fragment: range)\(fragment: page.sql(of: "d", time: "received_at"))
                """
        }
        let chosen: SQL = channels.map { "(SELECT id FROM channel WHERE slug = ANY(\($0.sorted())))" } ?? "channel"
        var end = page
        end.after = nil
        return """
            SELECT best.id, best.received_at FROM \(fragment: chosen) chosen CROSS JOIN (\(fragment: DeliveryState.rows(of: state))) given(state)
            CROSS JOIN LATERAL (
                SELECT d.id, d.received_at FROM delivery d
                WHERE d.channel_id = chosen.id AND d.state = given.state AND \(fragment: range)\(fragment: page.sql(of: "d", time: "received_at"))) best
            WHERE true\(fragment: end.sql(of: "best", time: "received_at"))
            """
    }
}

extension DeliveryState {
    /// A state, or each of them, as rows. Not `VALUES`: of a single one the planner would make a constant, and walk the
    /// partial index of all channels for it.
    fileprivate static func rows(of state: DeliveryState?) -> SQL {
        let states = (state.map { [$0] } ?? allCases).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return SQL(unsafeSQL: "SELECT unnest(ARRAY[\(states)])")
    }
}

/// How the deliveries of a channel go.
package struct DeliverySummary: Sendable, Hashable {
    /// How many wait to be applied.
    package var waiting: Int64
    /// How many could not be applied.
    package var failed: Int64
    /// When the last one came.
    package var lastReceivedAt: Timestamp?

    /// Makes a summary.
    package init(waiting: Int64, failed: Int64, lastReceivedAt: Timestamp?) {
        self.waiting = waiting
        self.failed = failed
        self.lastReceivedAt = lastReceivedAt
    }
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
