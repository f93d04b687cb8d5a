package import Models
package import Repositories

/// Is told how far jobs are: for metrics, and for tests that stop the world there.
package protocol JobObserver: Sendable {
    /// A job of this process has come so far. Called in the job's own task: be quick.
    func job(_ job: Job, reached stage: JobStage)
    /// So many jobs there are; counted from time to time.
    func counted(_ counts: JobCounts)
}

extension JobObserver {
    /// Nothing is done with it.
    package func counted(_ counts: JobCounts) {}
}

/// How far a job is in its worker.
package enum JobStage: Sendable, Hashable {
    /// Taken, after having been due for so long.
    case claimed(waited: Duration)
    /// About to be handed to its handler.
    case started
    /// The handler has returned or thrown; nothing is kept of that yet.
    case performed
    /// What came of it is written and not yet committed.
    case committing
    /// What came of it is kept, after so long a run.
    case ended(JobOutcome, after: Duration)
}

/// What came of one attempt.
package enum JobOutcome: String, Sendable, Hashable, CaseIterable {
    /// The job is done.
    case succeeded
    /// It failed, and will be tried again.
    case retried
    /// It failed for the last time.
    case dead
    /// It was put back untried or unfinished, and nobody is to blame: the process stops, or does not know its kind.
    case postponed
    /// Another worker has it by now; what this one did counts for nothing.
    case lost
}

/// Tells nobody.
struct NoJobObserver: JobObserver {
    func job(_ job: Job, reached stage: JobStage) {}
}
