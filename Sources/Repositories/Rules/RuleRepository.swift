package import Models
package import Postgres
package import Primitives

/// Queries on the tables `rule` and `rule_rate`.
package struct RuleRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let columns: SQL = """
        rule.id, rule.slug, rule.name, rule.description, rule.enabled, rule.rank, rule.definition, rule.channels, rule.confidential,
        rule.disabled_reason, rule.disabled_at, rule.created_at, rule.updated_at, rule.revision, rule.off_since, rule.missed_from,
        rule.missed_to, rule.missed_events, rule.missed_public_events, rule.author, \(fragment: AuthorRights.column(of: "rule"))
        """

    package func find(slug: String) async throws -> Rule? { try await first("slug = \(slug)") }

    package func find(id: Rule.ID) async throws -> Rule? { try await first("id = \(id)") }

    /// The enabled rules, in the order of evaluation.
    package func enabled() async throws -> [Rule] {
        try await executor.run("SELECT \(fragment: Self.columns) FROM rule WHERE enabled").map(Rule.init(row:)).sorted(
            by: Rule.isEvaluatedBefore)
    }

    /// Whether any rule is enabled.
    package func hasEnabled() async throws -> Bool {
        try await !executor.run("SELECT FROM rule WHERE enabled LIMIT 1").isEmpty
    }

    /// A page of rules.
    /// - Parameter channels: The channels that the caller is restricted to: only rules restricted to these are listed.
    ///   Nil for no restriction.
    package func list(enabled: Bool?, channels: Set<String>?, page: SlugPage) async throws -> [Rule] {
        var sql: SQL = "SELECT \(fragment: Self.columns) FROM rule WHERE true"
        if let enabled { sql += " AND rule.enabled = \(enabled)" }
        if let channels { sql += " AND rule.channels <@ \(channels.sorted())::text[]" }
        return try await executor.run(sql + page.sql(of: "rule")).map(Rule.init(row:))
    }

    /// Inserts a rule and returns it with its revision. Throws a unique violation if the slug is already in use.
    package func insert(_ rule: Rule) async throws -> Rule {
        let rows = try await executor.run(
            """
            INSERT INTO rule (id, slug, name, description, enabled, rank, definition, channels, confidential, author, created_at,
                updated_at)
            VALUES (\(rule.id), \(rule.slug), \(rule.name), \(rule.description), \(rule.enabled), \(rule.order),
                \(rule.definition.storable.text)::json, \(rule.channels?.sorted())::text[], \(rule.confidential), \(rule.author),
                \(rule.createdAt), \(rule.updatedAt))
            RETURNING \(fragment: Self.columns)
            """)
        return try Rule(row: rows[0])
    }

    /// Updates a rule if its revision still matches; nil if it was deleted or changed meanwhile.
    package func update(_ rule: Rule) async throws -> Rule? {
        try await executor.run(
            """
            UPDATE rule SET slug = \(rule.slug), name = \(rule.name), description = \(rule.description), enabled = \(rule.enabled),
                rank = \(rule.order), definition = \(rule.definition.storable.text)::json, channels = \(rule.channels?.sorted())::text[],
                confidential = \(rule.confidential), author = \(rule.author), disabled_reason = \(rule.disabledReason), disabled_at = \(rule.disabledAt),
                off_since = \(rule.offSince), missed_from = \(rule.missed?.from), missed_to = \(rule.missed?.to),
                missed_events = \(rule.missed?.events), missed_public_events = \(rule.missed?.publicEvents),
                updated_at = \(rule.updatedAt), revision = new_revision()
            WHERE id = \(rule.id) AND revision = \(rule.revision)
            RETURNING \(fragment: Self.columns)
            """
        ).first.map(Rule.init(row:))
    }

    /// Deletes a rule with its runs; false if it was deleted or changed meanwhile.
    package func delete(_ rule: Rule) async throws -> Bool {
        try await executor.run("DELETE FROM rule WHERE id = \(rule.id) AND revision = \(rule.revision)").affected == 1
    }

    /// Disables a rule because of an event that it is not run on.
    /// - Parameter since: When that event occurred; the rule misses it and later events.
    /// - Returns: False if the rule was already disabled or deleted.
    package func disable(_ id: Rule.ID, reason: String, since: Timestamp, at now: Timestamp) async throws -> Bool {
        try await executor.run(
            """
            UPDATE rule SET enabled = false, disabled_reason = \(reason), disabled_at = \(now), off_since = \(min(since, now)),
                updated_at = \(now), revision = new_revision()
            WHERE id = \(id) AND enabled
            """
        ).affected == 1
    }

    /// When the first event occurred that a consumer has not processed yet; nil if it has processed all.
    package func firstPending(of consumer: String) async throws -> Timestamp? {
        try await executor.run(
            """
            SELECT event.occurred_at FROM event_consumer consumer
            JOIN event ON (event.transaction_id, event.id) > (consumer.transaction_id, consumer.event_id)
            WHERE consumer.name = \(consumer) ORDER BY event.transaction_id, event.id LIMIT 1
            """
        ).first?.decode(0)
    }

    /// Disables the rules of an author.
    /// - Parameters:
    ///   - author: As in `Principal.authorKey`.
    ///   - since: When the author's rights ended.
    /// - Returns: The rules that were enabled.
    package func disable(authoredBy author: String, reason: String, since: Timestamp, at now: Timestamp) async throws
        -> [Rule]
    {
        try await executor.run(
            """
            UPDATE rule SET enabled = false, disabled_reason = \(reason), disabled_at = \(now), off_since = \(since),
                updated_at = \(now), revision = new_revision()
            WHERE author = \(author) AND enabled
            RETURNING \(fragment: Self.columns)
            """
        ).map(Rule.init(row:))
    }

    /// Clears the record of missed events, because the rule was run on the events of that time. The events that were
    /// left out of that run, because its caller may not see them, stay recorded.
    /// - Parameter includesConfidential: Whether the caller may see events of confidential tickets.
    package func forgetMissed(of id: Rule.ID, from: Timestamp, to: Timestamp, includesConfidential: Bool) async throws {
        let matches: SQL = "id = \(id) AND missed_from >= \(from) AND missed_to <= \(to)"
        guard !includesConfidential else {
            try await executor.run(
                """
                UPDATE rule SET missed_from = NULL, missed_to = NULL, missed_events = NULL, missed_public_events = NULL,
                    revision = new_revision()
                WHERE \(fragment: matches)
                """)
            return
        }
        try await executor.run(
            """
            UPDATE rule SET missed_from = CASE WHEN missed_events > missed_public_events THEN missed_from END,
                missed_to = CASE WHEN missed_events > missed_public_events THEN missed_to END,
                missed_events = nullif(greatest(missed_events - missed_public_events, 0), 0),
                missed_public_events = CASE WHEN missed_events > missed_public_events THEN 0 END, revision = new_revision()
            WHERE \(fragment: matches) AND missed_public_events > 0
            """)
    }

    private func first(_ condition: SQL) async throws -> Rule? {
        try await executor.run("SELECT \(fragment: Self.columns) FROM rule WHERE \(fragment: condition)").first.map(
            Rule.init(row:))
    }
}

