import Models
import Postgres
package import Primitives

/// The number of jobs by state.
package struct JobCounts: Sendable, Hashable {
    /// The jobs that a worker could claim now.
    package var due: Int
    /// The jobs that wait for their time or for another job.
    package var waiting: Int
    package var running: Int
    /// The dead letters that were not discarded.
    package var dead: Int
    /// Since when the oldest due job has been due; nil if none is.
    package var dueSince: Timestamp?

    package init(due: Int, waiting: Int, running: Int, dead: Int, dueSince: Timestamp?) {
        self.due = due
        self.waiting = waiting
        self.running = running
        self.dead = dead
        self.dueSince = dueSince
    }
}

extension JobRepository {
    /// Counts the jobs. It reads every unfinished job, so call it rarely.
    package func counts(at now: Timestamp) async throws -> JobCounts {
        let row = try await executor.run(
            """
            SELECT count(*) FILTER (WHERE state = 'queued' AND NOT blocked AND run_at <= \(now)) AS due,
                count(*) FILTER (WHERE state = 'queued' AND (blocked OR run_at > \(now))) AS waiting,
                count(*) FILTER (WHERE state = 'running') AS running,
                min(run_at) FILTER (WHERE state = 'queued' AND NOT blocked AND run_at <= \(now)) AS due_since,
                (SELECT count(*) FROM finished_job WHERE state = 'dead') AS dead
            FROM job
            """)[0]
        return JobCounts(
            due: try row.decode("due"), waiting: try row.decode("waiting"), running: try row.decode("running"),
            dead: try row.decode("dead"),
            dueSince: try row.decode("due_since"))
    }
}
