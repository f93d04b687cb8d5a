package import Models
import Postgres
package import Primitives

/// The operations of administrators on single jobs, and periodic maintenance. Hold the lock of the job's ordering key.
extension JobRepository {
    /// Like ``find(_:)``, but locks the job until the transaction ends.
    package func lock(_ id: Job.ID) async throws -> Job? {
        if let live = try await executor.run("SELECT \(fragment: Self.columns) FROM job WHERE id = \(id) FOR UPDATE")
            .first
        {
            return try Job(row: live)
        }
        return try await executor.run(
            "SELECT \(fragment: Self.finishedColumns) FROM finished_job WHERE id = \(id) FOR UPDATE"
        ).first.map(
            Job.init(row:))
    }

    /// Makes a queued job due now and wakes workers.
    package func hasten(_ id: Job.ID, at now: Timestamp) async throws {
        try await executor.run(
            "UPDATE job SET run_at = least(run_at, \(now)::timestamptz) WHERE id = \(id) AND state = 'queued'")
        executor.announce(on: Self.notificationChannel)
    }

    /// Deletes a job that is not running.
    package func delete(_ id: Job.ID) async throws {
        try await executor.run("DELETE FROM job WHERE id = \(id) AND state = 'queued'")
        try await executor.run("DELETE FROM finished_job WHERE id = \(id)")
    }

    /// Unblocks jobs that wait for a job that no longer exists: rows were deleted manually, or the job was enqueued in
    /// a transaction that did not see the earlier job finish.
    /// - Returns: The number of unblocked jobs.
    package func unblockStranded() async throws -> Int {
        try await executor.run(
            """
            UPDATE job SET blocked = false WHERE blocked AND NOT EXISTS (
                SELECT FROM job earlier WHERE earlier.ordering_key = job.ordering_key AND earlier.position < job.position)
            """
        ).affected
    }

    /// Deletes up to `limit` jobs that finished in this state before a time, oldest first.
    /// - Returns: The number of deleted jobs.
    package func deleteFinished(_ state: JobState, before moment: Timestamp, limit: Int) async throws -> Int {
        let state = SQL(unsafeSQL: SQL.quoted(literal: state.rawValue))
        return try await executor.run(
            """
            DELETE FROM finished_job WHERE id = ANY(ARRAY(
                SELECT id FROM finished_job WHERE state = \(fragment: state) AND finished_at < \(moment) ORDER BY finished_at LIMIT \(limit)
                FOR UPDATE SKIP LOCKED)) AND state = \(fragment: state)
            """
        ).affected
    }
}
