package import Access
import EventLoop
import Logging
import Models
package import Postgres
import Primitives
import ServiceKit

/// The dependencies of a command that needs only the database.
package struct DatabaseCommand: Sendable {
    /// How long a command waits for the database before it reports that it is unavailable.
    private static let outageGrace = Duration.seconds(3)

    private let settings: CommandSettings
    private let logger: Logger

    /// Throws `GatewayError.unreadableMigrations` if their folder is missing.
    package var migrator: Migrator {
        get throws(GatewayError) {
            try settings.files.requireMigrations()
            return Migrator(
                directory: settings.files.migrationsDirectory,
                configuration: settings.database.postgresConfiguration, logger: logger)
        }
    }

    package init(_ settings: CommandSettings) {
        self.settings = settings
        logger = Logger(settings.log, sink: .standardError, clock: SystemClock())
    }

    /// Runs the closure with a token service.
    /// - Throws: `GatewayError.databaseUnavailable`, and errors of the closure.
    package func withTokens<Value: Sendable>(_ body: @Sendable (TokenService) async throws -> Value) async throws
        -> Value
    {
        try await withDatabase { database in
            let (clock, identifiers) = (SystemClock(), UUIDv7Source())
            let audit = AuditLog(clock: clock, identifiers: identifiers)
            let service = TokenService(
                database: database, authenticator: nil, audit: audit, quota: .unlimited, clock: clock,
                identifiers: identifiers)
            return try await body(service)
        }
    }

    /// Writes a pair of migration files from the difference between the models and the database.
    /// - Returns: the paths of the files; empty if there is no difference.
    /// - Throws: `GatewayError.unmigrated` if existing migrations have not been applied yet.
    package func writeMigration(name: String) async throws -> [String] {
        let missing = try await migrator.status().filter { $0.state != .applied }.map(\.name)
        guard missing.isEmpty else { throw GatewayError.unmigrated(missing) }
        let diff = try await withDatabase { try await SchemaDiff(of: $0, to: Tables.all) }
        return diff.isEmpty ? [] : try migrator.new(name: name, up: diff.upScript, down: diff.downScript)
    }

    private func withDatabase<Value: Sendable>(_ body: @Sendable (PostgresClient) async throws -> Value) async throws
        -> Value
    {
        var configuration = settings.database.postgresConfiguration
        configuration.outageGrace = Self.outageGrace
        // The command reports the failure itself; the connections would log it once each.
        var quiet = logger
        quiet.logLevel = .critical
        let group = try EventLoopGroup(count: 1)
        let database = PostgresClient(configuration: configuration, group: group, logger: quiet)
        database.start()
        let result = await Self.outcome { try await body(database) }
        await database.shutdown()
        group.shutdown()
        return try result.get()
    }

    private static func outcome<Value: Sendable>(_ body: () async throws -> Value) async -> Result<Value, any Error> {
        do {
            return .success(try await body())
        } catch let error as PostgresError where error.isUnavailable {
            return .failure(GatewayError.unavailable(error))
        } catch let error as PostgresError where error.sqlState == .undefinedTable {
            return .failure(GatewayError.notMigrated)
        } catch {
            return .failure(error)
        }
    }
}
