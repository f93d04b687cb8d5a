package import Connections
package import JobQueue
import Postgres
package import ServiceKit
package import Tickets

/// Syncs, incoming webhooks and removals: everything by which changes at trackers reach the mirror.
package struct IntakeAssembly: Sendable {
    package let sync: SyncService
    package let syncWorker: SyncWorker
    package let removals: RemovalService
    package let inbox: WebhookInbox
    /// Limits the deliveries that are held in memory.
    package let capacity: WebhookCapacity
    package let webhooks: WebhookService
    package let deliveries: DeliveryService
    package let handlers: [any JobHandler]

    package struct Settings: Sendable {
        /// The gateway's public URL, as trackers see it.
        package var publicURL: String
        /// The maximum number of deliveries received at once.
        package var deliveriesInFlight: Int
        package var syncPolicy: SyncPolicy

        package init(publicURL: String, deliveriesInFlight: Int, syncPolicy: SyncPolicy) {
            self.publicURL = publicURL
            self.deliveriesInFlight = deliveriesInFlight
            self.syncPolicy = syncPolicy
        }
    }

    package init(
        _ kit: ServiceKitAssembly, connections: ConnectionsAssembly, jobs: JobQueueAssembly, tickets: TicketsAssembly,
        settings: Settings, observer: any SyncObserver
    ) {
        let (registry, queue) = (connections.registry, jobs.queue)
        sync = SyncService(database: kit.database, clock: kit.clock)
        syncWorker = SyncWorker(
            database: kit.background, heartbeats: kit.heartbeats, provider: connections.provider,
            mirror: tickets.environment.mirror, policy: settings.syncPolicy, clock: kit.clock,
            identifiers: kit.identifiers, observer: observer, logger: kit.logger,
            afterFull: { channel, executor in
                try await UnseenTicketHandler.enqueue(for: channel, queue, in: executor)
                try await TemplateSyncHandler.enqueue(for: channel, queue, in: executor)
            })
        removals = RemovalService(database: kit.database, queue: queue, audit: kit.auditLog)

        let addresses = WebhookAddresses(publicURL: settings.publicURL)
        let directory = WebhookDirectory(
            registry: registry, reader: kit.database.reader, vault: kit.vault, clock: kit.clock)
        inbox = WebhookInbox(
            directory: directory, writer: DeliveryWriter(database: kit.database, queue: queue), addresses: addresses,
            identifiers: kit.identifiers)
        capacity = WebhookCapacity(deliveries: settings.deliveriesInFlight)
        webhooks = WebhookService(
            environment: tickets.environment, directory: directory, vault: kit.vault, registry: registry,
            addresses: addresses, logger: kit.logger)
        deliveries = DeliveryService(
            database: kit.database, heavyReads: kit.heavyReads, queue: queue, audit: kit.auditLog)
        handlers = [
            DeliveryHandler(environment: tickets.background, registry: registry, sync: sync),
            UnseenTicketHandler(environment: tickets.background, logger: kit.logger),
        ]
    }
}
