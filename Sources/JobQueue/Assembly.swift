package import ServiceKit

/// The job queue. It is created before the services that enqueue jobs; ``service(handlers:)`` and
/// ``worker(handlers:policy:observer:)`` need the handlers that those services provide.
package struct JobQueueAssembly: Sendable {
    package let queue: JobQueue
    private let kit: ServiceKitAssembly

    package init(_ kit: ServiceKitAssembly) {
        queue = JobQueue(clock: kit.clock, identifiers: kit.identifiers)
        self.kit = kit
    }

    package func service(handlers: JobHandlers) -> JobService {
        JobService(
            database: kit.database, heavyReads: kit.heavyReads, handlers: handlers, audit: kit.auditLog,
            clock: kit.clock)
    }

    package func worker(handlers: JobHandlers, policy: JobPolicy, observer: any JobObserver) -> JobWorker {
        JobWorker(
            database: kit.background, heartbeats: kit.heartbeats, handlers: handlers, policy: policy, clock: kit.clock,
            identifiers: kit.identifiers, observer: observer, logger: kit.logger)
    }
}
