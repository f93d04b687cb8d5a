package import Models
package import Postgres
package import Primitives
package import TrackerKit

/// Writes what trackers show into the mirror, many tickets in one statement.
package struct TicketStore: Sendable {
    let executor: any SQLExecutor

    /// Runs its statements on `executor`.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// How far a tracker's clock may be ahead of the gateway's. A state from a later moment than that was never true.
    private static let clockTolerance = Duration.seconds(300)

    /// What the mirror holds of the tickets of a batch; those that it does not hold are missing.
    ///
    /// Each is looked up by itself (`LATERAL`, `LIMIT 1`): the planner takes every batch for a hundred tickets, and in
    /// a join would read all tickets of a channel with a few thousand for the one that a webhook tells of.
    package func compare(_ batch: TicketBatch, in channel: Channel.ID, at now: Timestamp) async throws -> [Comparison] {
        try await executor.run(
            """
            WITH input AS MATERIALIZED (
                SELECT n, value, sha256(convert_to(value::text, 'UTF8')) AS hash, value ->> 'remote_id' AS remote_id,
                    value ->> 'key' AS key, (value ->> 'updated_at')::timestamptz AS updated_at
                FROM json_array_elements(\(batch.json)::json) WITH ORDINALITY element(value, n))
            SELECT i.n - 1 AS position, t.id, t.revision, t.content_hash = i.hash AS same, t.updated_at > i.updated_at AS stale,
                t.updated_at > i.updated_at AND t.updated_at > \(now + Self.clockTolerance) AS ahead,
                t.updated_at = i.updated_at AND t.content_hash <> '' AS simultaneous,
                CASE WHEN t.content_hash <> i.hash THEN \(fragment: Self.snapshot) END AS before, other.id AS superseded
            FROM input i
            LEFT JOIN LATERAL (SELECT * FROM ticket WHERE channel_id = \(channel) AND remote_id = i.remote_id LIMIT 1) t ON true
            LEFT JOIN LATERAL (
                SELECT id FROM ticket WHERE channel_id = \(channel) AND key = i.key AND remote_id <> i.remote_id LIMIT 1) other ON true
            WHERE t.id IS NOT NULL OR other.id IS NOT NULL
            """
        ).map(Comparison.init(row:))
    }

    /// Adds tickets under these identifiers, one for each; answers the identifiers of those that were not there
    /// already.
    package func insert(_ batch: TicketBatch, ids: [Ticket.ID], in channel: Channel, at now: Timestamp) async throws
        -> [Ticket.ID]
    {
        try await executor.run(
            """
            INSERT INTO ticket (id, channel_id, tracker, \(fragment: Self.columns), synced_at, content_hash)
            SELECT i.id, \(channel.id), \(channel.tracker), \(fragment: Self.values), \(now), i.hash
            FROM \(fragment: Self.input(batch, ids: ids)) i CROSS JOIN LATERAL json_to_record(i.value) AS r(\(fragment: Self.record))
            ON CONFLICT DO NOTHING RETURNING id
            """
        ).map { try $0.decode(0) }
    }

    /// Writes tickets over the rows of these identifiers, each if it still has the revision named; answers the
    /// identifiers of those that had. The comments of a ticket that has more of them now, or fewer, are those of an
    /// earlier state: some trackers' clocks do not show that.
    package func update(
        _ batch: TicketBatch, ids: [Ticket.ID], revisions: [Int64], in channel: Channel, at now: Timestamp
    ) async throws -> [Ticket.ID] {
        try await executor.run(
            """
            UPDATE ticket t SET (\(fragment: Self.columns)) = ROW(\(fragment: Self.values)),
                synced_at = \(now), content_hash = i.hash, revision = nextval('revision'),
                comments_as_of = CASE WHEN t.comments_as_of >= r.updated_at
                    AND (t.updated_at > r.updated_at OR t.comment_count IS DISTINCT FROM r.comment_count)
                    THEN r.updated_at - interval '1 microsecond' ELSE t.comments_as_of END
            FROM \(fragment: Self.input(batch, ids: ids)) i JOIN unnest(\(revisions)::bigint[]) WITH ORDINALITY expected(revision, n) USING (n)
                CROSS JOIN LATERAL json_to_record(i.value) AS r(\(fragment: Self.record))
            WHERE t.id = ANY(\(ids)) AND t.id = i.id AND t.revision = expected.revision RETURNING t.id
            """
        ).map { try $0.decode(0) }
    }

    /// Removes tickets, and answers what was removed.
    package func delete(_ ids: [Ticket.ID]) async throws -> [Ticket] {
        try await executor.run("DELETE FROM ticket WHERE id = ANY(\(ids)) RETURNING \(fragment: Ticket.columns)").map(
            Ticket.init(row:))
    }

    /// Notes that the mirror just saw that these tickets are as it has them.
    package func touch(_ ids: [Ticket.ID], at now: Timestamp) async throws {
        try await executor.run("UPDATE ticket SET synced_at = \(now) WHERE id = ANY(\(ids)) AND synced_at < \(now)")
    }
}

