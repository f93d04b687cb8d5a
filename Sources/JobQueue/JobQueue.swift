package import Models
package import Postgres
package import Primitives
import Repositories

/// Takes what is to be done in the background. ``JobWorker`` does it, in whichever process is free.
package struct JobQueue: Sendable {
    private let clock: any WallClock
    private let identifiers: any IdentifierSource

    /// Makes a queue.
    package init(clock: any WallClock, identifiers: any IdentifierSource) {
        self.clock = clock
        self.identifiers = identifiers
    }

    /// Adds a job. In a transaction of the caller's it is there when, and only when, that commits; then workers hear of
    /// it.
    ///
    /// The transaction holds the job's ordering key from here to its end; one that enqueues for several keys should do
    /// so in a fixed order. It must be `READ COMMITTED`, as transactions are by default.
    /// - Parameters:
    ///   - draft: The job.
    ///   - executor: The transaction; a client runs one of its own.
    /// - Returns: The new job's id; nil when an unfinished job has its unique key already.
    @discardableResult
    package func enqueue(_ draft: JobDraft, in executor: any SQLExecutor) async throws -> Job.ID? {
        if draft.orderingKey != nil, let client = executor as? PostgresClient {
            return try await client.transaction { try await add(draft, to: JobRepository($0)) }
        }
        return try await add(draft, to: JobRepository(executor))
    }

    /// Adds many jobs in one statement, in their order.
    /// - Parameter executor: The transaction; jobs with ordering keys need one.
    /// - Returns: The new jobs' ids, in their order; nil for one whose unique key an unfinished job has already.
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
