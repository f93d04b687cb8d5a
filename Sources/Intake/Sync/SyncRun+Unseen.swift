import Models
import Postgres
import Primitives
import Repositories
import TrackerKit

/// A complete full sync shows which tickets the tracker may no longer have. Nothing is removed here: see
/// ``UnseenTicketHandler``.
extension SyncRun {
    /// How many rows one statement forgets: some tenths of a second.
    private static let forgotten = 20_000

    /// Whether it is kept which tickets this sync reads. At the first import there is nothing that could have been
    /// deleted.
    func keepsSeen(_ state: ChannelSync) -> Bool { state.mode == .full && state.syncedAt != nil }

    /// Forgets what a sync had read that did not come to its end, and notes that this one keeps what it reads.
    func beginSeen(_ state: ChannelSync) async throws {
        guard keepsSeen(state), state.pageToken == nil, let startedAt = state.startedAt else { return }
        try await forgetSeen()
        try await UnseenTicketRepository(worker.database).begin(in: sync.channelID, since: startedAt)
    }

    /// Keeps which tickets a page holds; in the transaction that stores them.
    func noteSeen(_ page: Page<RemoteTicket>, _ state: ChannelSync, in transaction: Transaction) async throws {
        guard keepsSeen(state) else { return }
        try await UnseenTicketRepository(transaction).note(seen: page.items.map(\.remoteID), in: sync.channelID)
    }

    /// Keeps which tickets were on no page, now that the tracker has shown all of them. A sync whose first pages were
    /// read by a version that did not keep what was on them tells nothing: the next one does.
    func endSeen(_ state: ChannelSync) async throws {
        guard keepsSeen(state), let startedAt = state.startedAt else { return }
        try await worker.database.transaction { transaction in
            guard
                try await ChannelSyncRepository(transaction).renew(
                    sync.channelID, owner: owner, lease: worker.policy.lease, at: worker.clock.now())
            else { throw TakenOver() }
            let unseen = UnseenTicketRepository(transaction)
            guard try await unseen.hasBegun(in: sync.channelID, since: startedAt) else { return }
            try await unseen.noteUnseen(in: sync.channelID, since: startedAt)
        }
        try await forgetSeen()
    }

    private func forgetSeen() async throws {
        let repository = UnseenTicketRepository(worker.database)
        while try await repository.forgetSeen(in: sync.channelID, limit: Self.forgotten) > 0 {}
    }
}
