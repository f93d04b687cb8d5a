import Models
import Postgres
import Repositories
package import ServiceKit

extension ChannelService {
    /// How many rows one statement removes: some tenths of a second, for which other calls on the same rows may wait.
    private static let pruned = 500

    /// Deletes a channel and its mirror; the project stays in its tracker.
    ///
    /// First nothing comes in any more: no delivery, no sync; the webhook goes at the tracker too if that can be
    /// reached. Then what may be much goes in many small transactions, so that no statement takes longer than it may
    /// and nobody waits for one that holds the channel; the row itself goes last. A call that is cut off is finished by
    /// the next.
    /// - Returns: the webhook that the tracker did not remove, if any; it does not keep the channel from being deleted.
    @discardableResult
    package func delete(_ slug: String, context: CallContext, precondition: Precondition) async throws
        -> WebhookLeftBehind?
    {
        let present = try await find(slug, context: context)
        try precondition.require(ETag(present.revision))
        let webhook = try await close(present)
        let left: WebhookLeftBehind? = if let webhook { await webhooks.end(webhook, of: present) } else { nil }
        while try await ChannelRepository(database).prune(present.id, limit: Self.pruned) > 0 {}
        try await database.transaction { transaction in
            guard try await ChannelRepository(transaction).delete(present.id) else {
                throw ServiceError.notFound("channel")
            }
            try await record("channel.delete", present, before: present, after: nil, context: context, in: transaction)
        }
        return left
    }

    /// Lets nothing more in; answers the webhook that there was.
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
