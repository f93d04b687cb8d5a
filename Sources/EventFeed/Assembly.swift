import Postgres
package import Repositories
package import ServiceKit

/// The event log as its readers get it. ``dispatcher(consumers:)`` follows once the consumers exist.
package struct EventFeedAssembly: Sendable {
    package let streams: EventStreamService
    private let kit: ServiceKitAssembly

    /// - Parameter render: serialises an event as the API shows it.
    package init(
        _ kit: ServiceKitAssembly, policy: EventStreamPolicy, render: @escaping @Sendable (EventRecord) -> [UInt8]
    ) {
        streams = EventStreamService(
            database: kit.database, history: kit.database.beside(poolSize: policy.catchUps), policy: policy,
            clock: kit.clock, logger: kit.logger, render: render)
        self.kit = kit
    }

    /// Passes each event to each of the consumers.
    package func dispatcher(consumers: [any EventConsumer]) -> EventDispatcher {
        EventDispatcher(database: kit.background, consumers: consumers, logger: kit.logger)
    }
}
