import Models
import Postgres
package import Primitives

/// How many jobs there are.
package struct JobCounts: Sendable, Hashable {
    /// Those that a worker could take now.
    package var due: Int
    /// Those that wait for their time or for another job.
    package var waiting: Int
    /// Those that run.
    package var running: Int
    /// Those that were given up, and not discarded yet.
    package var dead: Int
    /// Since when the first of those that are due has been; nil when none is.
    package var dueSince: Timestamp?

    /// Makes counts.
    package init(due: Int, waiting: Int, running: Int, dead: Int, dueSince: Timestamp?) {
        self.due = due
        self.waiting = waiting
        self.running = running
        self.dead = dead
        self.dueSince = dueSince
    }
}

extension JobRepository {
    /// Counts the jobs; it reads all that are still to be done, so don't do it often.
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
