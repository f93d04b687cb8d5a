import Postgres
package import ServiceKit
package import TrackerKit

/// Access to trackers. The services that change connections and channels also end webhooks and request syncs, which
/// belong to a higher target; ``services(sync:webhooks:addresses:)`` creates them once those exist.
package struct ConnectionsAssembly: Sendable {
    package let registry: TrackerRegistry
    package let provider: TrackerProvider
    package let watch: ConnectionHealthMonitor
    private let kit: ServiceKitAssembly

    /// - Throws: `DuplicateRegistration` if two drivers have the same kind.
    package init(
        _ kit: ServiceKitAssembly, drivers: [any TrackerDriver], upstreams: any UpstreamFactory
    ) throws(DuplicateRegistration) {
        registry = try TrackerRegistry(drivers)
        provider = TrackerProvider(
            registry: registry, reader: kit.database.reader, vault: kit.vault, upstreams: upstreams, clock: kit.clock)
        watch = ConnectionHealthMonitor(
            provider: provider, database: kit.database, identifiers: kit.identifiers, clock: kit.clock,
            logger: kit.logger)
        self.kit = kit
    }

    /// - Parameter addresses: Decides which addresses connections may have.
    package func services(
        sync: any SyncScheduling, webhooks: any WebhookEnding, addresses: any AddressChecking
    ) -> ConnectionServices {
        ConnectionServices(
            connections: ConnectionService(
                database: kit.database, registry: registry, vault: kit.vault, provider: provider, addresses: addresses,
                webhooks: webhooks, audit: kit.auditLog, quota: kit.quota, clock: kit.clock,
                identifiers: kit.identifiers),
            channels: ChannelService(
                database: kit.database, provider: provider, sync: sync, webhooks: webhooks, audit: kit.auditLog,
                quota: kit.quota, clock: kit.clock, identifiers: kit.identifiers))
    }
}

package struct ConnectionServices: Sendable {
    package let connections: ConnectionService
    package let channels: ChannelService
}
