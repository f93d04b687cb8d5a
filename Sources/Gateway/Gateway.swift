import APIContract
import Access
import Alerts
import Connections
import CoreMetrics
package import EventLoop
package import HTTPKit
import HTTPServer
import Logging
import Postgres
import Primitives
import Resources
import ServiceKit
import ServiceLifecycle

/// The gateway: wires the configuration, services and server together. The only place where this happens.
package final class Gateway: Sendable {
    /// How long `/check` waits for the database: shorter than the two seconds within which it must respond.
    private static let healthLimit = Duration.milliseconds(1_500)

    let configuration: GatewayConfiguration
    let dependencies: GatewayDependencies
    let services: GatewayServices
    let logger: Logger
    let server: HTTPServer
    let preparation: DatabasePreparation
    package let routes: [RouteDescription]
    private let router: Router
    private let group: EventLoopGroup
    private let metrics: PrometheusRegistry

    /// Wires the gateway together without starting it; see `run`.
    /// - Parameters:
    ///   - configuration: The operator's configuration.
    ///   - dependencies: External dependencies, which tests can replace.
    ///   - group: The event loops of client and database connections.
    ///   - migrates: Whether pending migrations are applied at startup.
    ///   - serves: Whether the process serves requests. If not, it needs neither the OpenAPI document nor Swagger UI.
    ///   - checksCredentials: Whether the start fails if a connection's credentials cannot be decrypted.
    /// - Throws: ``GatewayError`` if starting would be pointless, for example for an unreadable OpenAPI document or an
    ///   unusable key.
    package init(
        _ configuration: GatewayConfiguration, dependencies: GatewayDependencies = GatewayDependencies(),
        group: EventLoopGroup,
        migrates: Bool = false, serves: Bool = true, checksCredentials: Bool = true
    ) async throws {
        let logger = Logger(configuration.log, sink: dependencies.logSink, clock: dependencies.clock)
        let metrics = PrometheusRegistry()
        let database = PostgresClient(
            configuration: configuration.database.postgresConfiguration, group: group, logger: logger)
        let services = try await GatewayServices(
            configuration, database: database, metrics: metrics, logger: logger, dependencies: dependencies)
        let credentials = CredentialCheck(vault: services.kit.vault)
        let operations = OperationsResource(
            version: GatewayVersion.current,
            // The database responding is not enough: a healthy gateway must be able to read.
            isHealthy: { await database.healthCheck(within: Self.healthLimit) && database.statistics.readersUp > 0 },
            problem: {
                if let fault = database.presentFault {
                    return "PostgreSQL can't run a statement of the gateway (SQLSTATE \(fault)); see the log"
                }
                return await credentials.problem(in: database)
            },
            metrics: { metrics.text() })
        let handlers = HandlerTable(
            services, operations: operations,
            contract: serves ? try ContractFile(path: configuration.files.openAPIPath) : .none,
            swaggerDirectory: configuration.files.swaggerUIDirectory)
        let router = Router(
            handlers, services: services, configuration: configuration, logger: logger,
            dependencies: dependencies)
        let log = RequestLog(
            level: configuration.log.level, format: configuration.log.format, sink: dependencies.logSink,
            clock: dependencies.clock)
        server = HTTPServer(
            configuration: configuration.serverConfiguration, group: group,
            observer: GatewayObserver(log: log, registry: metrics),
            clock: dependencies.clock, ids: dependencies.requestIdentifiers,
            clientAddress: configuration.listen.clientAddress, problemResponse: AlertPipeline.serverResponse
        ) { await router.respond(to: $0) }
        self.router = router
        routes = router.routes
        try configuration.files.requireMigrations()
        let migrator = Migrator(
            directory: configuration.files.migrationsDirectory,
            configuration: configuration.database.postgresConfiguration, logger: logger)
        preparation = DatabasePreparation(migrator: migrator, migrates: migrates) {
            guard checksCredentials else { return }
            try await credentials.atStart(configuration.database.postgresConfiguration, group: group, logger: logger)
        }
        self.configuration = configuration
        self.dependencies = dependencies
        self.services = services
        self.logger = logger
        self.group = group
        self.metrics = metrics
        metrics.collectState(of: server, services)
    }

    /// Adds the metrics that libraries record with swift-metrics to `/metrics`. Call it only once per process.
    package func collectLibraryMetrics() { MetricsSystem.bootstrap(metrics) }

    /// Responds to a request without a socket, for tests.
    package func respond(to request: Request) async -> Response { await router.respond(to: request) }
}

extension Router {
    fileprivate init(
        _ handlers: HandlerTable, services: GatewayServices, configuration: GatewayConfiguration, logger: Logger,
        dependencies: GatewayDependencies
    ) {
        let errors = ErrorResponder(logger: logger, clock: dependencies.clock)
        let pipeline = RequestPipeline(
            authenticator: services.access.authenticator, limiter: services.access.limiter,
            failures: services.access.failures, idempotency: services.access.idempotency, errors: errors,
            names: MissingNames(database: services.database, logger: logger),
            capabilities: CapabilityAdvice(registry: services.connections.registry),
            maximumBodyBytes: configuration.server.limits.message.bodyBytes)
        let alerts = AlertPipeline(
            tokens: services.alerts.tokens, authenticator: services.access.authenticator,
            limiter: services.access.limiter, failures: services.access.failures, errors: errors)
        let cors = CORSMiddleware(origins: configuration.listen.corsOrigins, errors: errors)
        self.init(
            middleware: [cors, AlertMiddleware(pipeline: alerts)],
            advice: PathAdvice(prefix: "/api/v1", nouns: Self.nouns)
        ) { error, request in
            _ = errors.response(for: error, to: request)
        }
        for (endpoint, handler) in handlers.entries {
            let route = endpoint.route
            if case .alerts = route.access {
                on(route.method, route.path, use: alerts.handler(handler))
                onAlias(route.method, AlertPipeline.shortPath, use: alerts.handler(handler))
            } else {
                on(route.method, route.path, use: pipeline.handler(for: route, handler))
            }
        }
    }
}

extension Router {
    /// What trackers and other programs call our objects, for the paths that a 404 suggests.
    fileprivate static let nouns = [
        "issues": "tickets", "issue": "tickets", "projects": "channels", "project": "channels", "repos": "channels",
        "webhooks": "subscriptions", "hooks": "subscriptions", "users": "clients", "automations": "rules",
        "me": "caller", "whoami": "caller", "login": "authorize", "token": "tokens", "search": "tickets",
    ]
}

extension Logger {
    init(_ settings: LogSettings, sink: LogSink, clock: any WallClock) {
        self.init(label: "gateway") { label in
            GatewayLogHandler(label: label, level: settings.level, format: settings.format, sink: sink, clock: clock)
        }
    }
}
