package import JobQueue
import Models
package import Postgres
import Primitives
import Repositories
import Synchronization

/// Writes deliveries and their jobs, many in one transaction: those that come while one commits wait for the next, and
/// share it.
///
/// A caller is answered when its delivery is committed. So the rate is bound by what a commit holds, not by how often
/// the disk can be told to sync. What is wrong with one delivery is its own affair: a channel that goes fails its own
/// alone, and a batch that the database refuses is halved until the one that it refuses stands alone.
package final class DeliveryWriter: Sendable {
    /// How many deliveries one transaction takes.
    static let maximumBatch = 256
    /// How many bytes of bodies one transaction takes, unless one alone has more: they travel as text twice as long.
    static let maximumBatchBytes = 16 << 20
    /// How many transactions are under way: while one commits, the next is filled.
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

    /// Makes a writer.
    package init(database: PostgresClient, queue: JobQueue) {
        self.database = database
        self.queue = queue
    }

    /// Stores a delivery with the job that applies it; answers when both are committed.
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

    /// Writes what waits, batch after batch, until nothing does.
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

    /// Stores a batch and answers each; one that the database refuses, rather than cannot take now, is halved.
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
        // In one order everywhere, so that two batches with the same events never wait for each other in a circle.
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

/// What came of a delivery.
enum DeliveryReceipt: Sendable, Hashable {
    /// It is stored, and will be applied.
    case stored
    /// The channel has had its event before: nothing was stored.
    case known
    /// Its channel is gone, or being deleted: nothing was stored.
    case channelGone
}

extension InsertedDeliveries {
    fileprivate func receipt(of delivery: Delivery) -> DeliveryReceipt {
        if added.contains(delivery.id) { return .stored }
        return channels.contains(delivery.channelID) ? .known : .channelGone
    }
}
