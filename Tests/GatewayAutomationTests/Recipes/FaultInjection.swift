import Postgres

/// Commits that fail, as if a worker crashed between an action and the storing of its result: the first commit that
/// adds a row to each of some tables. They are counted by sequences, which a rollback does not reset.
struct FaultInjection: Sendable {
    let database: PostgresClient

    /// The tables written after a delivery, in order: events, rule runs,
    /// outgoing deliveries, actions of rules, attempts of outgoing deliveries.
    private static let tables = ["event", "rule_run", "outgoing_delivery", actions, attempts]
    /// The table with the actions of rules.
    static let actions = "audit_entry"
    /// The table with the attempts to send outgoing webhooks.
    static let attempts = "outgoing_attempt"

    /// Installs the triggers; nothing fails yet.
    func prepare() async throws {
        try await run(
            """
            CREATE FUNCTION stumble() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval(TG_ARGV[0]::regclass) = 1 THEN
                    RAISE EXCEPTION 'this commit fails' USING ERRCODE = 'disk_full';
                END IF;
                RETURN NULL;
            END $$
            """)
        for table in Self.tables {
            try await run("CREATE SEQUENCE stumble_\(table) START 2")
            try await run(
                """
                CREATE CONSTRAINT TRIGGER stumble AFTER INSERT ON \(table) DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
                \(table == Self.actions ? "WHEN (NEW.principal_kind = 'rule')" : "") EXECUTE FUNCTION stumble('stumble_\(table)')
                """)
        }
    }

    /// From now on, the first commit for each table fails.
    func begin() async throws {
        for table in Self.tables { try await run("ALTER SEQUENCE stumble_\(table) MINVALUE 1 RESTART WITH 1") }
    }

    /// No more commits fail.
    /// - Returns: The tables for which one did.
    func end() async throws -> Set<String> {
        var failed: Set<String> = []
        for table in Self.tables {
            let hasFailed: Bool? = try await database.run(SQL(unsafeSQL: "SELECT is_called FROM stumble_\(table)"))
                .first?.decode(
                    "is_called")
            if hasFailed == true { failed.insert(table) }
            try await run("ALTER SEQUENCE stumble_\(table) RESTART WITH 2")
        }
        return failed
    }

    private func run(_ sql: String) async throws { try await database.run(SQL(unsafeSQL: sql)) }
}
