import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// One attempt at a job, from its claim to storing the result.
struct JobRun: Sendable {
    let worker: JobWorker
    let job: Job
    let claim: JobClaim

    /// The interval between attempts to store a result while the database is unavailable.
    private static let writeInterval = Duration.milliseconds(200)

    /// The minimum time for which a blocked lane is paused.
    private static let shortestPause = Duration.milliseconds(100)

    /// The decision about the job after an attempt.
    private enum Verdict: Sendable {
        case succeeded
        case retried(at: Timestamp, error: String)
        case dead(error: String)
        case postponed(at: Timestamp, error: String?)
        case lost

        var outcome: JobOutcome {
            switch self {
            case .succeeded: .succeeded
            case .retried: .retried
            case .dead: .dead
            case .postponed: .postponed
            case .lost: .lost
            }
        }
    }

    func perform() async -> JobOutcome {
        let startedAt = worker.clock.uptime()
        let verdict = await attempt()
        worker.observer.job(job, reached: .performed)
        // A separate task, so that the result is stored even if this task was cancelled.
        let isKept = await Task { await keep(verdict) }.value
        let outcome = isKept ? verdict.outcome : .lost
        log(isKept ? verdict : .lost)
        worker.observer.job(job, reached: .ended(outcome, after: worker.clock.uptime() - startedAt))
        return outcome
    }

    private func attempt() async -> Verdict {
        // Claimed while the process was stopping: another process can start it immediately.
        if worker.runningJobs.isStopping { return .postponed(at: worker.clock.now(), error: job.lastError) }
        guard let handler = worker.handlers[job.kind] else {
            return .postponed(
                at: worker.clock.now() + worker.policy.unknownKindWait,
                error: "this version has no handler for this kind of job")
        }
        worker.observer.job(job, reached: .started)
        let task = Task { try await handler.perform(job) }
        worker.runningJobs.set(claim) { task.cancel() }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        switch result {
        case .success: return .succeeded
        case .failure(let error): return verdict(on: error)
        }
    }

    private func verdict(on error: any Error) -> Verdict {
        let now = worker.clock.now()
        switch worker.runningJobs.interruption(of: claim) {
        case .lost: return .lost
        case .stopping: return .postponed(at: now, error: job.lastError)
        case .overdue: return again("took longer than \(worker.policy.timeLimit.components.seconds) s")
        case nil: break
        }
        switch error {
        case JobFailure.final(let text): return .dead(error: text.jobError)
        case JobFailure.retry(let wait?, let text): return again(after: wait, text)
        case JobFailure.retry(nil, let text): return again(text)
        case JobFailure.postponed(let wait, let text): return .postponed(at: now + bounded(wait), error: text.jobError)
        case JobFailure.laneHeld(let wait, let text): return held(for: wait, text)
        case is CancellationError where Task.isCancelled: return .postponed(at: now, error: job.lastError)
        case let error as TrackerError: return verdict(onTracker: error)
        default:
            logFailure(error)
            return again(error.jobErrorText)
        }
    }

    /// Logs an unexpected error in full; for a database error, its code and message. The job stores less.
    private func logFailure(_ error: any Error) {
        guard Failure.known(for: error) == nil else { return }
        worker.logger.error("unexpected error in a job", metadata: job.metadata(["cause": "\(error)"]))
    }

    /// A call that was never sent does not count as an attempt, for up to ``JobPolicy/maximumHoldOff``: otherwise all
    /// jobs waiting for one tracker would be dead-lettered after a few refusals. The jitter spreads jobs that would all
    /// return at the time that the tracker named.
    private func verdict(onTracker error: TrackerError) -> Verdict {
        let backoff = worker.policy.backoff.delay(afterFailures: job.attempts, random: worker.random())
        guard let wait = error.uncalledRetryDelay, worker.clock.now() < job.createdAt + worker.policy.maximumHoldOff
        else {
            return again(after: (error.retryAfter ?? .zero) + backoff, error.jobErrorText)
        }
        worker.runningJobs.pause(job.lane, until: worker.clock.uptime() + min(wait, worker.policy.maximumPause))
        return .postponed(at: worker.clock.now() + bounded(wait + backoff), error: error.jobErrorText.jobError)
    }

