package import Models
package import Postgres
package import ServiceKit

/// Performs one kind of job.
///
/// Jobs run at least once: a worker may die after finishing the work and before recording it. Make the work idempotent,
/// for example by using the job's id as a key. Stop when the task is cancelled: the process is shutting down, or
/// another worker has the job.
package protocol JobHandler: Sendable {
    /// The kind of job, as in ``JobDraft/kind``.
    var kind: String { get }

    /// Performs the job. Any error except ``JobFailure/final(_:)`` leads to another attempt until the job has used all
    /// its attempts. Rethrow a `TrackerError` unchanged: a call that was blocked before it was sent does not count as
    /// an attempt, and the wait that a tracker asks for is respected.
    func perform(_ job: Job) async throws

    /// Called when a job is dead-lettered or discarded: its last attempt failed, its worker died during the last
    /// attempt, or an operator discarded it. Clean up here whatever the job was to complete, in the transaction that
    /// ends the job. It may be called more than once for a job, for example one that was retried and then discarded.
    /// - Parameter error: The reason, as stored in the job.
    func gaveUp(_ job: Job, error: String, in transaction: Transaction) async throws
}

extension JobHandler {
    /// Does nothing, for jobs that need no cleanup.
    package func gaveUp(_ job: Job, error: String, in transaction: Transaction) async throws {}
}

/// The handlers of all kinds of jobs.
package struct JobHandlers: Sendable {
    let byKind: [String: any JobHandler]

    /// - Throws: `DuplicateRegistration` if two handlers have the same kind.
    package init(_ handlers: [any JobHandler]) throws(DuplicateRegistration) {
        byKind = try Dictionary(handlers, of: "a job handler", by: { $0.kind })
    }

    /// The handler of a single kind.
    package init(only handler: any JobHandler) { byKind = [handler.kind: handler] }
}

/// Why a job failed and how to continue. The texts are stored and shown, so they must not contain secrets.
package enum JobFailure: Error, Sendable, Hashable {
    /// Another attempt would not help: dead-letter the job immediately.
    case final(String)
    /// Retry after exactly this time; nil for the usual backoff.
    case retry(after: Duration?, String)
    /// Nothing was attempted because it is too early. The attempt does not count, and the job is rescheduled after this
    /// time.
    case postponed(Duration, String)
    /// The whole lane is blocked: this process claims none of its jobs for this time, and they keep their order. The
    /// attempt does not count.
    case laneHeld(Duration, String)
}
