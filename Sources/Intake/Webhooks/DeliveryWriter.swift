package import JobQueue
import Models
package import Postgres
import Primitives
import Repositories
import Synchronization

/// Writes deliveries and their jobs in batches (group commit): deliveries that arrive while one batch commits share the
/// next transaction.
///
/// The response to a delivery is sent after its commit, so the rate is limited by the size of a batch and not by how
/// often the disk can sync. Errors are isolated: a deleted channel only fails its own deliveries, and a batch that the
/// database rejects is bisected until the rejected delivery is alone.
package final class DeliveryWriter: Sendable {
    /// The maximum number of deliveries per transaction.
    static let maximumBatch = 256
    /// The maximum total size of the bodies in a transaction, unless a single one is larger. They take twice as many
    /// bytes when sent as text.
    static let maximumBatchBytes = 16 << 20
    /// The number of concurrent transactions: while one commits, the next one is filled.
    static let maximumWrites = 2

    private struct Waiting: Sendable {
        let delivery: Delivery
        let answer: CheckedContinuation<DeliveryReceipt, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var writes = 0
    }

    private let database: PostgresClient
    private let queue: JobQueue
    private let state = Mutex(State())

    package init(database: PostgresClient, queue: JobQueue) {
        self.database = database
        self.queue = queue
    }

    /// Stores a delivery with the job that applies it; returns when both are committed.
    func write(_ delivery: Delivery) async throws -> DeliveryReceipt {
        try await withCheckedThrowingContinuation { answer in
            let begins = state.withLock { state in
                state.waiting.append(Waiting(delivery: delivery, answer: answer))
                guard state.writes < Self.maximumWrites else { return false }
                state.writes += 1
                return true
            }
            if begins { Task { await self.drain() } }
        }
    }

    /// Writes pending deliveries, batch after batch, until there are none.
    private func drain() async {
        while let batch = next() { await answer(batch) }
    }

    private func next() -> ArraySlice<Waiting>? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.writes -= 1
                return nil
            }
            var bytes = 0
            var count = 0
            for waiting in state.waiting.prefix(Self.maximumBatch) {
                bytes += waiting.delivery.body.count
                guard count == 0 || bytes <= Self.maximumBatchBytes else { break }
                count += 1
            }
            let batch = Array(state.waiting.prefix(count))[...]
            state.waiting.removeFirst(count)
            return batch
        }
    }

    /// Stores a batch and resumes its callers. If the database rejects it (rather than being unavailable), each half is
    /// tried separately.
    private func answer(_ batch: ArraySlice<Waiting>) async {
        do {
            let stored = try await store(batch.map(\.delivery))
            for waiting in batch { waiting.answer.resume(returning: stored.receipt(of: waiting.delivery)) }
        } catch let error as PostgresError where batch.count > 1 && !error.isUnavailable {
            let middle = batch.startIndex + batch.count / 2
            await answer(batch[..<middle])
            await answer(batch[middle...])
        } catch {
            for waiting in batch { waiting.answer.resume(throwing: error) }
        }
    }

    private func store(_ deliveries: [Delivery]) async throws -> InsertedDeliveries {
        // The same order everywhere, so that two batches with the same events cannot deadlock.
        let ordered = deliveries.sorted { ($0.channelID.text, $0.remoteID) < ($1.channelID.text, $1.remoteID) }
        return try await database.transaction { transaction in
            let stored = try await DeliveryRepository(transaction).insert(ordered)
            let drafts = try await DeliveryHandler.jobs(
                for: ordered.map(\.id).filter(stored.added.contains), in: transaction)
            try await self.queue.enqueue(drafts, in: transaction)
            return stored
        }
    }
}

/// The result of storing a delivery.
enum DeliveryReceipt: Sendable, Hashable {
    /// It is stored and will be applied.
    case stored
    /// A delivery with this identifier already exists for the channel: nothing was stored.
    case known
    /// Its channel is deleted or being deleted: nothing was stored.
    case channelGone
}

extension InsertedDeliveries {
    fileprivate func receipt(of delivery: Delivery) -> DeliveryReceipt {
        if added.contains(delivery.id) { return .stored }
        return channels.contains(delivery.channelID) ? .known : .channelGone
    }
}
