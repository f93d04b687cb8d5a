import Access
import Alerts
import Connections
import Documents
import EventFeed
import HTTPClient
import HTTPKit
import Intake
import JobQueue
import Logging
import OutgoingWebhooks
import Postgres
import Rules
import ServiceKit
import Tickets
import TrackerKit
import Trackers

/// The services, in ten assemblies that are created in the order of their dependencies.
struct GatewayServices: Sendable {
    let kit: ServiceKitAssembly
    let access: AccessAssembly
    let connections: ConnectionsAssembly
    let tickets: TicketsAssembly
    let events: EventFeedAssembly
    let intake: IntakeAssembly
    let management: ConnectionServices
    let outgoing: OutgoingWebhooksAssembly
    let rules: RulesAssembly
    let alerts: AlertsAssembly
    let jobs: JobService
    let jobWorker: JobWorker
    let dispatcher: EventDispatcher
    /// The transports that were created here, which end with the gateway. A transport among the dependencies belongs to
    /// its creator.
    let transports: [CurlTransport]

    var database: PostgresClient { kit.database }

    init(
        _ configuration: GatewayConfiguration, database: PostgresClient, metrics: PrometheusRegistry, logger: Logger,
        dependencies: GatewayDependencies
    ) async throws {
        kit = ServiceKitAssembly(
            database: database, backgroundPoolSize: configuration.database.backgroundPoolSize,
            vault: try SecretVault(configuration.security),
            quota: ObjectQuota(maximum: configuration.security.maximumObjects), clock: dependencies.clock,
            identifiers: dependencies.identifiers, logger: logger)
        let accessSettings = AccessAssembly.Settings(configuration.security, dependencies)
        access = await AccessAssembly(kit, settings: accessSettings)
        let queue = JobQueueAssembly(kit)

        let addresses = AddressGuard(
            configuration.security.addressPolicy,
            setting: SecuritySettings.addressPolicySetting.description.name + Self.restart)
        var transports: [CurlTransport] = []
        connections = try ConnectionsAssembly(
            kit,
            drivers: BuiltInTrackers.drivers(database: kit.database, identifiers: kit.identifiers)
                + dependencies.drivers,
            upstreams: CurlUpstreamFactory(
                transport: try dependencies.transport
                    ?? Self.transport(configuration, addresses, addingTo: &transports),
                database: database,
                maximumCacheEntryBytes: configuration.upstream.cacheEntryBytes, clock: kit.clock,
                observer: UpstreamMetrics(registry: metrics), logger: logger))
        let documents = EventDocument(
            tickets: TicketDocument(capabilities: connections.registry.capabilitiesByKind))
        tickets = TicketsAssembly(
            kit, connections: connections, jobs: queue, skippedRows: SkippedRowLog(logger: logger))
        events = EventFeedAssembly(
            kit, policy: configuration.streams.policy(recheck: accessSettings.times.memory))
        intake = IntakeAssembly(
            kit, connections: connections, jobs: queue, tickets: tickets,
            settings: IntakeAssembly.Settings(configuration), observer: SyncMetrics(registry: metrics))
        management = connections.services(sync: intake.sync, webhooks: intake.webhooks, addresses: addresses)
        let receivers = AddressGuard(
            configuration.subscriptions.addressPolicy,
            setting: SubscriptionSettings.addressPolicySetting.description.name + Self.restart)
        outgoing = OutgoingWebhooksAssembly(
            kit, jobs: queue,
            transport: try dependencies.subscriptionTransport
                ?? Self.transport(configuration, receivers, addingTo: &transports),
            addresses: receivers, policy: SubscriptionPolicy(configuration.subscriptions),
            observer: SubscriptionMetrics(registry: metrics), labels: connections.registry.labelRules,
            documents: documents)
        rules = RulesAssembly(
            kit, jobs: queue, tickets: tickets, documents: documents,
            callouts: outgoing.subscriptions, observer: RuleMetrics(registry: metrics))
        alerts = AlertsAssembly(kit)

        let handlers = try JobHandlers(
            rules.handlers + intake.handlers + tickets.handlers + outgoing.handlers + dependencies.jobHandlers)
        jobs = queue.service(handlers: handlers)
        jobWorker = queue.worker(
            handlers: handlers, policy: JobPolicy(configuration),
            observer: JobMetrics(registry: metrics, clock: kit.clock))
        dispatcher = events.dispatcher(consumers: [rules.consumer, outgoing.consumer] + dependencies.eventConsumers)
        self.transports = transports
    }

    /// How to change a setting that a message names.
    private static let restart = " in the environment or in .env, and restart the gateway"

    private static func transport(
        _ configuration: GatewayConfiguration, _ addresses: AddressGuard, addingTo transports: inout [CurlTransport]
    ) throws -> CurlTransport {
        let transport = try CurlTransport(configuration, addresses)
        transports.append(transport)
        return transport
    }
}
