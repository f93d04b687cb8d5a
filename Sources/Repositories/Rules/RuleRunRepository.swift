package import Models
package import Postgres
package import Primitives

/// Queries on the tables `rule_run` and `rule_run_action`.
package struct RuleRunRepository: Sendable {
    let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let columns = selection(document: "run.document")
    /// Lists omit the documents, each of which can be as long as a ticket's body and changes together.
    private static let listColumns = selection(document: "'{}'::json AS document")

    private static func selection(document: String) -> SQL {
        SQL(
            unsafeSQL: """
                SELECT run.id, run.rule_id, run.pair_id, run.event_id, run.event_type, run.channel_id, run.ticket_id, run.confidential, \
                run.mentions, run.replay_id, run.state, run.reason, run.trace, \(document), run.created_at, run.finished_at FROM rule_run run
                """)
    }
    private static let actionColumns = SQL(
        unsafeSQL: """
            SELECT id, run_id, position, action, state, rendered, attempts, result, problem, job_id, ticket_id, comment_id, started_at, \
            due_at, finished_at FROM rule_run_action
            """)

    /// Inserts runs with their actions.
    /// - Returns: The inserted runs, without those for which the event already has a run.
    package func insert(_ runs: [(run: RuleRun, actions: [RuleRunAction])]) async throws -> Set<RuleRun.ID> {
        guard !runs.isEmpty else { return [] }
        let rows = runs.map(\.run)
        let added = try await executor.run(
            """
            INSERT INTO rule_run (id, rule_id, pair_id, event_id, event_type, channel_id, ticket_id, confidential, replay_id, state, reason,
                trace, document, created_at, finished_at, mentions)
            SELECT given.id, given.rule_id, given.pair_id, given.event_id, given.event_type, given.channel_id, given.ticket_id,
                given.confidential, given.replay_id, given.state, given.reason, given.trace, given.document, given.created_at,
                given.finished_at, given.mentions::uuid[]
            FROM unnest(\(rows.map(\.id))::uuid[], \(rows.map(\.ruleID))::uuid[], \(rows.map(\.pairID))::uuid[],
                \(rows.map(\.eventID))::uuid[], \(rows.map(\.eventType.rawValue))::text[], \(rows.map(\.channelID))::uuid[],
                \(rows.map(\.ticketID))::uuid[], \(rows.map(\.confidential))::boolean[], \(rows.map(\.replayID))::uuid[],
                \(rows.map(\.state.rawValue))::text[], \(rows.map(\.reason))::text[], \(rows.map { $0.trace?.storable.text })::json[],
                \(rows.map(\.document.storable.text))::json[], \(rows.map(\.createdAt.rfc3339))::timestamptz[],
                \(rows.map { $0.finishedAt?.rfc3339 })::timestamptz[], \(rows.map { $0.mentions?.arrayLiteral })::text[])
                AS given(id, rule_id, pair_id, event_id, event_type, channel_id, ticket_id, confidential, replay_id, state, reason, trace,
                    document, created_at, finished_at, mentions)
            ON CONFLICT DO NOTHING RETURNING id
            """)
        let ids = Set(try added.map { try $0.decode("id") as RuleRun.ID })
        let actions = runs.filter { ids.contains($0.run.id) }.flatMap(\.actions)
        guard !actions.isEmpty else { return ids }
        try await executor.run(
            """
            INSERT INTO rule_run_action (id, run_id, position, action)
            SELECT * FROM unnest(\(actions.map(\.id))::uuid[], \(actions.map(\.runID))::uuid[], \(actions.map(\.position))::smallint[],
                \(actions.map { $0.action.storable.text })::json[])
            """)
        return ids
    }

    package func find(_ id: RuleRun.ID) async throws -> RuleRun? {
        try await executor.run("\(fragment: Self.columns) WHERE run.id = \(id)").first.map(RuleRun.init(row:))
    }

    /// Finds a run and locks it until the transaction ends.
    package func lock(_ id: RuleRun.ID) async throws -> RuleRun? {
        try await executor.run("\(fragment: Self.columns) WHERE run.id = \(id) FOR UPDATE").first.map(
            RuleRun.init(row:))
    }

    /// The matching runs, newest first, without their documents.
    package func list(_ filter: RuleRunFilter, after position: RuleRun.ID?, limit: Int) async throws -> [RuleRun] {
        var sql: SQL = "\(fragment: Self.listColumns) WHERE run.rule_id = \(filter.rule)"
        if let state = filter.state { sql += " AND run.state = \(state)" }
        sql += Self.visible(to: filter.audience)
        if let position { sql += " AND run.id < \(position)" }
        return try await executor.run(sql + " ORDER BY run.id DESC LIMIT \(limit)").map(RuleRun.init(row:))
    }

    /// Whether an audience can currently see the document of a run.
    package func isVisible(_ id: RuleRun.ID, to audience: TicketAudience) async throws -> Bool {
        if audience == .everything { return true }
        return try await !executor.run(
            "SELECT FROM rule_run run WHERE run.id = \(id)\(fragment: Self.visible(to: audience))"
        ).isEmpty
    }

    private static func visible(to audience: TicketAudience) -> SQL {
        StoredDocument.visible("run", text: "run.document::text", to: audience)
    }

    /// The tickets in a run's document other than the event's own; nil if an earlier version created it.
    package func mentions(of id: RuleRun.ID) async throws -> [MirroredTicket.ID]? {
        try await executor.run("SELECT mentions FROM rule_run WHERE id = \(id)").first?.decode(0)
    }

    /// Records that a run concerns a ticket other than the event's own.
    package func mention(_ ticket: MirroredTicket.ID, in id: RuleRun.ID) async throws {
        try await executor.run(
            "UPDATE rule_run SET mentions = array_append(mentions, \(ticket)::uuid) WHERE id = \(id) AND NOT \(ticket) = ANY(mentions)"
        )
    }

    /// The actions of runs, in order.
    package func actions(of runs: [RuleRun.ID]) async throws -> [RuleRunAction] {
        try await executor.run("\(fragment: Self.actionColumns) WHERE run_id = ANY(\(runs)) ORDER BY run_id, position")
            .map(
                RuleRunAction.init(row:))
    }

    package func action(_ position: Int, of run: RuleRun.ID) async throws -> RuleRunAction? {
        try await executor.run("\(fragment: Self.actionColumns) WHERE run_id = \(run) AND position = \(position)").first
            .map(
                RuleRunAction.init(row:))
    }

    /// Deletes up to `limit` runs of a rule.
    /// - Returns: The number of deleted runs.
    package func prune(_ rule: Rule.ID, limit: Int) async throws -> Int {
        try await executor.run(
            "DELETE FROM rule_run WHERE id = ANY(ARRAY(SELECT id FROM rule_run WHERE rule_id = \(rule) LIMIT \(limit)))"
        ).affected
    }

    /// Deletes up to `limit` runs that finished before a time.
    /// - Returns: The number of deleted runs.
    package func prune(before moment: Timestamp, limit: Int) async throws -> Int {
        try await executor.run(
            """
            DELETE FROM rule_run WHERE id = ANY(ARRAY(
                SELECT id FROM rule_run WHERE finished_at < \(moment) ORDER BY finished_at LIMIT \(limit)))
            """
        ).affected
    }
}

