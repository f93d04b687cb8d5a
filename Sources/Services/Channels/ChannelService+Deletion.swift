import Models
import Postgres
import Repositories

extension ChannelService {
    /// How many rows one statement removes: some tenths of a second, for which other calls on the same rows may wait.
    private static let pruned = 500

    /// Deletes a channel and its mirror; the project stays in its tracker.
    ///
    /// First nothing comes in any more: no delivery, no sync. Then what may be much goes in many small transactions, so that no statement takes
    /// longer than it may and nobody waits for one that holds the channel; the row itself goes last. A call that is cut off is finished by the next.
    public func delete(_ slug: String, context: CallContext, precondition: Precondition) async throws {
        let present = try await find(slug, context: context)
        try precondition.require(ETag(present.revision))
        try await close(present)
        while try await ChannelRepository(database).prune(present.id, limit: Self.pruned) > 0 {}
        try await database.transaction { transaction in
            guard try await ChannelRepository(transaction).delete(present.id) else { throw ServiceError.notFound("channel") }
            try await record("channel.delete", present, before: present, after: nil, context: context, in: transaction)
        }
    }

    private func close(_ channel: Channel) async throws {
        var idle = channel
        idle.syncEnabled = false
        let closed = idle
        try await database.transaction { transaction in
            guard try await ChannelRepository(transaction).lock(channel) else { throw ServiceError.preconditionFailed }
            _ = try await WebhookRepository(transaction).delete(channel.id)
            try await sync.reschedule(closed, in: transaction)
        }
    }
}