    /// The job keeps its position before jobs that were enqueued later, since pausing its lane keeps it from being
    /// claimed. A job without a lane is delayed instead.
    private func held(for wait: Duration, _ text: String) -> Verdict {
        let now = worker.clock.now()
        guard !job.lane.isEmpty else { return .postponed(at: now + bounded(wait), error: text.jobError) }
        worker.runningJobs.pause(
            job.lane, until: worker.clock.uptime() + min(max(wait, Self.shortestPause), worker.policy.maximumPause))
        return .postponed(at: job.runAt, error: text.jobError)
    }

    private func again(_ text: String) -> Verdict {
        again(after: worker.policy.backoff.delay(afterFailures: job.attempts, random: worker.random()), text)
    }

    private func again(after wait: Duration, _ text: String) -> Verdict {
        guard !job.isExhausted else { return .dead(error: text.jobError) }
        return .retried(at: worker.clock.now() + bounded(wait), error: text.jobError)
    }

    private func bounded(_ wait: Duration) -> Duration { min(max(wait, .zero), worker.policy.maximumWait) }

    // MARK: Storing the result

    /// Stores the verdict, retrying while the database is unavailable and the lease has not expired.
    /// - Returns: False if another worker has the job, or may have it.
    private func keep(_ verdict: Verdict) async -> Bool {
        if case .lost = verdict { return false }
        var isUncertain = false
        while true {
            do {
                if try await write(verdict) { return true }
                return isUncertain ? try await isWritten(verdict) : false
            } catch {
                isUncertain = true
                worker.logger.warning(
                    "the result of a job could not be stored", metadata: job.metadata(["error": "\(error)"]))
                guard (error as? PostgresError)?.isUnavailable == true,
                    worker.runningJobs.holds(claim, at: worker.clock.uptime())
                else {
                    return false
                }
            }
            // This task is never cancelled.
            try? await Task.sleep(for: Self.writeInterval)
        }
    }

    private func write(_ verdict: Verdict) async throws -> Bool {
        let now = worker.clock.now()
        return try await worker.database.transaction { transaction in
            let jobs = JobRepository(transaction)
            let isMine =
                switch verdict {
                case .succeeded: try await jobs.end(job, claim, as: .succeeded, error: nil, at: now)
                case .dead(let error): try await worker.deadLetter(job, claim, error: error, at: now, in: transaction)
                case .retried(let moment, let error): try await jobs.putBack(claim, runAt: moment, error: error)
                case .postponed(let moment, let error):
                    try await jobs.putBack(claim, runAt: moment, error: error, refunds: true)
                case .lost: false
                }
            if isMine { worker.observer.job(job, reached: .committing) }
            return isMine
        }
    }

    /// Whether a write took effect although its response was lost.
    private func isWritten(_ verdict: Verdict) async throws -> Bool {
        guard let present = try await JobRepository(worker.database).find(job.id) else { return false }
        return switch verdict {
        case .succeeded: present.state == .succeeded && present.attempts == job.attempts
        case .dead: present.state == .dead && present.attempts == job.attempts
        case .retried(let moment, _), .postponed(let moment, _): present.state == .queued && present.runAt == moment
        case .lost: false
        }
    }

    private func log(_ verdict: Verdict) {
        switch verdict {
        case .succeeded: worker.logger.debug("a job finished", metadata: job.metadata())
        case .retried(let moment, let error):
            worker.logger.warning(
                "a job failed and will be retried", metadata: job.metadata(["error": "\(error)", "next": "\(moment)"]))
        case .dead(let error):
            worker.logger.error(
                "a job failed its last attempt and is dead", metadata: job.metadata(["error": "\(error)"]))
        case .postponed(let moment, _):
            worker.logger.notice("a job was rescheduled", metadata: job.metadata(["next": "\(moment)"]))
        case .lost: worker.logger.warning("another worker has taken over a job", metadata: job.metadata())
        }
    }
}

extension JobRepository {
    /// Finishes a job and unblocks the next one with its ordering key. Run it in a transaction.
    func end(
        _ job: Job, _ claim: JobClaim, as state: JobState, error: String?, leaseBefore: Timestamp? = nil,
        at now: Timestamp
    )
        async throws -> Bool
    {
        try await lock(orderingKey: job.orderingKey)
        let isMine = try await finish(claim, as: state, error: error, leaseBefore: leaseBefore, at: now)
        if isMine { try await unblock(orderingKey: job.orderingKey) }
        return isMine
    }
}
