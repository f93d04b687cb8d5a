package import ServiceKit

/// The job queue. It is built before the services that enqueue jobs; ``service(handlers:)`` and
/// ``worker(handlers:policy:observer:)`` follow once the handlers of these services exist.
package struct JobQueueAssembly: Sendable {
    package let queue: JobQueue
    private let kit: ServiceKitAssembly

    package init(_ kit: ServiceKitAssembly) {
        queue = JobQueue(clock: kit.clock, identifiers: kit.identifiers)
        self.kit = kit
    }

    /// The use cases of the API: list, retry and discard jobs.
    package func service(handlers: [any JobHandler]) -> JobService {
        JobService(
            database: kit.database, heavyReads: kit.heavyReads, handlers: handlers, audit: kit.auditLog,
            clock: kit.clock)
    }

    /// The worker of this process.
    package func worker(handlers: [any JobHandler], policy: JobPolicy, observer: any JobObserver) -> JobWorker {
        JobWorker(
            database: kit.background, care: kit.heartbeats, handlers: handlers, policy: policy, clock: kit.clock,
            identifiers: kit.identifiers, observer: observer, logger: kit.logger)
    }
}
