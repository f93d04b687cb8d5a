import Models
import Postgres
import Primitives
import Repositories
import TrackerKit

/// Records which tickets a full sync has read, to find those that the tracker may no longer have. Nothing is removed
/// here; see ``UnseenTicketHandler``.
extension SyncRun {
    /// Rows deleted per statement: some tenths of a second.
    private static let forgotten = 20_000

    /// Whether this sync records the tickets that it reads. During the first import there is nothing that could have
    /// been deleted.
    func recordsSeen(_ state: ChannelSync) -> Bool { state.mode == .full && state.syncedAt != nil }

    /// Deletes the records of an earlier, incomplete full sync and marks the start of this one.
    func beginRecordingSeen(_ state: ChannelSync) async throws {
        guard recordsSeen(state), state.pageToken == nil, let startedAt = state.startedAt else { return }
        try await deleteSeenRecords()
        try await UnseenTicketRepository(worker.database).begin(in: sync.channelID, since: startedAt)
    }

    /// Records the tickets of a page, in the transaction that stores them.
    func recordSeen(_ page: Page<Ticket>, _ state: ChannelSync, in transaction: Transaction) async throws {
        guard recordsSeen(state) else { return }
        try await UnseenTicketRepository(transaction).note(seen: page.items.map(\.remoteID), in: sync.channelID)
    }

    /// Records which tickets were on no page, now that the list is complete. If the first pages were read by a version
    /// that did not record them, nothing can be concluded until the next full sync.
    func finishRecordingSeen(_ state: ChannelSync) async throws {
        guard recordsSeen(state), let startedAt = state.startedAt else { return }
        try await worker.database.transaction { transaction in
            guard
                try await ChannelSyncRepository(transaction).renew(
                    sync.channelID, owner: owner, lease: worker.policy.lease, at: worker.clock.now())
            else { throw TakenOver() }
            let unseen = UnseenTicketRepository(transaction)
            guard try await unseen.hasBegun(in: sync.channelID, since: startedAt) else { return }
            try await unseen.recordUnseen(in: sync.channelID, since: startedAt)
        }
        try await deleteSeenRecords()
    }

    private func deleteSeenRecords() async throws {
        let repository = UnseenTicketRepository(worker.database)
        while try await repository.deleteSeenRecords(in: sync.channelID, limit: Self.forgotten) > 0 {}
    }
}
