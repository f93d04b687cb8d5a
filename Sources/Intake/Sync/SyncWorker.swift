package import Connections
package import Logging
package import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit
package import Tickets

/// Keeps the mirrors of channels: takes the syncs that are due, also those of workers that died. Any number of
/// processes work side by side.
package final class SyncWorker: Sendable {
    let database: PostgresClient
    /// For signs of life alone.
    let care: PostgresClient
    let provider: TrackerProvider
    let mirror: TicketMirror
    let policy: SyncPolicy
    let clock: any WallClock
    let logger: Logger
    let health: ConnectionHealth
    let observer: any SyncObserver
    /// Told of each project that was read whole.
    let afterFull: (@Sendable (Channel, any SQLExecutor) async throws -> Void)?
    let identifiers: any IdentifierSource
    let slots: SyncSlots
    private let takeovers: TakeoverWatch
    private let claimFailure = RepeatedFailure("no sync could be taken")

    /// Makes a worker.
    /// - Parameters:
    ///   - care: Where signs of life are given, as in ``JobWorker``.
    ///   - afterFull: Told of each project that was read whole; what it can't do then is done after the next time.
    package init(
        database: PostgresClient, care: PostgresClient? = nil, provider: TrackerProvider, mirror: TicketMirror,
        policy: SyncPolicy = SyncPolicy(), clock: any WallClock,
        identifiers: any IdentifierSource, observer: (any SyncObserver)? = nil, logger: Logger,
        afterFull: (@Sendable (Channel, any SQLExecutor) async throws -> Void)? = nil
    ) {
        self.afterFull = afterFull
        self.database = database
        self.care = care ?? database
        self.provider = provider
        self.mirror = mirror
        self.policy = policy
        self.clock = clock
        self.logger = logger
        self.observer = observer ?? NoSyncObserver()
        health = ConnectionHealth(database: database, identifiers: identifiers, clock: clock)
        slots = SyncSlots(policy)
        takeovers = TakeoverWatch(clock: clock, lease: policy.lease)
        self.identifiers = identifiers
    }

    /// Works until its task is cancelled; a sync under way is then given back, and taken up again by whoever works
    /// next.
    package func run() async {
        let loop = WakeLoop(pollInterval: policy.pollInterval)
        await withDiscardingTaskGroup { group in
            let notifications = database.notifications(on: ChannelSyncRepository.notificationChannel)
            group.addTask { await loop.wake(forEach: notifications) }
            await loop.run {
                while let run = await claim() {
                    group.addTask {
                        await run.perform()
                        self.slots.giveBack(run.owner)
                        loop.wake()
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// Runs everything that is due, one after the other; answers how many there were. For tests and commands.
    @discardableResult
    package func runDue() async throws -> Int {
        var count = 0
        while let run = try await take() {
            await run.perform()
            count += 1
        }
        return count
    }

    /// Takes the sync that is due longest, if any, under a name of this run alone: a worker that lost a lease must not
    /// hold it by the name of its next run.
    private func take() async throws -> SyncRun? {
        let owner = identifiers.next(SyncRun.self).text
        let sync = try await ChannelSyncRepository(database).claim(
            owner: owner, lease: policy.lease, passing: slots.busy(at: clock.uptime()),
            takesOver: takeovers.moment() != nil,
            at: clock.now())
        return sync.map { SyncRun(worker: self, sync: $0, owner: owner) }
    }

    /// Takes a sync that is due if a slot is free, of a connection that has not too many already.
    private func claim() async -> SyncRun? {
        guard slots.isFree(at: clock.uptime()), !Task.isCancelled else { return nil }
        do {
            // A task of its own: a claim that was cancelled on its way would be nobody's until its lease is over.
            let run = try await Task(operation: { try await self.take() }).value
            claimFailure.isOver(logger)
            guard let run else { return nil }
            // Without an answer it counts as nobody's; its lease is held all the same.
            let connection = try? await ChannelRepository(database.reader).find(id: run.sync.channelID)?.connectionID
            slots.take(run.owner, connection)
            return run
        } catch {
            claimFailure.happened(error, logger)
            return nil
        }
    }
}
