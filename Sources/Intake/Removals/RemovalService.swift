package import JobQueue
package import Models
package import Postgres
import Primitives
import Repositories
package import ServiceKit

/// The use cases of tickets that are gone from their tracker and wait for an operator.
package struct RemovalService: Sendable {
    private let database: PostgresClient
    private let queue: JobQueue
    private let audit: AuditLog

    /// Makes the service.
    package init(database: PostgresClient, queue: JobQueue, audit: AuditLog) {
        self.database = database
        self.queue = queue
        self.audit = audit
    }

    /// What is pending in a channel.
    package func pending(in channel: Channel) async throws -> PendingRemovals {
        try await UnseenTicketRepository(database.reader).summary(of: channel.id)
    }

    /// Confirms that the tickets of a channel that are gone may be removed. Each is looked up once more first, in the
    /// background.
    /// - Throws: 409 when none waits for that.
    package func confirm(_ channel: Channel, context: CallContext) async throws -> PendingRemovals {
        try await database.transaction { transaction in
            let repository = UnseenTicketRepository(transaction)
            let pending = try await repository.summary(of: channel.id)
            guard pending.needsConfirmation else {
                throw ServiceError.conflict(
                    detail: "No removals are waiting for confirmation.", code: .nothingToConfirm)
            }
            try await repository.confirm(in: channel.id)
            try await queue.enqueue(UnseenTicketHandler.draft(for: channel), in: transaction)
            try await audit.record(
                "channel.confirm_removals",
                target: AuditTarget(.channel, id: channel.id.text, name: channel.slug, channel: channel.slug),
                before: nil, after: ["tickets": .integer(pending.gone)], context: context, in: transaction)
            return try await repository.summary(of: channel.id)
        }
    }
}
