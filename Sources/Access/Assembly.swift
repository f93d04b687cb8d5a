package import Primitives
package import ServiceKit

/// The services that authenticate callers, check their rights and limit their requests.
package struct AccessAssembly: Sendable {
    package let authenticator: Authenticator
    package let authorization: AuthorizationService
    package let clients: ClientService
    package let tokens: TokenService
    package let idempotency: IdempotencyService
    /// Limits each caller's requests; nil for no limit.
    package let limiter: RateLimiter?
    /// Limits attempts with invalid credentials per address.
    package let failures: RateLimiter

    package struct Settings: Sendable {
        /// The secret that signs JWTs.
        package var jwtSecret: Secret<String>
        package var times: AccessTimes
        package var idempotencyTimes: IdempotencyService.Times
        /// Requests per caller and minute; nil for no limit.
        package var requestsPerMinute: Int?
        /// Attempts with invalid credentials per address and minute.
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
            database: kit.database, authenticator: authenticator, audit: kit.auditLog, quota: kit.quota,
            clock: kit.clock, identifiers: kit.identifiers)
        tokens = TokenService(
            database: kit.database, authenticator: authenticator, audit: kit.auditLog, quota: kit.quota,
            clock: kit.clock, identifiers: kit.identifiers)
        idempotency = IdempotencyService(
            database: kit.database, vault: kit.vault, times: settings.idempotencyTimes, clock: kit.clock,
            identifiers: kit.identifiers, logger: kit.logger)
        limiter = settings.requestsPerMinute.map { RateLimiter(quota: $0, clock: kit.clock) }
        failures = RateLimiter(quota: settings.failuresPerMinute, clock: kit.clock)
    }
}
