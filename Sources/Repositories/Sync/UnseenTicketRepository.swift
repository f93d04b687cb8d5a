package import Models
package import Postgres
package import Primitives

/// Queries on the tables `sync_seen` and `ticket_unseen`: the tickets that a full sync has found, and the removal of
/// the others.
package struct UnseenTicketRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    // MARK: Recording a full sync

    /// Records that a full sync stores the tickets it finds, from its first page on.
    /// - Parameter start: When the sync started.
    package func begin(in channel: Channel.ID, since start: Timestamp) async throws {
        try await executor.run("UPDATE channel_sync SET seen_since = \(start) WHERE channel_id = \(channel)")
    }

    /// Whether the tickets of every page of the full sync that started at this time were recorded. False if an older
    /// version read its first pages.
    package func hasBegun(in channel: Channel.ID, since start: Timestamp) async throws -> Bool {
        try await !executor.run("SELECT FROM channel_sync WHERE channel_id = \(channel) AND seen_since = \(start)")
            .isEmpty
    }

    /// Records tickets that a full sync has found. Run it in the transaction that stores them. Identifiers that are too
    /// long for the mirror are omitted: no mirrored ticket has them, and the index could not store them.
    package func note(seen remoteIDs: [String], in channel: Channel.ID) async throws {
        let remoteIDs = remoteIDs.filter { (1...MirroredTicket.maximumNameLength).contains($0.unicodeScalars.count) }
            .map(
                \.storable)
        guard !remoteIDs.isEmpty else { return }
        try await executor.run(
            """
            INSERT INTO sync_seen (channel_id, remote_id) SELECT \(channel), id FROM unnest(\(remoteIDs)::text[]) id ON CONFLICT DO NOTHING
            """)
    }

    /// Deletes some of the records of a full sync.
    /// - Returns: The number of deleted rows; 0 when none are left.
    package func deleteSeenRecords(in channel: Channel.ID, limit: Int) async throws -> Int {
        try await executor.run(
            "DELETE FROM sync_seen WHERE ctid = ANY(ARRAY(SELECT ctid FROM sync_seen WHERE channel_id = \(channel) LIMIT \(limit)))"
        ).affected
    }

    /// Records the tickets that a complete full sync did not find and that nothing else has written or read since it
    /// started. Those that an earlier full sync missed too keep their state.
    package func recordUnseen(in channel: Channel.ID, since start: Timestamp) async throws {
        try await executor.run(
            """
            DELETE FROM ticket_unseen u USING ticket t
            WHERE u.channel_id = \(channel) AND t.id = u.ticket_id AND (t.synced_at >= \(start)
                OR EXISTS (SELECT FROM sync_seen s WHERE s.channel_id = \(channel) AND s.remote_id = t.remote_id))
            """)
        try await executor.run(
            """
            INSERT INTO ticket_unseen (ticket_id, channel_id)
            SELECT t.id, t.channel_id FROM ticket t
            WHERE t.channel_id = \(channel) AND t.synced_at < \(start)
                AND NOT EXISTS (SELECT FROM sync_seen s WHERE s.channel_id = \(channel) AND s.remote_id = t.remote_id)
            ON CONFLICT DO NOTHING
            """)
    }

    // MARK: Looking up missing tickets

    /// Tickets to look up: first those never looked up, then those whose removal is confirmed. Within each group,
    /// tickets with fewer unanswered look-ups come first.
    package func toLookUp(in channel: Channel.ID, limit: Int) async throws -> [MirroredTicket] {
        try await executor.run(
            """
            SELECT \(fragment: MirroredTicket.columns) FROM ticket_unseen u JOIN ticket ON ticket.id = u.ticket_id
            WHERE u.channel_id = \(channel) AND (u.gone_at IS NULL OR u.confirmed)
            ORDER BY u.gone_at IS NOT NULL, u.tries, u.ticket_id LIMIT \(limit)
            """
        ).map(MirroredTicket.init(row:))
    }

    /// Tickets that the tracker no longer has.
    package func gone(in channel: Channel.ID, limit: Int) async throws -> [MirroredTicket] {
        try await executor.run(
            """
            SELECT \(fragment: MirroredTicket.columns) FROM ticket_unseen u JOIN ticket ON ticket.id = u.ticket_id
            WHERE u.channel_id = \(channel) AND u.gone_at IS NOT NULL ORDER BY u.ticket_id LIMIT \(limit)
            """
        ).map(MirroredTicket.init(row:))
    }

    /// Records that the tracker no longer has a ticket.
    package func note(gone ticket: MirroredTicket.ID, at now: Timestamp) async throws {
        try await executor.run("UPDATE ticket_unseen SET gone_at = \(now) WHERE ticket_id = \(ticket)")
    }

    /// Moves a ticket behind the others because the look-up got no response.
    /// - Returns: The number of such look-ups; nil if the ticket no longer has to be looked up.
    package func putOff(_ ticket: MirroredTicket.ID) async throws -> Int? {
        try await executor.run("UPDATE ticket_unseen SET tries = tries + 1 WHERE ticket_id = \(ticket) RETURNING tries")
            .first?.decode(0)
    }

    /// Deletes the records of tickets that remain.
    package func forget(_ tickets: [MirroredTicket.ID]) async throws {
        try await executor.run("DELETE FROM ticket_unseen WHERE ticket_id = ANY(\(tickets))")
    }

    /// The tickets among these whose removal an operator has confirmed.
    package func confirmed(among tickets: [MirroredTicket.ID]) async throws -> [MirroredTicket.ID] {
        try await executor.run("SELECT ticket_id FROM ticket_unseen WHERE ticket_id = ANY(\(tickets)) AND confirmed")
            .map {
                try $0.decode("ticket_id")
            }
    }

    /// The keys of the tickets among these that nothing has written since they were found to be gone.
    package func keysStillMissing(_ tickets: [MirroredTicket.ID]) async throws -> [String] {
        try await executor.run(
            """
            SELECT ticket.key FROM ticket_unseen u JOIN ticket ON ticket.id = u.ticket_id
            WHERE u.ticket_id = ANY(\(tickets)) AND ticket.synced_at <= u.gone_at
            """
        ).map { try $0.decode("key") }
    }

    // MARK: Confirmation by an operator

    /// Confirms the removal of the tickets that are gone.
    package func confirm(in channel: Channel.ID) async throws {
        try await executor.run(
            "UPDATE ticket_unseen SET confirmed = true WHERE channel_id = \(channel) AND gone_at IS NOT NULL")
    }

    /// The numbers of missing tickets by state.
    package func summary(of channel: Channel.ID) async throws -> PendingRemovals {
        let row = try await executor.run(
            """
            SELECT count(*) FILTER (WHERE gone_at IS NULL) AS unchecked, count(gone_at) AS gone,
                count(*) FILTER (WHERE gone_at IS NOT NULL AND confirmed) AS confirmed, min(gone_at) AS found_at,
                (SELECT coalesce(sum(tickets), 0)::bigint FROM ticket_count WHERE channel_id = \(channel)) AS total
            FROM ticket_unseen WHERE channel_id = \(channel)
            """)[0]
        return PendingRemovals(
            unchecked: try row.decode("unchecked"), gone: try row.decode("gone"),
            confirmed: try row.decode("confirmed"),
            total: try row.decode("total"), foundAt: try row.decode("found_at"))
    }
}
