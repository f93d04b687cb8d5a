import Access
import Connections
import EventFeed
import EventLoop
import HTTPClient
import HTTPKit
import HTTPServer
import Intake
import JobQueue
import Logging
import Models
import OutgoingWebhooks
import Postgres
import Primitives
import Resources
import Rules
import ServiceKit
import Tickets
import TrackerGitHub
import TrackerGitLab
import TrackerGlitchTip
import TrackerKit
import TrackerLocal
import TrackerTrello

/// The use cases, put together: the one place that knows which parts there are.
struct GatewayServices: Sendable {
    let database: PostgresClient
    let vault: SecretVault
    let authenticator: Authenticator
    let authorization: AuthorizationService
    let clients: ClientService
    let tokens: TokenService
    let audit: AuditService
    let idempotency: IdempotencyService
    let limiter: RateLimiter?
    let failures: RateLimiter
    let provider: TrackerProvider
    let connections: ConnectionService
    let connectionWatch: ConnectionWatch
    let channels: ChannelService
    let sync: SyncService
    let removals: RemovalService
    let syncWorker: SyncWorker
    let jobQueue: JobQueue
    let jobs: JobService
    let jobWorker: JobWorker
    let clockKeeper: ClockKeeper
    let dispatcher: EventDispatcher
    let streams: EventStreamService
    let tickets: TicketEnvironment
    let operations: OperationService
    let inbox: WebhookInbox
    let webhookCapacity: WebhookCapacity
    let webhooks: WebhookService
    let deliveries: DeliveryService
    let subscriptions: SubscriptionService
    let rules: RuleService
    let registry: TrackerRegistry

