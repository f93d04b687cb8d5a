package import JobQueue
package import Models
package import Postgres
package import Primitives
package import PrimitivesTestSupport
package import Repositories
import TestSupport

/// A job queue on its own database, with a manual clock.
package struct JobFixture: Sendable {
    package static let lease = Duration.seconds(30)

    package let database: PostgresClient
    package let clock = ManualClock()
    package let identifiers = UUIDv7Source()

    package var queue: JobQueue { JobQueue(clock: clock, identifiers: identifiers) }
    package var jobs: JobRepository { JobRepository(database) }

    package static func run(_ body: (JobFixture) async throws -> Void) async throws {
        try await TestDatabase.withDatabase { try await body(JobFixture(database: $0)) }
    }

    @discardableResult
    package func enqueue(_ payload: JSON = .null, change: (inout JobDraft) -> Void = { _ in }) async throws -> Job.ID? {
        var draft = JobDraft(kind: "test", payload: payload)
        change(&draft)
        return try await queue.enqueue(draft, in: database)
    }

    /// Claims due jobs as a worker would. A test may leave the claim unfinished, like a crashed worker.
    package func claim(_ owner: String = "somebody", limit: Int = 100, lanes: JobLanes = JobLanes()) async throws
        -> [Job]
    {
        try await jobs.claim(owner: owner, lease: Self.lease, limit: limit, lanes: lanes, at: clock.now())
    }

    /// Finishes a job as its worker would.
    @discardableResult
    package func finish(_ job: Job, as state: JobState = .succeeded) async throws -> Bool {
        try await database.transaction { transaction in
            let jobs = JobRepository(transaction)
            try await jobs.lock(orderingKey: job.orderingKey)
            let isMine = try await jobs.finish(
                job.claim ?? JobClaim(id: job.id, owner: ""), as: state, error: nil, at: clock.now())
            try await jobs.unblock(orderingKey: job.orderingKey)
            return isMine
        }
    }

    /// The number of jobs in a state.
    package func count(_ state: JobState) async throws -> Int {
        var filter = JobFilter()
        filter.state = state
        return try await jobs.list(filter, after: nil, limit: 100_000).count
    }
}
