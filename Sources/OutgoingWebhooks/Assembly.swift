package import EventFeed
package import HTTPKit
package import JobQueue
package import Primitives
package import ServiceKit
package import TrackerKit

/// Subscriptions and their deliveries.
package struct OutgoingWebhooksAssembly: Sendable {
    package let subscriptions: SubscriptionService
    package let consumer: any EventConsumer
    package let handlers: [any JobHandler]

    /// - Parameters:
    ///   - transport: carries deliveries; not that of trackers, because receivers have an address policy of their own.
    ///   - addresses: the addresses that subscriptions may have.
    ///   - labels: how conditions compare names of labels.
    ///   - document: an event in full, as the API shows it.
    package init(
        _ kit: ServiceKitAssembly, jobs: JobQueueAssembly, transport: any HTTPTransport,
        addresses: any AddressChecking, policy: SubscriptionPolicy, observer: any SubscriptionObserver,
        labels: LabelRules, document: @escaping @Sendable (EventContext) throws -> JSON
    ) {
        let sender = WebhookSender(
            transport: transport, vault: kit.vault, policy: policy, clock: kit.clock, observer: observer)
        subscriptions = SubscriptionService(
            database: kit.database, heavyReads: kit.heavyReads, vault: kit.vault, addresses: addresses, sender: sender,
            queue: jobs.queue, policy: policy, audit: kit.auditLog, clock: kit.clock, identifiers: kit.identifiers)
        consumer = SubscriptionConsumer(
            service: subscriptions, labels: labels, logger: kit.logger, document: document)
        handlers = [OutgoingDeliveryHandler(service: subscriptions, database: kit.background, observer: observer)]
    }
}
