import Logging
import Postgres

/// Checks that the database has the schema of this version.
struct DatabasePreparation: Sendable {
    let migrator: Migrator
    /// Whether missing migrations are applied rather than only reported.
    let migrates: Bool
    /// Throws `GatewayError.unreadableCredentials` if the encryption keys do not match the database.
    let checkCredentials: @Sendable () async throws -> Void

    /// Migrations newer than those known to this version are accepted: during a rolling update, the old version still
    /// runs.
    /// - Throws: `GatewayError.unmigrated`, `.foreignMigrations` or `.unreadableCredentials`, which an operator must
    ///   resolve; `PostgresError` if the database is unavailable.
    func check() async throws {
        if migrates { try await migrator.up() }
        let status = try await migrator.status()
        let newest = status.filter { $0.state != .missing }.map(\.number).max() ?? 0
        let foreign = status.filter { $0.state == .edited || ($0.state == .missing && $0.number < newest) }
        guard foreign.isEmpty else { throw GatewayError.foreignMigrations(foreign.map(\.title)) }
        let missing = status.filter { $0.state == .pending }
        guard missing.isEmpty else { throw GatewayError.unmigrated(missing.map(\.title)) }
        try await migrator.run("SELECT adopt_restored_events()")
        try await checkCredentials()
    }
}

extension MigrationStatus {
    /// For example `0001_access`.
    fileprivate var title: String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name
    }
}
