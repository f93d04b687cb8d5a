package import JobQueue
package import Models
package import Postgres
import Primitives
import Repositories
package import ServiceKit

/// The use cases of removals: tickets that their tracker no longer has and whose removal an operator must confirm.
package struct RemovalService: Sendable {
    private let database: PostgresClient
    private let queue: JobQueue
    private let audit: AuditLog

    package init(database: PostgresClient, queue: JobQueue, audit: AuditLog) {
        self.database = database
        self.queue = queue
        self.audit = audit
    }

    /// The pending removals of a channel.
    package func pending(in channel: Channel) async throws -> PendingRemovals {
        try await UnseenTicketRepository(database.reader).summary(of: channel.id)
    }

    /// Confirms the removal of a channel's missing tickets. Each is looked up at the tracker again first, by a job.
    /// - Throws: 409 if no removal is waiting for confirmation.
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