/// The filters of a list of runs; all that are set must match.
package struct RuleRunFilter: Sendable, Hashable {
    package var rule: Rule.ID
    package var state: RuleRunState?
    /// The caller's visibility: runs that concern anything currently hidden from it are omitted.
    package var audience: TicketAudience

    package init(rule: Rule.ID, audience: TicketAudience) {
        self.rule = rule
        self.audience = audience
    }
}

extension RuleRunState: PostgresEncodable, PostgresDecodable {}

extension RuleRun {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), ruleID: try row.decode("rule_id"), eventID: try row.decode("event_id"),
            eventType: try row.decode("event_type"), document: try row.decode("document"),
            at: try row.decode("created_at"))
        pairID = try row.decode("pair_id")
        channelID = try row.decode("channel_id")
        ticketID = try row.decode("ticket_id")
        confidential = try row.decode("confidential")
        mentions = try row.decode("mentions")
        replayID = try row.decode("replay_id")
        state = try row.decode("state")
        reason = try row.decode("reason")
        trace = try row.decode("trace")
        finishedAt = try row.decode("finished_at")
    }
}

extension RuleRunAction {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), runID: try row.decode("run_id"), position: try row.decode("position"),
            action: try row.decode("action"))
        state = try row.decode("state")
        rendered = try row.decode("rendered")
        attempts = try row.decode("attempts")
        result = try row.decode("result")
        problem = try row.decode("problem")
        jobID = try row.decode("job_id")
        ticketID = try row.decode("ticket_id")
        commentID = try row.decode("comment_id")
        startedAt = try row.decode("started_at")
        dueAt = try row.decode("due_at")
        finishedAt = try row.decode("finished_at")
    }
}
