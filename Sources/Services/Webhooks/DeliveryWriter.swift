import Models
public import Postgres
import Primitives
import Repositories
import Synchronization

/// Writes deliveries and their jobs, many in one transaction: those that come while one commits wait for the next, and share it.
///
/// A caller is answered when its delivery is committed. So the rate is bound by what a commit holds, not by how often the disk can be told to
/// sync.
public final class DeliveryWriter: Sendable {
    /// How many deliveries one transaction takes.
    static let maximumBatch = 256
    /// How many transactions are under way: while one commits, the next is filled.
    static let maximumWrites = 2

    private struct Waiting: Sendable {
        let delivery: Delivery
        let answer: CheckedContinuation<Bool, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var writes = 0
    }

    private let database: PostgresClient
    private let queue: JobQueue
    private let state = Mutex(State())

    /// Makes a writer.
    public init(database: PostgresClient, queue: JobQueue) {
        self.database = database
        self.queue = queue
    }

    /// Stores a delivery with the job that applies it; answers when both are committed.
    /// - Returns: false for an event that the channel has had before: nothing was stored then.
    func write(_ delivery: Delivery) async throws -> Bool {
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
        while let batch = next() {
            do {
                let stored = try await store(batch.map(\.delivery))
                for waiting in batch { waiting.answer.resume(returning: stored.contains(waiting.delivery.id)) }
            } catch {
                for waiting in batch { waiting.answer.resume(throwing: error) }
            }
        }
    }

    private func next() -> [Waiting]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.writes -= 1
                return nil
            }
            let batch = Array(state.waiting.prefix(Self.maximumBatch))
            state.waiting.removeFirst(batch.count)
            return batch
        }
    }

    private func store(_ deliveries: [Delivery]) async throws -> Set<Delivery.ID> {
        // In one order everywhere, so that two batches with the same events never wait for each other in a circle.
        let ordered = deliveries.sorted { ($0.channelID.text, $0.remoteID) < ($1.channelID.text, $1.remoteID) }
        return try await database.transaction { transaction in
            let stored = try await DeliveryRepository(transaction).insert(ordered)
            let drafts = try await DeliveryHandler.jobs(for: ordered.map(\.id).filter(stored.contains), in: transaction)
            try await self.queue.enqueue(drafts, in: transaction)
            return stored
        }
    }
}
