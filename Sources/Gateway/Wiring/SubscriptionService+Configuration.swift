import HTTPClient
import HTTPKit
import JobQueue
import OutgoingWebhooks
import Postgres
import ServiceKit

extension SubscriptionService {
    /// Put together with a transport of its own: receivers have no part in the connections to trackers, and may live
    /// elsewhere.
    init(
        _ configuration: GatewayConfiguration, database: PostgresClient, heavyReads: HeavyReads, vault: SecretVault,
        queue: JobQueue,
        audit: AuditLog, observer: any SubscriptionObserver, dependencies: GatewayDependencies
    ) throws {
        let addresses = AddressGuard(configuration.subscriptions.addressPolicy)
        let transport: any HTTPTransport =
            try dependencies.subscriptionTransport
            ?? CurlTransport(
                configuration.upstream.curlConfiguration(userAgent: "ticket-gateway/\(GatewayVersion.current)"),
                guard: addresses)
        var policy = SubscriptionPolicy()
        policy.secretOverlap = configuration.subscriptions.secretOverlap
        let sender = WebhookSender(
            transport: transport, vault: vault, policy: policy, clock: dependencies.clock, observer: observer)
        self.init(
            database: database, heavyReads: heavyReads, vault: vault, addresses: addresses, sender: sender,
            queue: queue, policy: policy,
            audit: audit, clock: dependencies.clock, identifiers: dependencies.identifiers)
    }
}
