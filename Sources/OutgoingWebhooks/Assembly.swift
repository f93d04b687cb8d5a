package import EventFeed
package import HTTPKit
package import JobQueue
package import ServiceKit
package import TrackerKit

/// Wires up subscriptions and their outgoing deliveries.
package struct OutgoingWebhooksAssembly: Sendable {
    package let subscriptions: SubscriptionService
    package let consumer: any EventConsumer
    package let handlers: [any JobHandler]

    /// - Parameters:
    ///   - transport: Sends deliveries. It is separate from the trackers' transport, because receivers have their own
    ///     address policy.
    ///   - addresses: Checks the URLs of subscriptions.
    ///   - labels: How conditions compare label names.
    ///   - documents: Renders the full event document.
    package init(
        _ kit: ServiceKitAssembly, jobs: JobQueueAssembly, transport: any HTTPTransport,
        addresses: any AddressChecking, policy: SubscriptionPolicy, observer: any SubscriptionObserver,
        labels: LabelRules, documents: EventDocument
    ) {
        let sender = WebhookSender(
            transport: transport, vault: kit.vault, policy: policy, clock: kit.clock, observer: observer)
        subscriptions = SubscriptionService(
            database: kit.database, heavyReads: kit.heavyReads, vault: kit.vault, addresses: addresses, sender: sender,
            queue: jobs.queue, policy: policy, audit: kit.auditLog, quota: kit.quota, clock: kit.clock,
            identifiers: kit.identifiers)
        consumer = SubscriptionConsumer(
            service: subscriptions, labels: labels, logger: kit.logger, documents: documents)
        handlers = [OutgoingDeliveryHandler(service: subscriptions, database: kit.background, observer: observer)]
    }
}
