package import Connections
package import JobQueue
package import ServiceKit

/// Wires up the ticket services, and the handlers of the jobs that write to trackers.
package struct TicketsAssembly: Sendable {
    /// The environment of request handlers: `TicketService(environment)`, `CommentService(environment)`, ….
    package let environment: TicketEnvironment
    /// The environment of background work, which uses the background connections.
    package let background: TicketEnvironment
    package let operations: OperationService
    package let handlers: [any JobHandler]

    /// - Parameter skippedRows: Notified of list rows that could not be read.
    package init(
        _ kit: ServiceKitAssembly, connections: ConnectionsAssembly, jobs: JobQueueAssembly,
        skippedRows: any SkippedRowObserver
    ) {
        environment = TicketEnvironment(
            database: kit.database, heavyReads: kit.heavyReads, provider: connections.provider, audit: kit.auditLog,
            quota: kit.quota, identifiers: kit.identifiers, clock: kit.clock, skippedRows: skippedRows)
        background = TicketEnvironment(
            database: kit.background, provider: connections.provider, audit: kit.auditLog,
            quota: kit.quota, identifiers: kit.identifiers, clock: kit.clock, skippedRows: skippedRows)
        operations = OperationService(environment: environment, queue: jobs.queue)
        handlers = [OperationHandler(environment: background), TemplateSyncHandler(environment: background)]
    }
}
