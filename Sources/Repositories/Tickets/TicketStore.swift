package import Models
package import Postgres
package import Primitives
package import TrackerKit

/// Writes tickets into the mirror, many in one statement.
package struct TicketStore: Sendable {
    let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The maximum lead of a tracker's clock over the gateway's. A state with a later time is considered wrong.
    private static let clockTolerance = Duration.seconds(300)

    /// Compares a batch with the mirror. Tickets that are not mirrored are missing from the result.
    ///
    /// Each ticket is looked up separately (`LATERAL`, `LIMIT 1`). The planner assumes a hundred tickets per batch;
    /// with a join, it would read all tickets of a channel with a few thousand to find the single ticket of a webhook.
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

    /// Inserts tickets with these identifiers, one per ticket, and returns the identifiers of those that did not exist.
    package func insert(_ batch: TicketBatch, ids: [MirroredTicket.ID], in channel: Channel, at now: Timestamp)
        async throws
        -> [MirroredTicket.ID]
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

    /// Updates the rows with these identifiers if they still have the given revisions, and returns the identifiers of
    /// the updated ones. If the number of comments changed, the mirrored comments are marked as outdated, because some
    /// trackers do not update a ticket's time for comments.
    package func update(
        _ batch: TicketBatch, ids: [MirroredTicket.ID], revisions: [Int64], in channel: Channel, at now: Timestamp
    ) async throws -> [MirroredTicket.ID] {
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

    /// Deletes tickets and returns them.
    package func delete(_ ids: [MirroredTicket.ID]) async throws -> [MirroredTicket] {
        try await executor.run(
            "DELETE FROM ticket WHERE id = ANY(\(ids)) RETURNING \(fragment: MirroredTicket.columns)"
        ).map(
            MirroredTicket.init(row:))
    }

    /// Records that the mirror's state of these tickets was confirmed by the tracker.
    package func touch(_ ids: [MirroredTicket.ID], at now: Timestamp) async throws {
        try await executor.run("UPDATE ticket SET synced_at = \(now) WHERE id = ANY(\(ids)) AND synced_at < \(now)")
    }
}

extension TicketStore {
    private static func input(_ batch: TicketBatch, ids: [MirroredTicket.ID]) -> SQL {
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

    /// The fields that events compare, by their names in the API.
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

/// Tickets serialised for the statements of the mirror.
package struct TicketBatch: Sendable {
    /// The maximum number of tickets per statement.
    package static let maximumCount = 100

    package let tickets: [Ticket]
    let json: String

    /// Whether the mirror can store a ticket: its key and identifier must fit their columns.
    package static func isStorable(_ ticket: Ticket) -> Bool { ticket.isStorable }

    package init(_ tickets: [Ticket]) {
        self.tickets = tickets
        var writer = JSONWriter(capacity: tickets.count * 4096)
        writer.beginArray()
        for ticket in tickets { ticket.writeMirrorRow(to: &writer) }
        writer.endArray()
        json = String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension TicketStore {
    /// The mirror's state of one ticket of a batch.
    package struct Comparison: Sendable {
        /// The index of the ticket in the batch.
        package var position: Int
        /// The mirrored row; nil if there is none.
        package var stored: (id: MirroredTicket.ID, revision: Int64)?
        /// Whether the row is unchanged.
        package var isSame: Bool
        /// Whether the row has a later state.
        package var isStale: Bool
        /// Whether that later state has a time in the future.
        package var isAhead: Bool
        /// Whether the row has a state with the same time, by the tracker's clock.
        package var isSimultaneous: Bool
        /// The fields of the row; nil if it is unchanged.
        package var before: TicketSnapshot?
        /// The row of another ticket with the same key, which the tracker has reassigned.
        package var superseded: MirroredTicket.ID?

        init(row: Row) throws {
            position = try row.decode("position")
            if let id = try row.decode("id", as: MirroredTicket.ID?.self) { stored = (id, try row.decode("revision")) }
            isSame = try row.decode("same", as: Bool?.self) ?? false
            isStale = try row.decode("stale", as: Bool?.self) ?? false
            isAhead = try row.decode("ahead", as: Bool?.self) ?? false
            isSimultaneous = try row.decode("simultaneous", as: Bool?.self) ?? false
            before = try row.decode("before", as: JSON?.self).map(TicketSnapshot.init(stored:))
            superseded = try row.decode("superseded")
        }
    }
}
