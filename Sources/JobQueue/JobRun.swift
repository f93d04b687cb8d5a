import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// One attempt at one job, from its claim to what is kept of it.
struct JobRun: Sendable {
    let worker: JobWorker
    let job: Job
    let claim: JobClaim

    /// How often it is tried to keep what came of an attempt while the database is away.
    private static let writeInterval = Duration.milliseconds(200)

    /// A lane that is held is looked at again so long after at the earliest.
    private static let shortestPause = Duration.milliseconds(100)

    /// What is to become of the job.
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
        // A task of its own: what came of the attempt is kept also when this one was cancelled.
        let isKept = await Task { await keep(verdict) }.value
        let outcome = isKept ? verdict.outcome : .lost
        log(isKept ? verdict : .lost)
        worker.observer.job(job, reached: .ended(outcome, after: worker.clock.uptime() - startedAt))
        return outcome
    }

    private func attempt() async -> Verdict {
        // Taken while the process was told to stop: another one may begin it at once.
        if worker.board.isStopping { return .postponed(at: worker.clock.now(), error: job.lastError) }
        guard let handler = worker.handlers[job.kind] else {
            return .postponed(
                at: worker.clock.now() + worker.policy.unknownKindWait, error: "no worker here knows this kind of job")
        }
        worker.observer.job(job, reached: .started)
        let task = Task { try await handler.perform(job) }
        worker.board.set(claim) { task.cancel() }
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
        switch worker.board.interruption(of: claim) {
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
            tell(error)
            return again(error.jobErrorText)
        }
    }

    /// Logs what nobody foresaw, whole: of a database's error its code and message. The job shows less.
    private func tell(_ error: any Error) {
        guard Failure.known(for: error) == nil else { return }
        worker.logger.error("unexpected error in a job", metadata: job.metadata(["cause": "\(error)"]))
    }

    /// What was never sent is no attempt, for a while. All that one tracker holds up would otherwise be dead after a
    /// few refusals, and come back in step: so chance spreads also what is told when to come.
    private func verdict(onTracker error: TrackerError) -> Verdict {
        let backoff = worker.policy.backoff.delay(afterFailures: job.attempts, random: worker.random())
        guard let wait = error.holdOff, worker.clock.now() < job.createdAt + worker.policy.maximumHoldOff else {
            return again(after: (error.retryAfter ?? .zero) + backoff, error.jobErrorText)
        }
        worker.board.pause(job.lane, until: worker.clock.uptime() + min(wait, worker.policy.maximumPause))
        return .postponed(at: worker.clock.now() + bounded(wait + backoff), error: error.jobErrorText.jobError)
    }

    /// The job keeps its place before those that were enqueued after it. Without a lane there is nothing else that
    /// keeps it from coming back.
    private func held(for wait: Duration, _ text: String) -> Verdict {
        let now = worker.clock.now()
        guard !job.lane.isEmpty else { return .postponed(at: now + bounded(wait), error: text.jobError) }
        worker.board.pause(
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

    // MARK: Keeping it

    /// Writes the verdict, trying again while the database is away and the job can't be another's yet.
    /// - Returns: false when the job is another's.
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
                    worker.board.holds(claim, at: worker.clock.uptime())
                else {
                    return false
                }
            }
            // Nobody cancels this task.
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
                case .dead(let error): try await worker.bury(job, claim, error: error, at: now, in: transaction)
                case .retried(let moment, let error): try await jobs.putBack(claim, runAt: moment, error: error)
                case .postponed(let moment, let error):
                    try await jobs.putBack(claim, runAt: moment, error: error, refunds: true)
                case .lost: false
                }
            if isMine { worker.observer.job(job, reached: .committing) }
            return isMine
        }
    }

    /// Whether a write whose answer was lost had happened.
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
                "a job was abandoned after its last attempt", metadata: job.metadata(["error": "\(error)"]))
        case .postponed(let moment, _):
            worker.logger.notice("a job was rescheduled", metadata: job.metadata(["next": "\(moment)"]))
        case .lost: worker.logger.warning("another worker has taken over a job", metadata: job.metadata())
        }
    }
}

extension JobRepository {
    /// Ends a job and lets the next one of its ordering key be taken. Run it in a transaction.
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
