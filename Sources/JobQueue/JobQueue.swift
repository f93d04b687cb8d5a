package import Models
package import Postgres
package import Primitives
import Repositories

/// Enqueues background jobs. A ``JobWorker`` in any process performs them.
package struct JobQueue: Sendable {
    private let clock: any WallClock
    private let identifiers: any IdentifierSource

    package init(clock: any WallClock, identifiers: any IdentifierSource) {
        self.clock = clock
        self.identifiers = identifiers
    }

    /// Enqueues a job. The job exists if and only if the transaction commits; then workers are notified.
    ///
    /// The transaction locks the job's ordering key until it ends, so a transaction that enqueues for several keys must
    /// do so in a fixed order. It must be `READ COMMITTED`, the default.
    /// - Parameters:
    ///   - draft: The job.
    ///   - executor: The transaction; with a client, the job is enqueued in its own transaction.
    /// - Returns: The id of the new job; nil if an unfinished job has the same unique key.
    @discardableResult
    package func enqueue(_ draft: JobDraft, in executor: any SQLExecutor) async throws -> Job.ID? {
        if draft.orderingKey != nil, let client = executor as? PostgresClient {
            return try await client.transaction { try await add(draft, to: JobRepository($0)) }
        }
        return try await add(draft, to: JobRepository(executor))
    }

    /// Enqueues several jobs in one statement, in the given order.
    /// - Parameter executor: The transaction; required if a job has an ordering key.
    /// - Returns: The ids of the new jobs, in the given order; nil for a job whose unique key an unfinished job has.
    @discardableResult
    package func enqueue(_ drafts: [JobDraft], in executor: any SQLExecutor) async throws -> [Job.ID?] {
        let now = clock.now(), repository = JobRepository(executor)
        let jobs = drafts.map { Job(id: identifiers.next(), $0, at: now) }
        let keys = Set(jobs.compactMap(\.orderingKey))
        precondition(
            keys.isEmpty || !(executor is PostgresClient), "jobs with ordering keys are enqueued in a transaction")
        try await repository.lock(orderingKeys: keys.sorted())
        let added = try await repository.insert(jobs, at: now)
        return jobs.map { added.contains($0.id) ? $0.id : nil }
    }

    private func add(_ draft: JobDraft, to jobs: JobRepository) async throws -> Job.ID? {
        let now = clock.now()
        let job = Job(id: identifiers.next(), draft, at: now)
        try await jobs.lock(orderingKey: job.orderingKey)
        return try await jobs.insert(job, at: now) ? job.id : nil
    }
}
