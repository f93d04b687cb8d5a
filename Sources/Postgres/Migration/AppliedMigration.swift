/// A row of `schema_migration`.
struct AppliedMigration: Sendable, Hashable {
    let number: Int
    let name: String
    let checksum: String
    let appliedAt: String

    /// Created on first use. Contains one row per applied migration.
    static let table: SQL = """
        CREATE TABLE IF NOT EXISTS schema_migration (
            number integer PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(),
            duration_ms bigint NOT NULL
        )
        """
}

/// The state of one migration, compared between directory and database.
package struct MigrationStatus: Sendable, Hashable {
    package enum State: String, Sendable {
        /// Applied, and the file is unchanged.
        case applied
        case pending
        /// Applied, and the file was changed afterwards.
        case edited
        /// Applied, but the file no longer exists.
        case missing
    }

    /// Counts from 1.
    package var number: Int
    /// The name without the number.
    package var name: String
    package var state: State
    /// When it was applied, in UTC, as formatted by the server. nil while pending.
    package var appliedAt: String?
}
