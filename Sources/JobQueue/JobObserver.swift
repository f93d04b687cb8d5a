package import Models
package import Repositories

/// Receives the progress of jobs, for metrics and for tests that pause at a certain stage.
package protocol JobObserver: Sendable {
    /// A job of this process has reached a stage. Called in the job's own task, so return quickly.
    func job(_ job: Job, reached stage: JobStage)
    /// Receives the number of jobs by state, at regular intervals.
    func counted(_ counts: JobCounts)
}

extension JobObserver {
    package func counted(_ counts: JobCounts) {}
}

/// The stages of a job in its worker.
package enum JobStage: Sendable, Hashable {
    /// Claimed, `waited` after it was due.
    case claimed(waited: Duration)
    /// About to be passed to its handler.
    case started
    /// The handler has returned or thrown; nothing has been stored yet.
    case performed
    /// The result is written but not yet committed.
    case committing
    /// The result is stored; `after` is how long the job ran.
    case ended(JobOutcome, after: Duration)
}

/// The result of one attempt.
package enum JobOutcome: String, Sendable, Hashable, CaseIterable {
    case succeeded
    /// The attempt failed; the job will be retried.
    case retried
    /// The last attempt failed; the job is dead-lettered.
    case dead
    /// Put back without counting the attempt: the process is stopping, it does not know this kind of job, the handler
    /// postponed it, or its calls are blocked.
    case postponed
    /// Another worker has the job; this worker's result is discarded.
    case lost
}

/// Ignores everything.
struct NoJobObserver: JobObserver {
    func job(_ job: Job, reached stage: JobStage) {}
}
