package import Connections
package import JobQueue
package import ServiceKit

/// Tickets, and everything that is written at a tracker.
package struct TicketsAssembly: Sendable {
    /// What the use cases of requests are built from: `TicketService(environment)`, `CommentService(environment)`, ….
    package let environment: TicketEnvironment
    /// The same for background work, on its connections.
    package let background: TicketEnvironment
    package let operations: OperationService
    package let handlers: [any JobHandler]

    /// - Parameters:
    ///   - skippedRows: is called for rows of lists that could not be read.
    ///   - reader: reads the stored write of an operation.
    package init(
        _ kit: ServiceKitAssembly, connections: ConnectionsAssembly, jobs: JobQueueAssembly,
        skippedRows: any SkippedRowObserver, reader: @escaping OperationHandler.Reader
    ) {
        environment = TicketEnvironment(
            database: kit.database, heavyReads: kit.heavyReads, provider: connections.provider, audit: kit.auditLog,
            identifiers: kit.identifiers, clock: kit.clock, skippedRows: skippedRows)
        background = TicketEnvironment(
            database: kit.background, provider: connections.provider, audit: kit.auditLog,
            identifiers: kit.identifiers, clock: kit.clock, skippedRows: skippedRows)
        operations = OperationService(environment: environment, queue: jobs.queue)
        handlers = [
            OperationHandler(environment: background, read: reader), TemplateSyncHandler(environment: background),
        ]
    }
}
