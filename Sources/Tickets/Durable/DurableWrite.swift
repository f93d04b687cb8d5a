package import Models
package import Postgres
package import Primitives
import ServiceKit

/// A write that a job performs, and that takes effect once although its worker can be killed at any moment: an
/// operation, or the action of a rule. A row records its progress; ``DurableWriter`` makes the attempts.
///
/// An attempt has five steps:
///
/// 1. ``begin()`` stores that an attempt has begun, and what it will write, before the tracker is called.
/// 2. The use case looks at the tracker for the effect of ``DurableProgress/earlier``, an attempt whose worker was
///    killed or whose reply was lost: a ticket by its marker, a comment by its text. Other writes are harmless to
///    repeat.
/// 3. ``perform(_:)`` calls the use case, which calls the tracker and returns a ``WriteReceipt``.
/// 4. ``commit(_:also:)`` stores the receipt and ``succeed(_:in:)`` in one transaction, so that a performed write never
///    appears unfinished.
/// 5. If the attempt failed, ``retry(after:)`` or ``fail(_:)`` stores why, and the job is repeated or ends.
package protocol DurableWrite: Sendable {
    /// What is written. The same in every attempt, so that a later one can find the effect of an earlier one.
    associatedtype Plan: Sendable

    /// The progress as of when the row was read, before this attempt.
    var progress: DurableProgress { get }

    /// Records durably that an attempt begins.
    /// - Returns: What to write; nil if nothing is left to do.
    func begin() async throws -> Plan?
    /// Calls the use case and commits its receipt.
    func perform(_ plan: Plan) async throws
    /// Records that the write succeeded.
    /// - Parameter written: The changed object.
    /// - Throws: ``DurableWriteOver`` if the write has already finished; the transaction must then be rolled back.
    func succeed(_ written: AuditTarget, in transaction: Transaction) async throws
    /// Records that the write succeeded without changing anything. Does nothing if it has already finished.
    func succeedIfPending() async throws
    /// Records why an attempt failed that will be repeated, and counts it in ``DurableProgress/failures``.
    func retry(after failure: Failure) async throws
    /// Records that the write failed for good.
    func fail(_ failure: Failure) async throws
}

/// Thrown to end an attempt of which nothing is to be recorded: another worker has finished the write in the meantime,
/// or the attempt has recorded its own outcome.
package struct DurableWriteOver: Error {
    package init() {}
}

/// The progress of a durable write.
package struct DurableProgress: Sendable, Hashable {
    /// The number of attempts that failed and were recorded. Those of killed workers are not.
    package var failures: Int
    /// An attempt that began earlier and may have succeeded; nil in the first attempt.
    package var earlier: EarlierAttempt?
    /// No attempt is made after this time.
    package var deadline: Timestamp

    package init(failures: Int, earlier: EarlierAttempt?, deadline: Timestamp) {
        self.failures = failures
        self.earlier = earlier
        self.deadline = deadline
    }
}

extension DurableWrite {
    /// Stores a write together with its completion.
    /// - Parameter addition: Further changes in the same transaction, made first.
    package func commit<Value>(_ receipt: WriteReceipt<Value>, also addition: WriteReceipt<Value>.Addition? = nil)
        async throws
    {
        try await receipt.commit { written, transaction in
            try await addition?(written, transaction)
            try await succeed(written, in: transaction)
        }
    }
}
