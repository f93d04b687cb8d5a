import Logging
import Postgres

/// Sees to it that the database has the tables that this version needs.
struct DatabasePreparation: Sendable {
    let migrator: Migrator
    /// Whether missing migrations are applied, not only complained about.
    let migrates: Bool

    /// Migrations beyond those that are known here are no fault: while a new version is rolled out, the old one still
    /// runs.
    /// - Throws: `GatewayError.unmigrated` or `.foreignMigrations`, which a person has to mend; `PostgresError` when
    ///   the database is away.
    func check() async throws {
        if migrates { try await migrator.up() }
        let status = try await migrator.status()
        let newest = status.filter { $0.state != .missing }.map(\.number).max() ?? 0
        let foreign = status.filter { $0.state == .edited || ($0.state == .missing && $0.number < newest) }
        guard foreign.isEmpty else { throw GatewayError.foreignMigrations(foreign.map(\.title)) }
        let missing = status.filter { $0.state == .pending }
        guard missing.isEmpty else { throw GatewayError.unmigrated(missing.map(\.title)) }
        try await migrator.run("SELECT adopt_restored_events()")
    }
}

extension MigrationStatus {
    /// `0001_access`.
    fileprivate var title: String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name
    }
}
