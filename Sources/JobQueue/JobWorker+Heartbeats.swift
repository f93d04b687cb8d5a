import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit

/// The maintenance of a worker: heartbeats, jobs of dead workers, and retention.
extension JobWorker {
    /// The maximum number of jobs of dead workers handled at a time.
    private static let reclaimLimit = 100
    /// The number of old jobs deleted per statement: a few milliseconds' work.
    private static let cleaningBatch = 1000
    private static let workerDied = "its worker died, or lost the database"

    /// Sends the heartbeat of every running job; interrupts those that another worker has or that exceed the time
    /// limit.
    package func sendHeartbeats() async {
        let claims = runningJobs.renewableClaims
        let (now, began) = (clock.now(), clock.uptime())
        do {
            let renewed = try await JobRepository(heartbeats).renew(claims, lease: policy.lease, at: now)
            runningJobs.renewed(renewed, of: claims, until: began + policy.lease)
        } catch {
            logger.warning("the heartbeat of running jobs failed", metadata: ["error": "\(error)"])
        }
        runningJobs.interruptOverdue(timeLimit: policy.timeLimit, at: clock.uptime())
    }

    /// Puts the jobs of dead workers back, or dead-letters those that have used all their attempts. Skipped right after
    /// the clock was set forward.
    /// - Returns: The number of jobs found.
    @discardableResult
    package func reclaim() async -> Int {
        guard let now = takeovers.moment() else { return 0 }
        do {
            let lost = try await JobRepository(database).abandoned(limit: Self.reclaimLimit, at: now)
            for job in lost { await tryRequeuing(job, at: now) }
            return lost.count
        } catch {
            logger.debug("the jobs of dead workers could not be looked up", metadata: ["error": "\(error)"])
            return 0
        }
    }

    /// A failure with one job must not keep the others from being requeued.
    private func tryRequeuing(_ job: Job, at now: Timestamp) async {
        do {
            try await requeue(job, at: now)
        } catch {
            logger.warning(
                "the job of a dead worker could not be requeued", metadata: job.metadata(["error": "\(error)"]))
        }
    }

    private func requeue(_ job: Job, at now: Timestamp) async throws {
        guard let claim = job.claim else { return }
        let next = now + policy.backoff.delay(afterFailures: job.attempts, random: random())
        let isTaken = try await database.transaction { transaction in
            job.isExhausted
                ? try await deadLetter(job, claim, error: Self.workerDied, leaseBefore: now, at: now, in: transaction)
                : try await JobRepository(transaction).putBack(
                    claim, runAt: next, error: Self.workerDied, leaseBefore: now)
        }
        guard isTaken else { return }
        let level: Logger.Level = job.isExhausted ? .error : .warning
        let text: Logger.Message =
            job.isExhausted
            ? "a job is dead after its last attempt: its worker died each time" : "a job's worker died"
        logger.log(level: level, text, metadata: job.metadata())
        observer.job(job, reached: .ended(job.isExhausted ? .dead : .retried, after: policy.lease))
    }

    /// Dead-letters a job and notifies its handler in the same transaction.
    /// - Returns: False if another worker has the job.
    func deadLetter(
        _ job: Job, _ claim: JobClaim, error: String, leaseBefore: Timestamp? = nil, at now: Timestamp,
        in transaction: Transaction
    ) async throws -> Bool {
        let jobs = JobRepository(transaction)
        guard try await jobs.end(job, claim, as: .dead, error: error, leaseBefore: leaseBefore, at: now) else {
            return false
        }
        try await handlers[job.kind]?.gaveUp(job, error: error, in: transaction)
        return true
    }

    /// Deletes old jobs, unblocks jobs that wait for a deleted one, and counts jobs.
    package func clean() async {
        do {
            let jobs = JobRepository(database)
            let now = clock.now()
            for (state, retention) in [(JobState.succeeded, policy.retention), (.dead, policy.deadRetention)] {
                while try await jobs.deleteFinished(state, before: now - retention, limit: Self.cleaningBatch)
                    == Self.cleaningBatch
                {}
            }
            let stranded = try await jobs.unblockStranded()
            if stranded > 0 {
                logger.warning("jobs were waiting for jobs that no longer exist", metadata: ["jobs": "\(stranded)"])
            }
            observer.counted(try await jobs.counts(at: now))
        } catch {
            logger.debug("old jobs could not be deleted", metadata: ["error": "\(error)"])
        }
    }
}
