package import Connections
package import Logging
package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit
package import Tickets

/// Claims and performs due syncs, including those of workers that died. Any number of processes can run one.
package final class SyncWorker: Sendable {
    let database: PostgresClient
    /// Used for heartbeats only.
    let heartbeats: PostgresClient
    let provider: TrackerProvider
    let mirror: TicketMirror
    let policy: SyncPolicy
    let clock: any WallClock
    let logger: Logger
    let health: ConnectionHealth
    let observer: any SyncObserver
    /// Called after each full sync.
    let afterFull: (@Sendable (Channel, any SQLExecutor) async throws -> Void)?
    let identifiers: any IdentifierSource
    let slots: SyncSlots
    private let takeovers: TakeoverTracker
    private let claimFailure = RepeatedFailure("no sync could be claimed")

    /// - Parameters:
    ///   - heartbeats: Used for heartbeats, as in ``JobWorker``.
    ///   - afterFull: Called after each full sync. If it fails, its work is left to the next full sync.
    package init(
        database: PostgresClient, heartbeats: PostgresClient? = nil, provider: TrackerProvider, mirror: TicketMirror,
        policy: SyncPolicy = SyncPolicy(), clock: any WallClock,
        identifiers: any IdentifierSource, observer: (any SyncObserver)? = nil, logger: Logger,
        afterFull: (@Sendable (Channel, any SQLExecutor) async throws -> Void)? = nil
    ) {
        self.afterFull = afterFull
        self.database = database
        self.heartbeats = heartbeats ?? database
        self.provider = provider
        self.mirror = mirror
        self.policy = policy
        self.clock = clock
        self.logger = logger
        self.observer = observer ?? NoSyncObserver()
        health = ConnectionHealth(database: database, identifiers: identifiers, clock: clock)
        slots = SyncSlots(policy)
        takeovers = TakeoverTracker(clock: clock, lease: policy.lease)
        self.identifiers = identifiers
    }

    /// Runs until its task is cancelled. Running syncs are then released, and the next free worker continues them.
    package func run() async {
        let loop = WakeLoop(pollInterval: policy.pollInterval)
        await withDiscardingTaskGroup { group in
            let notifications = database.notifications(on: ChannelSyncRepository.notificationChannel)
            group.addTask { await loop.wake(forEach: notifications) }
            await loop.run {
                while let run = await claim() {
                    group.addTask {
                        await run.perform()
                        self.slots.release(run.owner)
                        loop.wake()
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Runs all due syncs one after another and returns their number. For tests and commands.
    @discardableResult
    package func runDue() async throws -> Int {
        var count = 0
        while let run = try await take() {
            await run.perform()
            count += 1
        }
        return count
    }

    /// Claims the sync that has been due longest, if any. Each run has its own owner name, so that a worker that lost a
    /// lease cannot renew it under the name of its next run.
    private func take() async throws -> SyncRun? {
        let owner = identifiers.next(SyncRun.self).text
        let sync = try await ChannelSyncRepository(database).claim(
            owner: owner, lease: policy.lease, passing: slots.busy(at: clock.uptime()),
            takesOver: takeovers.moment() != nil,
            at: clock.now())
        return sync.map { SyncRun(worker: self, sync: $0, owner: owner) }
    }

    /// Claims a due sync if a slot is free, skipping connections at their limit.
    private func claim() async -> SyncRun? {
        guard slots.isFree(at: clock.uptime()), !Task.isCancelled else { return nil }
        do {
            // A separate task: if a claim were cancelled half-way, the sync would be blocked until its lease expires.
            let run = try await Task(operation: { try await self.take() }).value
            claimFailure.recordSuccess(logger)
            guard let run else { return nil }
            // If the connection is unknown, the sync counts only towards the total; its lease is held all the same.
            let connection = try? await ChannelRepository(database.reader).find(id: run.sync.channelID)?.connectionID
            slots.take(run.owner, connection)
            return run
        } catch {
            claimFailure.happened(error, logger)
            return nil
        }
    }
}
