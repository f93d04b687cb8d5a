package import Logging
package import Postgres
package import Primitives

/// What every service is built from: connections to the database, the vault, the audit log, time, identifiers.
package struct ServiceKitAssembly: Sendable {
    /// The connections of requests.
    package let database: PostgresClient
    /// The connections of background work, so that requests never wait for it.
    package let background: PostgresClient
    /// The connection for heartbeats of background work, so that they never wait for the work itself.
    package let heartbeats: PostgresClient
    package let heavyReads: HeavyReads
    package let vault: SecretVault
    package let auditLog: AuditLog
    package let audit: AuditService
    /// The database's time where `clock` was the system's, else `clock`.
    package let clock: any WallClock
    package let clockKeeper: ClockKeeper
    package let identifiers: any IdentifierSource
    package let logger: Logger

    /// - Parameter backgroundPoolSize: the number of connections for background work.
    package init(
        database: PostgresClient, backgroundPoolSize: Int, vault: SecretVault, clock: any WallClock,
        identifiers: any IdentifierSource, logger: Logger
    ) {
        let databaseClock = clock is SystemClock ? DatabaseClock(base: clock) : nil
        self.database = database
        background = database.beside(poolSize: backgroundPoolSize)
        heartbeats = database.beside(poolSize: 1)
        heavyReads = HeavyReads(database: database.beside(poolSize: HeavyReads.standardPlaces))
        self.vault = vault
        self.clock = databaseClock ?? clock
        auditLog = AuditLog(clock: self.clock, identifiers: identifiers)
        audit = AuditService(heavyReads: heavyReads)
        clockKeeper = ClockKeeper(database: background, clock: databaseClock, logger: logger)
        self.identifiers = identifiers
        self.logger = logger
    }
}
