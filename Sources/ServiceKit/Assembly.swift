package import Logging
package import Postgres
package import Primitives

/// The shared dependencies of every service: database pools, secret vault, audit log, clock and id source.
package struct ServiceKitAssembly: Sendable {
    /// The pool for requests.
    package let database: PostgresClient
    /// The pool for background work, separate so that requests never wait for it.
    package let background: PostgresClient
    /// A single connection for the heartbeats of background work, separate so that they never wait for the work itself.
    package let heartbeats: PostgresClient
    package let heavyReads: HeavyReads
    package let vault: SecretVault
    package let quota: ObjectQuota
    package let auditLog: AuditLog
    package let audit: AuditService
    /// The database's time if the given clock is `SystemClock`, otherwise the given clock (in tests).
    package let clock: any WallClock
    package let clockKeeper: ClockMonitor
    package let identifiers: any IdentifierSource
    package let logger: Logger

    /// - Parameter backgroundPoolSize: The number of connections for background work.
    package init(
        database: PostgresClient, backgroundPoolSize: Int, vault: SecretVault, quota: ObjectQuota,
        clock: any WallClock, identifiers: any IdentifierSource, logger: Logger
    ) {
        let databaseClock = clock is SystemClock ? DatabaseClock(base: clock) : nil
        self.database = database
        background = database.beside(poolSize: backgroundPoolSize)
        heartbeats = database.beside(poolSize: 1)
        heavyReads = HeavyReads(database: database.beside(poolSize: HeavyReads.standardSlots))
        self.vault = vault
        self.quota = quota
        self.clock = databaseClock ?? clock
        auditLog = AuditLog(clock: self.clock, identifiers: identifiers)
        audit = AuditService(heavyReads: heavyReads)
        clockKeeper = ClockMonitor(database: background, clock: databaseClock, logger: logger)
        self.identifiers = identifiers
        self.logger = logger
    }
}
