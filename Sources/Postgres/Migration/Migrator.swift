import EventLoop
package import Logging

/// Applies and reverts numbered SQL migrations.
///
/// Each migration runs in one transaction, together with its row in `schema_migration`. An advisory lock allows one
/// process at a time to migrate; the others wait and then find nothing to do. Nothing runs if an applied migration was
/// edited.
package struct Migrator: Sendable {
    /// The key of the advisory lock: "tickmigr" in ASCII.
    private static let lockKey: Int64 = 0x7469_636B_6D69_6772

    private let directory: MigrationDirectory
    private let configuration: PostgresConfiguration
    private let logger: Logger

    /// - Parameter directory: the directory of `NNNN_name.up.sql` and `NNNN_name.down.sql`.
    package init(directory: String, configuration: PostgresConfiguration, logger: Logger) {
        self.directory = MigrationDirectory(path: directory)
        self.configuration = configuration
        self.logger = logger
    }

    /// Applies pending migrations, up to `number` if given. Returns the titles of those applied.
    @discardableResult
    package func up(to number: Int? = nil) async throws -> [String] {
        try await locked { plan, session throws(PostgresError) in
            let files = try plan.up(to: number)
            for file in files { try apply(file, session) }
            return files.map(\.title)
        }
    }

    /// Reverts the latest migrations. Returns the titles of those reverted, latest first.
    @discardableResult
    package func down(steps: Int = 1) async throws -> [String] {
        try await locked { plan, session throws(PostgresError) in
            let files = try plan.down(steps: steps)
            for file in files { try revert(file, session) }
            return files.map(\.title)
        }
    }

    /// Runs a statement while holding the migration lock.
    package func run(_ statement: SQL) async throws {
        try await locked { _, session throws(PostgresError) in _ = try session.run(statement) }
    }

    /// The state of every migration. Changes nothing, even if the database is empty.
    package func status() async throws -> [MigrationStatus] {
        try await BlockingWork.run { [self] in
            let session = try BlockingSession(configuration)
            return try MigrationPlan(files: directory.load(), applied: applied(session)).status
        }
    }

    /// Writes a pair of scripts with the next number and returns their paths. The scripts are empty by default.
    @discardableResult
    package func new(name: String, up: String = "", down: String = "") throws(PostgresError) -> [String] {
        try directory.write(name: name, up: up, down: down)
    }

    // MARK: Blocking work, off the event loops

    private func locked<Value: Sendable>(
        _ body: @escaping @Sendable (MigrationPlan, BlockingSession) throws(PostgresError) -> Value
    ) async throws -> Value {
        try await BlockingWork.run { [self] in
            let files = try directory.load()
            let session = try BlockingSession(configuration)
            try session.run("SELECT pg_advisory_lock(\(Self.lockKey))")
            defer { unlock(session) }
            // Checked first, because a role without the right to create tables may not even run CREATE TABLE IF NOT
            // EXISTS.
            if try !isInstalled(session) { try session.run(AppliedMigration.table) }
            return try body(MigrationPlan(files: files, applied: applied(session)), session)
        }
    }

    /// Failures are ignored: the lock is released at the end of the session at the latest.
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
        logger.notice("migration reverted", metadata: ["migration": "\(file.title)"])
    }

    /// Rejects a script that ends the transaction itself: its row in `schema_migration` would be written outside of it.
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
