import Postgres
package import ServiceKit

/// The event log and its streams. ``dispatcher(consumers:)`` is called once the consumers exist.
package struct EventFeedAssembly: Sendable {
    package let streams: EventStreamService
    private let kit: ServiceKitAssembly

    package init(_ kit: ServiceKitAssembly, policy: EventStreamPolicy) {
        streams = EventStreamService(
            database: kit.database, history: kit.database.beside(poolSize: policy.catchUps), policy: policy,
            clock: kit.clock, logger: kit.logger)
        self.kit = kit
    }

    /// Creates the dispatcher that passes every event to each consumer.
    package func dispatcher(consumers: [any EventConsumer]) -> EventDispatcher {
        EventDispatcher(database: kit.background, consumers: consumers, logger: kit.logger)
    }
}
