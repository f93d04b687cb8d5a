package import Logging
import Models
package import Postgres
package import Primitives
import Repositories
import ServiceKit
import Synchronization

/// Claims and performs jobs of the queue, including those of workers that died. Any number of processes can run one.
package final class JobWorker: Sendable {
    let database: PostgresClient
    /// Used for heartbeats only.
    let heartbeats: PostgresClient
    let handlers: [String: any JobHandler]
    let policy: JobPolicy
    let clock: any WallClock
    let random: @Sendable () -> Double
    let observer: any JobObserver
    let logger: Logger
    let runningJobs: RunningJobs
    let takeovers: TakeoverTracker
    /// Identifies this worker in leases.
    private let name: String
    private let claimCount = Atomic(0)
    private let claimFailure = RepeatedFailure("no job could be claimed")
    private let stopping: AsyncStream<Void>
    private let stopContinuation: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - heartbeats: Sends heartbeats: a client whose connections are used for nothing else, so that no lease expires
    ///     while a heartbeat waits for a connection. Nil to use `database`.
    ///   - random: The source of jitter, in the range 0..<1.
    package init(
        database: PostgresClient, heartbeats: PostgresClient? = nil, handlers: JobHandlers,
        policy: JobPolicy = JobPolicy(),
        clock: any WallClock,
        identifiers: any IdentifierSource, random: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
        observer: (any JobObserver)? = nil, logger: Logger
    ) {
        self.database = database
        self.heartbeats = heartbeats ?? database
        self.handlers = handlers.byKind
        self.policy = policy
        self.clock = clock
        self.random = random
        self.observer = observer ?? NoJobObserver()
        self.logger = logger
        runningJobs = RunningJobs(policy)
        takeovers = TakeoverTracker(clock: clock, lease: policy.lease)
        name = identifiers.next(JobWorker.self).text
        (stopping, stopContinuation) = AsyncStream.makeStream()
    }

    /// Stops claiming jobs. ``run()`` returns when the running jobs have ended, or were cancelled and put back after
    /// ``JobPolicy/grace``.
    package func stop() {
        runningJobs.stopTaking()
        stopContinuation.finish()
    }

    /// Runs until ``stop()`` is called. If its task is cancelled, running jobs are cancelled and put back immediately.
    package func run() async {
        let loop = WakeLoop(pollInterval: policy.pollInterval)
        await withDiscardingTaskGroup { helpers in
            let notifications = database.notifications(on: JobRepository.notificationChannel)
            helpers.addTask { await loop.wake(forEach: notifications) }
            helpers.addTask { await every(self.policy.lease / 3) { await self.sendHeartbeats() } }
            helpers.addTask { await every(self.policy.reclaimInterval) { if await self.reclaim() > 0 { loop.wake() } } }
            helpers.addTask { await every(self.policy.cleaningInterval) { await self.clean() } }
            helpers.addTask { await self.endGrace(loop) }
            await withDiscardingTaskGroup { runs in
                await loop.run { await start(&runs) { loop.wake() } }
            }
            helpers.cancelAll()
        }
    }

    /// Runs all due jobs, within the concurrency limits, and returns their number. For tests and commands.
    @discardableResult
    package func runDue() async throws -> Int {
        var count = 0
        while true {
            let runs = try await claim(limit: runningJobs.freeSlots(at: clock.uptime()))
            if runs.isEmpty { return count }
            count += runs.count
            await withDiscardingTaskGroup { group in
                for run in runs { group.addTask { await self.perform(run) } }
            }
        }
    }

    /// Claims and starts due jobs until there are no more, or no free slots.
    private func start(_ runs: inout DiscardingTaskGroup, then: @escaping @Sendable () -> Void) async {
        while case let free = runningJobs.freeSlots(at: clock.uptime()), free > 0 {
            let claimed: [JobRun]
            do {
                claimed = try await claim(limit: free)
                claimFailure.recordSuccess(logger)
            } catch {
                return claimFailure.happened(error, logger)
            }
            for run in claimed {
                runs.addTask {
                    await self.perform(run)
                    then()
                }
            }
            if claimed.count < free { return }
        }
    }

    private func claim(limit: Int) async throws -> [JobRun] {
        let (now, began) = (clock.now(), clock.uptime())
        let owner = "\(name)/\(claimCount.wrappingAdd(1, ordering: .relaxed).newValue)"
        let jobs = try await JobRepository(database).claim(
            owner: owner, lease: policy.lease, limit: limit, lanes: runningJobs.lanes(at: clock.uptime()), at: now)
        return jobs.compactMap { job in
            guard let claim = job.claim else { return nil }
            runningJobs.add(claim, lane: job.lane, at: clock.uptime(), heldUntil: began + policy.lease)
            observer.job(job, reached: .claimed(waited: now - job.runAt))
            return JobRun(worker: self, job: job, claim: claim)
        }
    }

    private func perform(_ run: JobRun) async {
        let outcome = await run.perform()
        runningJobs.remove(run.claim, outcome, at: clock.uptime())
    }

    /// Waits for ``stop()`` and then for the grace period; cancels what is still running.
    private func endGrace(_ loop: WakeLoop) async {
        for await _ in stopping {}
        loop.stop()
        do { try await Task.sleep(for: policy.grace) } catch { return }
        runningJobs.interruptAll()
    }
}