extension RuleRepository {
    /// The number of runs per rule since a time; rules without runs are missing.
    package func runs(of rules: [Rule.ID], since moment: Timestamp) async throws -> [Rule.ID: Int] {
        let rows = try await executor.run(
            """
            SELECT rule_id, sum(runs)::bigint AS runs FROM rule_rate WHERE rule_id = ANY(\(rules)) AND minute > \(moment) GROUP BY rule_id
            """)
        return Dictionary(try rows.map { (try $0.decode("rule_id"), Int(try $0.decode("runs", as: Int64.self))) }) {
            first, _ in first
        }
    }

    /// Adds to the number of runs in a minute.
    package func count(_ runs: Int, of rule: Rule.ID, in minute: Timestamp) async throws {
        try await executor.run(
            """
            INSERT INTO rule_rate (rule_id, minute, runs) VALUES (\(rule), \(minute), \(runs))
            ON CONFLICT (rule_id, minute) DO UPDATE SET runs = rule_rate.runs + excluded.runs
            """)
    }

    /// Deletes the run counts of a rule, so that counting towards its limit restarts.
    package func forgetRate(of rule: Rule.ID) async throws {
        try await executor.run("DELETE FROM rule_rate WHERE rule_id = \(rule)")
    }

    /// Deletes the run counts before a time.
    package func pruneRates(before moment: Timestamp) async throws {
        try await executor.run("DELETE FROM rule_rate WHERE minute < \(moment)")
    }
}

extension Rule {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), slug: try row.decode("slug"), name: try row.decode("name"),
            definition: try row.decode("definition"),
            at: try row.decode("created_at"))
        description = try row.decode("description")
        enabled = try row.decode("enabled")
        order = try row.decode("rank")
        channels = try row.decode("channels", as: [String]?.self).map { Set($0) }
        confidential = try row.decode("confidential")
        author = try row.decode("author")
        authorRights = try AuthorRights(row: row)
        disabledReason = try row.decode("disabled_reason")
        disabledAt = try row.decode("disabled_at")
        offSince = try row.decode("off_since")
        if let from = try row.decode("missed_from", as: Timestamp?.self) {
            missed = Missed(
                from: from, to: try row.decode("missed_to"),
                events: Int(try row.decode("missed_events", as: Int32.self)),
                publicEvents: try row.decode("missed_public_events", as: Int32?.self).map { Int($0) })
        }
        updatedAt = try row.decode("updated_at")
        revision = try row.decode("revision")
    }
}
