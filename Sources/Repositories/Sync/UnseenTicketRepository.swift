package import Models
package import Postgres
package import Primitives

/// The SQL of the tables `sync_seen` and `ticket_unseen`: which tickets a full sync has read, and what becomes of the
/// others.
package struct UnseenTicketRepository: Sendable {
    private let executor: any SQLExecutor

    /// Runs its statements on `executor`.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    // MARK: A full sync

    /// Notes that a full sync keeps which tickets it reads, from its first page on.
    /// - Parameter start: when that sync began.
    package func begin(in channel: Channel.ID, since start: Timestamp) async throws {
        try await executor.run("UPDATE channel_sync SET seen_since = \(start) WHERE channel_id = \(channel)")
    }

    /// Whether it is known of every page of the full sync that began then which tickets were on it. It is not when a
    /// version before this one read the first pages.
    package func hasBegun(in channel: Channel.ID, since start: Timestamp) async throws -> Bool {
        try await !executor.run("SELECT FROM channel_sync WHERE channel_id = \(channel) AND seen_since = \(start)")
            .isEmpty
    }

    /// Notes tickets that a full sync has read; run it in the transaction that stores them. An identifier that the
    /// mirror cannot have is left out: no ticket is missed by it, and the index could not hold it.
    package func note(seen remoteIDs: [String], in channel: Channel.ID) async throws {
        let remoteIDs = remoteIDs.filter { (1...Ticket.maximumNameLength).contains($0.unicodeScalars.count) }.map(
            \.storable)
        guard !remoteIDs.isEmpty else { return }
        try await executor.run(
            """
            INSERT INTO sync_seen (channel_id, remote_id) SELECT \(channel), id FROM unnest(\(remoteIDs)::text[]) id ON CONFLICT DO NOTHING
            """)
    }

    /// Forgets some of what a full sync has read.
    /// - Returns: how many rows; 0 when none are left.
    package func forgetSeen(in channel: Channel.ID, limit: Int) async throws -> Int {
        try await executor.run(
            "DELETE FROM sync_seen WHERE ctid = ANY(ARRAY(SELECT ctid FROM sync_seen WHERE channel_id = \(channel) LIMIT \(limit)))"
        ).affected
    }

    /// Notes the tickets that a complete full sync did not read, and that nothing else has written or read since it
    /// began. Those that an earlier one missed too stay as they are.
    package func noteUnseen(in channel: Channel.ID, since start: Timestamp) async throws {
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

    // MARK: Looking them up

    /// Some tickets that are to be looked up: those that never were, then those whose removal was confirmed. Of each,
    /// those for which no answer came before come last.
    package func toLookUp(in channel: Channel.ID, limit: Int) async throws -> [Ticket] {
        try await executor.run(
            """
            SELECT \(fragment: Ticket.columns) FROM ticket_unseen u JOIN ticket ON ticket.id = u.ticket_id
            WHERE u.channel_id = \(channel) AND (u.gone_at IS NULL OR u.confirmed)
            ORDER BY u.gone_at IS NOT NULL, u.tries, u.ticket_id LIMIT \(limit)
            """
        ).map(Ticket.init(row:))
    }

    /// Some tickets that are gone.
    package func gone(in channel: Channel.ID, limit: Int) async throws -> [Ticket] {
        try await executor.run(
            """
            SELECT \(fragment: Ticket.columns) FROM ticket_unseen u JOIN ticket ON ticket.id = u.ticket_id
            WHERE u.channel_id = \(channel) AND u.gone_at IS NOT NULL ORDER BY u.ticket_id LIMIT \(limit)
            """
        ).map(Ticket.init(row:))
    }

    /// Notes that the tracker no longer has a ticket.
    package func note(gone ticket: Ticket.ID, at now: Timestamp) async throws {
        try await executor.run("UPDATE ticket_unseen SET gone_at = \(now) WHERE ticket_id = \(ticket)")
    }

    /// Puts a ticket behind the others because no answer came.
    /// - Returns: how often that was so; nil when it is no longer to be looked up.
    package func putOff(_ ticket: Ticket.ID) async throws -> Int? {
        try await executor.run("UPDATE ticket_unseen SET tries = tries + 1 WHERE ticket_id = \(ticket) RETURNING tries")
            .first?.decode(0)
    }

    /// Forgets tickets that stay.
    package func forget(_ tickets: [Ticket.ID]) async throws {
        try await executor.run("DELETE FROM ticket_unseen WHERE ticket_id = ANY(\(tickets))")
    }

    /// Which of these tickets an operator has confirmed.
    package func confirmed(among tickets: [Ticket.ID]) async throws -> [Ticket.ID] {
        try await executor.run("SELECT ticket_id FROM ticket_unseen WHERE ticket_id = ANY(\(tickets)) AND confirmed")
            .map {
                try $0.decode("ticket_id")
            }
    }

    /// Which of these tickets nothing has written since they were found to be gone: their keys.
    package func stillGone(_ tickets: [Ticket.ID]) async throws -> [String] {
        try await executor.run(
            """
            SELECT ticket.key FROM ticket_unseen u JOIN ticket ON ticket.id = u.ticket_id
            WHERE u.ticket_id = ANY(\(tickets)) AND ticket.synced_at <= u.gone_at
            """
        ).map { try $0.decode("key") }
    }

    // MARK: An operator's word

    /// Confirms the removal of the tickets that are gone.
    package func confirm(in channel: Channel.ID) async throws {
        try await executor.run(
            "UPDATE ticket_unseen SET confirmed = true WHERE channel_id = \(channel) AND gone_at IS NOT NULL")
    }

    /// How many there are.
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