    init(
        _ configuration: GatewayConfiguration, database: PostgresClient, metrics: PrometheusRegistry, logger: Logger,
        dependencies: GatewayDependencies
    ) async throws {
        let databaseClock = dependencies.clock is SystemClock ? DatabaseClock(base: dependencies.clock) : nil
        var dependencies = dependencies
        dependencies.clock = databaseClock ?? dependencies.clock
        let (clock, identifiers) = (dependencies.clock, dependencies.identifiers)
        let auditLog = AuditLog(clock: clock, identifiers: identifiers)
        var times = dependencies.accessTimes
        times.jwtLifetime = configuration.security.jwtLifetime
        let issuer = await TokenIssuer(secret: configuration.security.jwtSecret.revealed, clock: clock)
        self.database = database
        vault = try SecretVault(configuration.security)
        authenticator = Authenticator(database: database, issuer: issuer, times: times, clock: clock)
        authorization = AuthorizationService(database: database, issuer: issuer, times: times)
        clients = ClientService(
            database: database, authenticator: authenticator, audit: auditLog, clock: clock, identifiers: identifiers)
        tokens = TokenService(
            database: database, authenticator: authenticator, audit: auditLog, clock: clock, identifiers: identifiers)
        let heavyReads = HeavyReads(database: database.beside(poolSize: HeavyReads.standardPlaces))
        audit = AuditService(heavyReads: heavyReads)
        idempotency = IdempotencyService(
            database: database, vault: vault, times: dependencies.idempotencyTimes, clock: clock,
            identifiers: identifiers, logger: logger)
        limiter = configuration.security.requestsPerMinute.map { RateLimiter(quota: $0, clock: clock) }
        failures = RateLimiter(quota: dependencies.failuresPerMinute, clock: clock)
        let adapters: [any TrackerDriver] = [
            LocalDriver(database: database, identifiers: identifiers), GitHubDriver(), GitLabDriver(),
            GlitchTipDriver(),
            GlitchTipDriver.sentry,
            TrelloDriver(),
        ]
        registry = TrackerRegistry(adapters + dependencies.drivers)
        let addressGuard = AddressGuard(configuration.security.addressPolicy)
        let transport: any HTTPTransport = try dependencies.transport ?? CurlTransport(configuration, addressGuard)
        let upstreams = CurlUpstreamFactory(
            transport: transport, database: database, maximumCacheEntryBytes: configuration.upstream.cacheEntryBytes,
            clock: clock,
            observer: UpstreamMetrics(registry: metrics), logger: logger)
        provider = TrackerProvider(
            registry: registry, reader: database.reader, vault: vault, upstreams: upstreams, clock: clock)
        connectionWatch = ConnectionWatch(
            provider: provider, database: database, identifiers: identifiers, clock: clock, logger: logger)
        sync = SyncService(database: database, clock: clock)
        tickets = TicketEnvironment(
            database: database, heavyReads: heavyReads, provider: provider, audit: auditLog, identifiers: identifiers,
            clock: clock,
            skippedRows: SkippedRowLog(logger: logger))
        jobQueue = JobQueue(clock: clock, identifiers: identifiers)
        removals = RemovalService(database: database, queue: jobQueue, audit: auditLog)
        operations = OperationService(environment: tickets, queue: jobQueue)
        let addresses = WebhookAddresses(publicURL: configuration.listen.publicURL)
        let directory = WebhookDirectory(registry: registry, reader: database.reader, vault: vault, clock: clock)
        // The other half of the places is the API's.
        webhookCapacity = WebhookCapacity(deliveries: max(1, configuration.server.limits.requestsInFlight / 2))
        inbox = WebhookInbox(
            directory: directory, writer: DeliveryWriter(database: database, queue: jobQueue), addresses: addresses,
            identifiers: identifiers)
        webhooks = WebhookService(
            environment: tickets, directory: directory, vault: vault, registry: registry, addresses: addresses,
            logger: logger)
        connections = ConnectionService(
            database: database, registry: registry, vault: vault, provider: provider, addresses: addressGuard,
            webhooks: webhooks,
            audit: auditLog, clock: clock, identifiers: identifiers)
        channels = ChannelService(
            database: database, provider: provider, sync: sync, webhooks: webhooks, audit: auditLog, clock: clock,
            identifiers: identifiers)
        deliveries = DeliveryService(database: database, heavyReads: heavyReads, queue: jobQueue, audit: auditLog)
        let subscriptionMetrics = SubscriptionMetrics(registry: metrics)
        subscriptions = try SubscriptionService(
            configuration, database: database, heavyReads: heavyReads, vault: vault, queue: jobQueue, audit: auditLog,
            observer: subscriptionMetrics, dependencies: dependencies)
        // What is done in the background waits for connections of its own, and its signs of life for none.
        let background = database.beside(poolSize: configuration.database.backgroundPoolSize)
        let care = database.beside(poolSize: 1)
        clockKeeper = ClockKeeper(database: background, clock: databaseClock, logger: logger)
        let backgroundTickets = TicketEnvironment(
            database: background, provider: provider, audit: auditLog, identifiers: identifiers, clock: clock,
            skippedRows: SkippedRowLog(logger: logger))
        syncWorker = SyncWorker(
            database: background, care: care, provider: provider, mirror: tickets.mirror,
            policy: SyncPolicy(configuration.upstream),
            clock: clock,
            identifiers: identifiers, observer: SyncMetrics(registry: metrics), logger: logger,
            afterFull: { [jobQueue] channel, executor in
                try await UnseenTicketHandler.enqueue(for: channel, jobQueue, in: executor)
                try await TemplateSyncHandler.enqueue(for: channel, jobQueue, in: executor)
            })
        var ruleEnvironment = RuleEnvironment(
            tickets: tickets, queue: jobQueue, documents: .showing(registry), bodies: .ofCalls)
        ruleEnvironment.observer = RuleMetrics(registry: metrics)
        ruleEnvironment.callouts = subscriptions
        ruleEnvironment.templateExists = TemplateService(tickets).exists(_:context:)
        rules = RuleService(environment: ruleEnvironment)
        ruleEnvironment.tickets = backgroundTickets
        let handlers: [any JobHandler] = [
            RuleRunHandler(environment: ruleEnvironment),
            DeliveryHandler(environment: backgroundTickets, registry: registry, sync: sync),
            OperationHandler(environment: backgroundTickets, read: OperationReader.read),
            OutgoingDeliveryHandler(service: subscriptions, database: background, observer: subscriptionMetrics),
            TemplateSyncHandler(environment: backgroundTickets),
            UnseenTicketHandler(environment: backgroundTickets, logger: logger),
        ]
        jobs = JobService(
            database: database, heavyReads: heavyReads, handlers: handlers + dependencies.jobHandlers, audit: auditLog,
            clock: clock)
        jobWorker = JobWorker(
            database: background, care: care, handlers: handlers + dependencies.jobHandlers,
            policy: configuration.jobPolicy, clock: clock,
            identifiers: identifiers, observer: JobMetrics(registry: metrics, clock: clock), logger: logger)
        let documents = EventDocument(tickets: TicketPresenter(registry: registry))
        let consumers: [any EventConsumer] = [
            RuleConsumer(environment: ruleEnvironment, logger: logger),
            SubscriptionConsumer(service: subscriptions, labels: registry.labelRules, logger: logger) {
                try documents.json(of: $0)
            },
        ]
        dispatcher = EventDispatcher(
            database: background, consumers: consumers + dependencies.eventConsumers, logger: logger)
        let streamPolicy = configuration.streams.policy(recheck: times.memory)
        streams = EventStreamService(
            database: database, history: database.beside(poolSize: streamPolicy.catchUps), policy: streamPolicy,
            clock: clock,
            logger: logger, render: EventResource.json)
    }
}

extension SecretVault {
    /// The vault under the operator's keys: the first seals, all open.
    fileprivate init(_ settings: SecuritySettings) throws {
        let keys = settings.encryptionKeys.compactMap { Key(id: $0.id, bytes: $0.bytes.revealed) }
        guard let current = keys.first, keys.count == settings.encryptionKeys.count else {
            throw GatewayError.unusableEncryptionKey
        }
        self.init(current: current, former: Array(keys.dropFirst()))
    }
}

extension SyncPolicy {
    fileprivate init(_ settings: UpstreamSettings) {
        self.init()
        overlap = settings.syncOverlap
        fullInterval = settings.fullSyncInterval
        concurrency = settings.syncConcurrency
    }
}

extension CurlTransport {
    fileprivate convenience init(_ configuration: GatewayConfiguration, _ addressGuard: AddressGuard) throws {
        try self.init(
            configuration.upstream.curlConfiguration(userAgent: "ticket-gateway/\(GatewayVersion.current)"),
            guard: addressGuard)
    }
}
