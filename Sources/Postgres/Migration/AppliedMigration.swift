/// A row of `schema_migration`.
struct AppliedMigration: Sendable, Hashable {
    let number: Int
    let name: String
    let checksum: String
    let appliedAt: String

    /// The table, made on first use; one row for each migration that the database has had.
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

/// Where one migration stands.
package struct MigrationStatus: Sendable, Hashable {
    /// How a migration's file and the database agree.
    package enum State: String, Sendable {
        /// Applied, and the file is what was applied.
        case applied
        /// Not applied yet.
        case pending
        /// Applied, and its file was changed since.
        case edited
        /// Applied, and its file is gone.
        case missing
    }

    /// Its number, from 1.
    package var number: Int
    /// Its name, without the number.
    package var name: String
    /// How it stands.
    package var state: State
    /// When it was applied, as the server writes it in UTC; nil while pending.
    package var appliedAt: String?
}
