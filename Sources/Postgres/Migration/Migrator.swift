import EventLoop
package import Logging

/// Brings a database's schema to the state of a folder of numbered SQL scripts, and back.
///
/// Each migration is one transaction, with its row in `schema_migration`. An advisory lock lets one process migrate at
/// a time: others wait and then find nothing to do. A migration that was edited after it was applied stops everything.
package struct Migrator: Sendable {
    /// "tickmigr" as a number: the key of the advisory lock.
    private static let lockKey: Int64 = 0x7469_636B_6D69_6772

    private let directory: MigrationDirectory
    private let configuration: PostgresConfiguration
    private let logger: Logger

    /// A migrator for a folder of `NNNN_name.up.sql` and `NNNN_name.down.sql`.
    package init(directory: String, configuration: PostgresConfiguration, logger: Logger) {
        self.directory = MigrationDirectory(path: directory)
        self.configuration = configuration
        self.logger = logger
    }

    /// Applies what the database has not had, up to a number if one is given. Returns the titles of what it applied.
    @discardableResult
    package func up(to number: Int? = nil) async throws -> [String] {
        try await locked { plan, session throws(PostgresError) in
            let files = try plan.up(to: number)
            for file in files { try apply(file, session) }
            return files.map(\.title)
        }
    }

    /// Takes the last migrations back. Returns the titles of what it took back, the last one first.
    @discardableResult
    package func down(steps: Int = 1) async throws -> [String] {
        try await locked { plan, session throws(PostgresError) in
            let files = try plan.down(steps: steps)
            for file in files { try revert(file, session) }
            return files.map(\.title)
        }
    }

    /// Runs a statement while no other process migrates or does the same.
    package func run(_ statement: SQL) async throws {
        try await locked { _, session throws(PostgresError) in _ = try session.run(statement) }
    }

    /// How every migration stands. Changes nothing, not even when the database is empty.
    package func status() async throws -> [MigrationStatus] {
        try await BlockingWork.run { [self] in
            let session = try BlockingSession(configuration)
            return try MigrationPlan(files: directory.load(), applied: applied(session)).status
        }
    }

    /// Writes the next numbered pair of scripts into the folder and returns their paths. Empty ones unless scripts are
    /// given.
    @discardableResult
    package func new(name: String, up: String = "", down: String = "") throws(PostgresError) -> [String] {
        try directory.write(name: name, up: up, down: down)
    }

    // MARK: Away from the loops

    private func locked<Value: Sendable>(
        _ body: @escaping @Sendable (MigrationPlan, BlockingSession) throws(PostgresError) -> Value
    ) async throws -> Value {
        try await BlockingWork.run { [self] in
            let files = try directory.load()
            let session = try BlockingSession(configuration)
            try session.run("SELECT pg_advisory_lock(\(Self.lockKey))")
            defer { unlock(session) }
            // Asked first: a role that only works with the tables may not create one, not even "if not exists".
            if try !isInstalled(session) { try session.run(AppliedMigration.table) }
            return try body(MigrationPlan(files: files, applied: applied(session)), session)
        }
    }

    /// The lock goes with the session at the latest.
    private func unlock(_ session: BlockingSession) {
        do {
            try session.run("SELECT pg_advisory_unlock(\(Self.lockKey))")
        } catch {
            logger.debug("advisory lock left to the end of the session", metadata: ["reason": "\(error)"])
        }
    }

    private func isInstalled(_ session: BlockingSession) throws(PostgresError) -> Bool {
        try !session.run("SELECT to_regclass('schema_migration')::text AS found")[0].isNull("found")
    }

    private func applied(_ session: BlockingSession) throws(PostgresError) -> [AppliedMigration] {
        guard try isInstalled(session) else { return [] }
        let rows = try session.run("SELECT number, name, checksum, applied_at FROM schema_migration ORDER BY number")
        var applied: [AppliedMigration] = []
        for row in rows {
            applied.append(
                AppliedMigration(
                    number: try row.decode("number"), name: try row.decode("name"),
                    checksum: try row.decode("checksum"),
                    appliedAt: try row.decode("applied_at")))
        }
        return applied
    }

    private func apply(_ file: MigrationFile, _ session: BlockingSession) throws(PostgresError) {
        let started = ContinuousClock.now
        try session.transaction { () throws(PostgresError) in
            try run(file.up, of: file, session)
            let duration = (ContinuousClock.now - started).wholeMilliseconds
            try session.run(
                """
                INSERT INTO schema_migration (number, name, checksum, duration_ms)
                VALUES (\(file.number), \(file.name), \(file.checksum), \(duration))
                """)
        }
        logger.notice("migration applied", metadata: ["migration": "\(file.title)"])
    }

    private func revert(_ file: MigrationFile, _ session: BlockingSession) throws(PostgresError) {
        try session.transaction { () throws(PostgresError) in
            try run(file.down, of: file, session)
            try session.run("DELETE FROM schema_migration WHERE number = \(file.number)")
        }
        logger.notice("migration taken back", metadata: ["migration": "\(file.title)"])
    }

    /// A script that ends the transaction itself would take the row in `schema_migration` out of it: it is refused.
    private func run(_ script: String, of file: MigrationFile, _ session: BlockingSession) throws(PostgresError) {
        do {
            try session.run(script: script)
        } catch {
            throw PostgresError(.migration("\(file.title): \(error)"))
        }
        guard session.isInTransaction else {
            throw PostgresError(
                .migration("\(file.title) contains BEGIN, COMMIT or ROLLBACK: a migration is one transaction already"))
        }
    }
}
