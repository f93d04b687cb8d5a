package import Primitives
package import ServiceKit

/// Who calls, what they may do, and how often.
package struct AccessAssembly: Sendable {
    package let authenticator: Authenticator
    package let authorization: AuthorizationService
    package let clients: ClientService
    package let tokens: TokenService
    package let idempotency: IdempotencyService
    /// Limits each caller's requests; nil for no limit.
    package let limiter: RateLimiter?
    /// Limits wrong credentials from one address.
    package let failures: RateLimiter

    /// The operator's settings.
    package struct Settings: Sendable {
        /// The secret that JWTs are signed with.
        package var jwtSecret: Secret<String>
        package var times: AccessTimes
        package var idempotencyTimes: IdempotencyService.Times
        /// Requests of one caller per minute; nil for any number.
        package var requestsPerMinute: Int?
        /// Wrong credentials of one address per minute.
        package var failuresPerMinute: Int

        package init(
            jwtSecret: Secret<String>, times: AccessTimes, idempotencyTimes: IdempotencyService.Times,
            requestsPerMinute: Int?, failuresPerMinute: Int
        ) {
            self.jwtSecret = jwtSecret
            self.times = times
            self.idempotencyTimes = idempotencyTimes
            self.requestsPerMinute = requestsPerMinute
            self.failuresPerMinute = failuresPerMinute
        }
    }

    package init(_ kit: ServiceKitAssembly, settings: Settings) async {
        let issuer = await TokenIssuer(secret: settings.jwtSecret.revealed, clock: kit.clock)
        authenticator = Authenticator(
            database: kit.database, issuer: issuer, times: settings.times, clock: kit.clock)
        authorization = AuthorizationService(database: kit.database, issuer: issuer, times: settings.times)
        clients = ClientService(
            database: kit.database, authenticator: authenticator, audit: kit.auditLog, clock: kit.clock,
            identifiers: kit.identifiers)
        tokens = TokenService(
            database: kit.database, authenticator: authenticator, audit: kit.auditLog, clock: kit.clock,
            identifiers: kit.identifiers)
        idempotency = IdempotencyService(
            database: kit.database, vault: kit.vault, times: settings.idempotencyTimes, clock: kit.clock,
            identifiers: kit.identifiers, logger: kit.logger)
        limiter = settings.requestsPerMinute.map { RateLimiter(quota: $0, clock: kit.clock) }
        failures = RateLimiter(quota: settings.failuresPerMinute, clock: kit.clock)
    }
}
