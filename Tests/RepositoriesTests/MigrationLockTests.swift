import Postgres
import TestSupport
import Testing

/// Migrations while the version before works: each waits for the other's transactions, never both for each other.
@Suite(.timeLimit(.minutes(2))) struct MigrationLockTests {
    /// The statements of an earlier version's transaction before the migration begins, and while it waits.
    struct Case: Sendable, CustomTestStringConvertible {
        var migration: Int
        var before: [SQL]
        var after: [SQL]
        var testDescription: String { "\(migration): \(before) \(after)" }
    }

    private static func writing(_ table: String) -> SQL { SQL(unsafeSQL: "DELETE FROM \(table) WHERE false") }
    /// The audit log accepts only insertions.
    private static func appending(_ table: String) -> SQL {
        SQL(unsafeSQL: "INSERT INTO \(table) SELECT * FROM \(table) WHERE false")
    }
    private static func reading(_ table: String) -> SQL { SQL(unsafeSQL: "SELECT FROM \(table) LIMIT 1") }

    static let cases = [
        Case(migration: 25, before: [writing("ticket")], after: [writing("outgoing_delivery"), writing("rule_run")]),
        Case(migration: 25, before: [writing("outgoing_delivery")], after: [writing("rule_run")]),
        Case(migration: 26, before: [writing("ticket")], after: [writing("channel_sync")]),
        Case(
            migration: 27, before: [writing("ticket")],
            after: [writing("comment"), reading("ticket_link"), writing("event")]),
        Case(
            migration: 27, before: [reading("rule"), reading("event")],
            after: [reading("ticket_link"), writing("outgoing_delivery"), writing("rule_run")]),
        Case(
            migration: 27, before: [writing("subscription")],
            after: [writing("outgoing_delivery"), writing("rule_run")]),
        // In the order in which links are created and removed.
        Case(
            migration: 27, before: ["LOCK TABLE ticket IN ROW EXCLUSIVE MODE"],
            after: [writing("ticket_link"), writing("ticket")]),
        Case(
            migration: 30, before: [writing("ticket")],
            after: [writing("comment"), writing("ticket_label"), writing("event")]),
        Case(migration: 30, before: [reading("ticket_label")], after: [reading("ticket"), reading("comment")]),
        Case(migration: 28, before: [writing("ticket"), writing("event")], after: [appending("audit_entry")]),
        Case(migration: 28, before: [reading("event")], after: [writing("rule_run"), writing("job")]),
        Case(migration: 28, before: [writing("job")], after: [writing("finished_job"), appending("audit_entry")]),
    ]

    @Test(arguments: cases) func `a migration waits for a transaction of the previous version, which continues`(
        _ example: Case
    ) async throws {
        try await TestDatabase.withMigratedConfiguration { configuration in
            let migrator = Migrator(
                directory: try Repository.migrations(), configuration: configuration, logger: TestServer.silentLogger)
            let later = try await migrator.status().filter { $0.number >= example.migration }.count
            try await migrator.down(steps: later)
            try await TestServer.withClient(configuration) { client in
                let migration = try await client.transaction { transaction in
                    for statement in example.before { try await transaction.run(statement) }
                    let migration = Task { try await migrator.up(to: example.migration) }
                    while try await client.run(
                        """
                        SELECT FROM pg_locks WHERE locktype = 'relation' AND NOT granted
                            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """
                    ).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                    for statement in example.after { try await transaction.run(statement) }
                    return migration
                }
                #expect(try await migration.value.count == 1)
            }
        }
    }
}
