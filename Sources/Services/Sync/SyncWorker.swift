public import Logging
import Models
public import Postgres
public import Primitives
import Repositories
import Synchronization

/// Keeps the mirrors of channels: takes the syncs that are due, also those of workers that died. Any number of processes work side by side.
public final class SyncWorker: Sendable {
    let database: PostgresClient
    let provider: TrackerProvider
    let mirror: TicketMirror
    let policy: SyncPolicy
    let clock: any WallClock
    let logger: Logger
    let health: ConnectionHealth
    /// Names this worker in leases.
    let owner: String
    /// How many more syncs may run.
    private let freeSlots: Mutex<Int>

    /// Makes a worker.
    public init(
        database: PostgresClient, provider: TrackerProvider, mirror: TicketMirror, policy: SyncPolicy = SyncPolicy(), clock: any WallClock,
        identifiers: any IdentifierSource, logger: Logger
    ) {
        self.database = database
        self.provider = provider
        self.mirror = mirror
        self.policy = policy
        self.clock = clock
        self.logger = logger
        health = ConnectionHealth(database: database, identifiers: identifiers, clock: clock)
        freeSlots = Mutex(policy.concurrency)
        owner = identifiers.next(SyncWorker.self).text
    }

    /// Works until its task is cancelled; a sync under way then stops after its page and is taken up again later.
    public func run() async {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withDiscardingTaskGroup { group in
            group.addTask { await self.wakeOnRequest(wake) }
            group.addTask { await self.wakeRegularly(wake) }
            wake.yield()
            for await _ in wakes {
                while let run = await claim() {
                    group.addTask {
                        await run.perform()
                        self.freeSlots.withLock { $0 += 1 }
                        wake.yield()
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Runs everything that is due, one after the other; answers how many there were. For tests and commands.
    @discardableResult
    public func runDue() async throws -> Int {
        var count = 0
        while let sync = try await ChannelSyncRepository(database).claim(owner: owner, lease: policy.lease, at: clock.now()) {
            await SyncRun(worker: self, sync: sync).perform()
            count += 1
        }
        return count
    }

    /// Takes a sync that is due if a slot is free.
    private func claim() async -> SyncRun? {
        let isFree = freeSlots.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        guard isFree else { return nil }
        do {
            if let sync = try await ChannelSyncRepository(database).claim(owner: owner, lease: policy.lease, at: clock.now()) {
                return SyncRun(worker: self, sync: sync)
            }
        } catch {
            logger.debug("no sync could be taken", metadata: ["error": "\(error)"])
        }
        freeSlots.withLock { $0 += 1 }
        return nil
    }

    private func wakeOnRequest(_ wake: AsyncStream<Void>.Continuation) async {
        for await _ in database.notifications(on: ChannelSyncRepository.notificationChannel) { wake.yield() }
    }

    private func wakeRegularly(_ wake: AsyncStream<Void>.Continuation) async {
        do {
            while true {
                try await Task.sleep(for: policy.pollInterval)
                wake.yield()
            }
        } catch {
            // Cancelled: the worker ends.
            wake.finish()
        }
    }
}
