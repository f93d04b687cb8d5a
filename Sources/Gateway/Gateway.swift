import APIContract
import Access
import CoreMetrics
package import EventLoop
package import HTTPKit
import HTTPServer
import Logging
import Postgres
import Primitives
import Resources
import ServiceLifecycle

/// The whole gateway: configuration in, a running server out. Everything is put together here and nowhere else.
package final class Gateway: Sendable {
    /// How long `/check` waits for the database: less than the two seconds in which it promises an answer.
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

    /// Puts the gateway together; `run` starts it.
    /// - Parameters:
    ///   - configuration: What the operator says.
    ///   - dependencies: What comes from outside.
    ///   - group: The loops that carry connections, clients' and the database's.
    ///   - migrates: Whether missing migrations are applied at the start.
    ///   - serves: Whether it will serve; a process that only works needs neither the contract nor Swagger UI.
    /// - Throws: What makes starting pointless: an unreadable contract, an unusable key.
    package init(
        _ configuration: GatewayConfiguration, dependencies: GatewayDependencies = GatewayDependencies(),
        group: EventLoopGroup,
        migrates: Bool = false, serves: Bool = true
    ) async throws {
        let logger = Logger(configuration.log, sink: dependencies.logSink, clock: dependencies.clock)
        let metrics = PrometheusRegistry()
        let database = PostgresClient(
            configuration: configuration.database.postgresConfiguration, group: group, logger: logger)
        let services = try await GatewayServices(
            configuration, database: database, metrics: metrics, logger: logger, dependencies: dependencies)
        let operations = OperationsResource(
            version: GatewayVersion.current,
            // That the server answers is not enough: what says OK must be able to read.
            isHealthy: { await database.healthCheck(within: Self.healthLimit) && database.statistics.readersUp > 0 },
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
            clientAddress: configuration.listen.clientAddress
        ) { await router.respond(to: $0) }
        self.router = router
        routes = router.routes
        let migrator = Migrator(
            directory: configuration.files.migrationsDirectory,
            configuration: configuration.database.postgresConfiguration, logger: logger)
        preparation = DatabasePreparation(migrator: migrator, migrates: migrates)
        self.configuration = configuration
        self.dependencies = dependencies
        self.services = services
        self.logger = logger
        self.group = group
        self.metrics = metrics
        metrics.collectState(of: server, services)
    }

    /// Makes `/metrics` show what libraries record through swift-metrics too. Once in a process.
    package func collectLibraryMetrics() { MetricsSystem.bootstrap(metrics) }

    /// Answers a request that no socket carried: for tests.
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
            maximumBodyBytes: configuration.server.limits.message.bodyBytes)
        self.init(middleware: [CORSMiddleware(origins: configuration.listen.corsOrigins, errors: errors)]) {
            error, request in
            _ = errors.response(for: error, to: request)
        }
        for (endpoint, handler) in handlers.entries {
            let route = endpoint.route
            on(route.method, route.path, use: pipeline.handler(for: route, handler))
        }
    }
}

extension Logger {
    /// The gateway's logger.
    init(_ settings: LogSettings, sink: LogSink, clock: any WallClock) {
        self.init(label: "gateway") { label in
            GatewayLogHandler(label: label, level: settings.level, format: settings.format, sink: sink, clock: clock)
        }
    }
}