extension TicketStore {
    private static func input(_ batch: TicketBatch, ids: [Ticket.ID]) -> SQL {
        """
        (SELECT n, id, value, sha256(convert_to(value::text, 'UTF8')) AS hash
        FROM json_array_elements(\(batch.json)::json) WITH ORDINALITY element(value, n)
        JOIN unnest(\(ids)::uuid[]) WITH ORDINALITY given(id, n) USING (n))
        """
    }

    /// The columns that come from the tracker.
    private static let written = TicketFields.all.flatMap(\.columns).filter { $0.value != nil }
    private static let columns = SQL(unsafeSQL: written.map(\.name).joined(separator: ", "))
    private static let values = SQL(unsafeSQL: written.map { "r.\($0.name)" }.joined(separator: ", "))
    private static let record = SQL(unsafeSQL: written.map { "\($0.name) \($0.type)" }.joined(separator: ", "))

    /// What events compare, by the names of the API's fields.
    private static let snapshot: SQL = {
        let members = TicketFields.event.map { "'\($0.name)', \(snapshot(of: $0))" }
        return SQL(
            unsafeSQL: """
                json_build_object(\(members.joined(separator: ", ")), 'body_changed', t.body <> (i.value ->> 'body'))
                """)
    }()

    private static func snapshot(of field: AnyTicketField) -> String {
        switch field.name {
        case TicketFields.table.body.name: "left(t.body, \(TicketSnapshot.maximumBodyLength))"
        case TicketFields.table.statusRaw.name: "json_build_object('id', t.status_raw_id, 'name', t.status_raw_name)"
        default: "t.\(field.columns.last?.name ?? field.name)"
        }
    }
}

/// Tickets as the statements of the mirror take them.
package struct TicketBatch: Sendable {
    /// How many tickets one statement takes.
    package static let maximumCount = 100

    /// The tickets.
    package let tickets: [RemoteTicket]
    let json: String

    /// Whether the mirror can keep a ticket: its key and identifier must fit their columns.
    package static func isStorable(_ ticket: RemoteTicket) -> Bool { ticket.isStorable }

    /// Serializes tickets.
    package init(_ tickets: [RemoteTicket]) {
        self.tickets = tickets
        var writer = JSONWriter(capacity: tickets.count * 4096)
        writer.beginArray()
        for ticket in tickets { ticket.writeMirrorRow(to: &writer) }
        writer.endArray()
        json = String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension TicketStore {
    /// What the mirror holds of one ticket of a batch.
    package struct Comparison: Sendable {
        /// The place of the ticket in the batch.
        package var position: Int
        /// The row of the ticket; nil where there is none.
        package var stored: (id: Ticket.ID, revision: Int64)?
        /// Whether the row holds the same already.
        package var isSame: Bool
        /// Whether the row holds a later state.
        package var isStale: Bool
        /// Whether that later state is from a moment that is still to come.
        package var isAhead: Bool
        /// Whether the row holds a state of the same moment, by the tracker's clock.
        package var isSimultaneous: Bool
        /// The row before; nil when it is the same.
        package var before: TicketSnapshot?
        /// A row of another ticket that has the key of this one: the tracker gave the key away.
        package var superseded: Ticket.ID?

        init(row: Row) throws {
            position = try row.decode("position")
            if let id = try row.decode("id", as: Ticket.ID?.self) { stored = (id, try row.decode("revision")) }
            isSame = try row.decode("same", as: Bool?.self) ?? false
            isStale = try row.decode("stale", as: Bool?.self) ?? false
            isAhead = try row.decode("ahead", as: Bool?.self) ?? false
            isSimultaneous = try row.decode("simultaneous", as: Bool?.self) ?? false
            before = try row.decode("before", as: JSON?.self).map(TicketSnapshot.init(stored:))
            superseded = try row.decode("superseded")
        }
    }
}
