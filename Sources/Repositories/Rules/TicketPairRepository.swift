package import Models
package import Postgres
package import Primitives

/// Queries on the tables `ticket_pair` and `ticket_pair_comment`.
package struct TicketPairRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let selection = SQL(
        unsafeSQL: """
            SELECT pair.id, pair.rule_id, pair.channel_id, channel.slug AS channel, pair.fingerprint, pair.source_id, pair.target_id, \
            pair.generation, pair.closed_from, pair.turns, pair.paused_until, pair.created_at, pair.updated_at \
            FROM ticket_pair pair JOIN channel ON channel.id = pair.channel_id
            """)

    package func find(_ id: TicketPair.ID) async throws -> TicketPair? { try await first("pair.id = \(id)") }

    /// Finds a pair and locks it until the transaction ends.
    package func lock(_ id: TicketPair.ID) async throws -> TicketPair? {
        try await executor.run("\(fragment: Self.selection) WHERE pair.id = \(id) FOR UPDATE OF pair").first.map(
            TicketPair.init(row:))
    }

    /// The pair of a rule with this fingerprint in the channel, or nil.
    package func find(rule: Rule.ID, channel: Channel.ID, fingerprint: String) async throws -> TicketPair? {
        try await first("pair.rule_id = \(rule) AND pair.channel_id = \(channel) AND pair.fingerprint = \(fingerprint)")
    }

    /// The pairs that contain any of these tickets, latest first.
    package func find(tickets: [MirroredTicket.ID]) async throws -> [TicketPair] {
        guard !tickets.isEmpty else { return [] }
        return try await executor.run(
            """
            \(fragment: Self.selection) WHERE pair.source_id = ANY(\(tickets)) OR pair.target_id = ANY(\(tickets)) ORDER BY pair.id DESC
            """
        ).map(TicketPair.init(row:))
    }

    /// The pairs of a rule whose source the audience can see, latest first.
    package func list(
        rule: Rule.ID, for audience: TicketAudience, after position: TicketPair.ID?, limit: Int
    ) async throws -> [TicketPair] {
        var sql: SQL = "\(fragment: Self.selection) WHERE pair.rule_id = \(rule)"
        if audience != .everything {
            var source: SQL =
                "SELECT FROM ticket t JOIN channel home ON home.id = t.channel_id WHERE t.id = pair.source_id"
            source += TicketRecord.visible("t", to: audience)
            if let channels = audience.channels { source += " AND home.slug = ANY(\(channels.sorted()))" }
            sql += " AND EXISTS (\(fragment: source))"
        }
        if let position { sql += " AND pair.id < \(position)" }
        return try await executor.run(sql + " ORDER BY pair.id DESC LIMIT \(limit)").map(TicketPair.init(row:))
    }

    /// Inserts a pair; does nothing if the rule already has one with this fingerprint in the channel.
    package func insert(_ pair: TicketPair) async throws {
        try await executor.run(
            """
            INSERT INTO ticket_pair (id, rule_id, channel_id, fingerprint, source_id, created_at, updated_at)
            VALUES (\(pair.id), \(pair.ruleID), \(pair.channelID), \(pair.fingerprint), \(pair.sourceID), \(pair.createdAt), \(pair.updatedAt))
            ON CONFLICT (rule_id, channel_id, fingerprint) DO NOTHING
            """)
    }

    /// Records the created target and increments the generation.
    /// - Returns: False if another target was recorded meanwhile.
    package func take(_ target: MirroredTicket.ID, into pair: TicketPair, at now: Timestamp) async throws -> Bool {
        try await executor.run(
            """
            UPDATE ticket_pair SET target_id = \(target), generation = generation + 1, closed_from = NULL, updated_at = \(now)
            WHERE id = \(pair.id) AND generation = \(pair.generation)
            """
        ).affected == 1
    }

    /// Replaces the source of a pair without a target, unless a pending run is about to create the target for the
    /// present source.
    /// - Returns: False if there is such a run, or the pair has changed.
    package func take(over pair: TicketPair, for ticket: MirroredTicket.ID, at now: Timestamp) async throws -> Bool {
        try await executor.run(
            """
            UPDATE ticket_pair pair SET source_id = \(ticket), closed_from = NULL, updated_at = \(now)
            WHERE id = \(pair.id) AND source_id = \(pair.sourceID) AND generation = \(pair.generation) AND target_id IS NULL
                AND NOT EXISTS (SELECT FROM rule_run run JOIN rule_run_action action ON action.run_id = run.id
                    WHERE run.rule_id = pair.rule_id AND run.state = 'pending' AND run.ticket_id = pair.source_id
                        AND action.state = 'pending' AND action.action ->> 'action' = 'keep_in_step')
            """
        ).affected == 1
    }

    /// Records on which side a closing was decided.
    package func note(closedFrom side: TicketPair.Side?, in pair: TicketPair.ID, at now: Timestamp) async throws {
        try await executor.run(
            "UPDATE ticket_pair SET closed_from = \(side?.rawValue), updated_at = \(now) WHERE id = \(pair)")
    }

    /// Records that the gateway closed or reopened one of the tickets, and drops the times before `moment`.
    package func note(turnAt now: Timestamp, in pair: TicketPair.ID, since moment: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE ticket_pair SET updated_at = \(now),
                turns = ARRAY(SELECT turn FROM unnest(turns) turn WHERE turn > \(moment) ORDER BY turn) || \(now)::timestamptz
            WHERE id = \(pair)
            """)
    }

    /// Stops synchronising the status until a time.
    package func pause(_ pair: TicketPair.ID, until moment: Timestamp, at now: Timestamp) async throws {
        try await executor.run(
            "UPDATE ticket_pair SET paused_until = \(moment), turns = '{}', updated_at = \(now) WHERE id = \(pair)")
    }

    /// Records that a comment is a copy of another one.
    package func note(_ copy: Comment.ID, copyOf comment: Comment.ID, in pair: TicketPair.ID) async throws {
        try await executor.run(
            """
            INSERT INTO ticket_pair_comment (pair_id, comment_id, copy_id) VALUES (\(pair), \(comment), \(copy)) ON CONFLICT DO NOTHING
            """)
    }

    /// Whether a comment is a copy, or has a copy in the pair.
    package func isCopied(_ comment: Comment.ID, in pair: TicketPair.ID) async throws -> Bool {
        try await executor.run(
            """
            SELECT FROM ticket_pair_comment WHERE copy_id = \(comment) OR (pair_id = \(pair) AND comment_id = \(comment)) LIMIT 1
            """
        ).count > 0
    }

    /// The copy of a comment in the pair, or nil.
    package func copy(of comment: Comment.ID, in pair: TicketPair.ID) async throws -> Comment.ID? {
        try await executor.run(
            "SELECT copy_id FROM ticket_pair_comment WHERE pair_id = \(pair) AND comment_id = \(comment)"
        ).first.map {
            try $0.decode(0)
        }
    }

    private func first(_ condition: SQL) async throws -> TicketPair? {
        try await executor.run("\(fragment: Self.selection) WHERE \(fragment: condition)").first.map(
            TicketPair.init(row:))
    }
}

extension TicketPair {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), ruleID: try row.decode("rule_id"), channelID: try row.decode("channel_id"),
            channel: try row.decode("channel"), fingerprint: try row.decode("fingerprint"),
            sourceID: try row.decode("source_id"),
            at: try row.decode("created_at"))
        targetID = try row.decode("target_id")
        generation = try row.decode("generation")
        closedFrom = try row.decode("closed_from", as: String?.self).flatMap(Side.init)
        turns = try row.decode("turns")
        pausedUntil = try row.decode("paused_until")
        updatedAt = try row.decode("updated_at")
    }
}
