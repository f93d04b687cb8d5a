package import Models
package import Postgres

/// Does one kind of job.
///
/// A job is done at least once: its worker may die after the work and before it could say so. Make the work such that a
/// repeat changes nothing, as with the job's id for a key. When the task is cancelled, stop: the process ends, or
/// another worker has the job by now.
package protocol JobHandler: Sendable {
    /// The kind, as in ``JobDraft/kind``.
    var kind: String { get }

    /// Does the job. Any error but ``JobFailure/final(_:)`` leads to another attempt, until the job has had all of its
    /// own. Throw a `TrackerError` as it is: a call that was held back before it was sent is no attempt, and a tracker
    /// that says when to come back is not asked before.
    func perform(_ job: Job) async throws

    /// Told that a job was abandoned after its last attempt: it has failed for the last time, its worker died at the
    /// last attempt, or somebody discarded it. What the job was to bring to an end is ended here, in the transaction
    /// that ends the job. It may be told more than once of one job, of one that was tried again and discarded, say.
    /// - Parameter error: Why, as the job shows it.
    func gaveUp(_ job: Job, error: String, in transaction: Transaction) async throws
}

extension JobHandler {
    /// Nothing is left behind by the job.
    package func gaveUp(_ job: Job, error: String, in transaction: Transaction) async throws {}
}

extension Sequence<any JobHandler> {
    /// The handler for each kind; of two for one kind the last counts.
    var byKind: [String: any JobHandler] { Dictionary(map { ($0.kind, $0) }) { _, last in last } }
}

/// Why a job could not be done, and what is to become of it. Texts are kept and shown: no secret may be in them.
package enum JobFailure: Error, Sendable, Hashable {
    /// No further attempt would help: the job is dead at once.
    case final(String)
    /// Another attempt may help, after exactly so long; nil for the usual wait.
    case retry(after: Duration?, String)
    /// Nothing was tried, and nobody is to blame: it is too early. The attempt does not count, and the job comes back
    /// after so long.
    case postponed(Duration, String)
    /// The same for all of the job's lane: this process takes none of its jobs for so long, and they keep their order.
    case laneHeld(Duration, String)
}
