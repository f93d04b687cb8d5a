package import Models
import Postgres
import Repositories
package import ServiceKit

extension ChannelService {
    /// Rows deleted per statement: some tenths of a second, for which other statements on the same rows may have to
    /// wait.
    private static let pruned = 500

    /// Deletes a channel and its mirror; the project at the tracker is unchanged.
    ///
    /// First, deliveries and syncs are stopped, and the webhook is also removed at the tracker if it can be reached.
    /// Then the mirror is deleted in many small transactions, so that no statement exceeds its timeout and no other
    /// call waits long for a lock. The channel's row is deleted last. If the call is interrupted, the next one
    /// completes it.
    /// - Returns: The webhook that the tracker did not remove, if any; it does not keep the channel from being deleted.
    @discardableResult
    package func delete(_ slug: String, context: CallContext, precondition: Precondition) async throws
        -> RemainingWebhook?
    {
        let present = try await find(slug, context: context)
        try precondition.require(ETag(present.revision))
        let webhook = try await close(present)
        let left: RemainingWebhook? = if let webhook { await webhooks.end(webhook, of: present) } else { nil }
        while try await ChannelRepository(database).prune(present.id, limit: Self.pruned) > 0 {}
        try await database.transaction { transaction in
            guard try await ChannelRepository(transaction).delete(present.id) else {
                throw ServiceError.notFound("channel")
            }
            try await record("channel.delete", present, before: present, after: nil, context: context, in: transaction)
        }
        return left
    }

    /// Stops deliveries and syncs; returns the webhook that the channel had.
    private func close(_ channel: Channel) async throws -> Webhook? {
        var idle = channel
        idle.syncEnabled = false
        let closed = idle
        return try await database.transaction { transaction in
            guard try await ChannelRepository(transaction).lock(channel) else { throw ServiceError.preconditionFailed }
            try await sync.reschedule(closed, in: transaction)
            guard let webhook = try await WebhookRepository(transaction).find(channel.id) else { return nil }
            return try await WebhookRepository(transaction).delete(webhook) ? webhook : nil
        }
    }
}
