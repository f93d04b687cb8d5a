package import Models
package import Postgres
package import Primitives

/// The operations of workers. Every write names the claim it belongs to, so that a worker that has lost a job cannot
/// change it.
extension JobRepository {
    /// Claims due jobs: highest priority first, then longest due. Skips jobs locked by others and jobs beyond the limit
    /// of their lane. The commit does not wait for the disk: if a crash of the database loses the claim, the job runs
    /// again.
    /// - Parameters:
    ///   - owner: Names the claim; never reused.
    ///   - lease: How long the claim is valid without a heartbeat.
    ///   - limit: The maximum number of jobs.
    ///   - lanes: The maximum number of jobs per lane.
    package func claim(owner: String, lease: Duration, limit: Int, lanes: JobLanes = JobLanes(), at now: Timestamp)
        async throws -> [Job]
    {
        let sql = Self.claiming(owner: owner, lease: lease, limit: limit, lanes: lanes, at: now)
        let jobs = try await executor.run(sql).map(Job.init(row:))
        return jobs.sorted { ($1.priority.rawValue, $0.runAt, $0.id) < ($0.priority.rawValue, $1.runAt, $1.id) }
    }

    /// The statement of ``claim(owner:lease:limit:lanes:at:)``.
    package static func claiming(owner: String, lease: Duration, limit: Int, lanes: JobLanes, at now: Timestamp) -> SQL
    {
        """
        WITH RECURSIVE \(fragment: laneNames), \(fragment: room(limit: limit, lanes)),
        due AS MATERIALIZED (\(fragment: due(limit: limit, lanes, at: now)))
        UPDATE job SET state = 'running', attempts = job.attempts + 1, lease_owner = \(owner), lease_until = \(now + lease)
        FROM due CROSS JOIN set_config('synchronous_commit', 'off', true) AS setting WHERE job.id = due.due_id AND setting = 'off'
        RETURNING \(fragment: columns)
        """
    }

    /// The lanes with queued jobs: a loose index scan of `job_due`, which skips from each lane to the next regardless
    /// of the number of jobs.
    private static let laneNames: SQL = """
        lane(name) AS (
            (SELECT lane FROM job WHERE state = 'queued' AND NOT blocked ORDER BY lane LIMIT 1)
            UNION ALL
            SELECT (
                SELECT following.lane FROM job following
                WHERE following.state = 'queued' AND NOT following.blocked AND following.lane > lane.name ORDER BY following.lane LIMIT 1)
            FROM lane WHERE lane.name IS NOT NULL)
        """

    /// The number of jobs that may be claimed from each lane, and how far the lane is trusted.
    private static func room(limit: Int, _ lanes: JobLanes) -> SQL {
        let known = lanes.known
        return """
            room AS MATERIALIZED (
                SELECT lane.name AS lane, CASE WHEN lane.name = '' THEN 0 ELSE coalesce(known.doubt, \(JobLanes.Doubt.unproven.rawValue)::int)
                    END AS doubt, CASE WHEN lane.name = '' THEN \(limit)::int ELSE
                    least(\(limit)::int, coalesce(known.slots, \(lanes.limit)::int)) END AS slots
                FROM lane LEFT JOIN unnest(\(known.map(\.lane))::text[], \(known.map(\.slots))::int[], \(known.map(\.doubt.rawValue))::int[])
                    AS known(lane, slots, doubt) ON known.lane = lane.name
                WHERE lane.name IS NOT NULL)
            """
    }

    /// The due jobs within the limits of each lane, of all slow lanes together, and of all unproven lanes together.
    private static func due(limit: Int, _ lanes: JobLanes, at now: Timestamp) -> SQL {
        let slow = JobLanes.Doubt.slow.rawValue
        return """
            SELECT due_id FROM (
                SELECT due_id, priority, behind, run_at, position, doubt,
                    row_number() OVER (PARTITION BY doubt > 0 ORDER BY priority DESC, behind, run_at, position) AS unproven_rank
                FROM (
                    SELECT line.*, (doubt = \(slow)::int AND \(lanes.queuesSlowBehind)::boolean) AS behind,
                        row_number() OVER (PARTITION BY doubt = \(slow)::int ORDER BY priority DESC, run_at, position) AS slow_rank
                    FROM (\(fragment: line(limit: limit, at: now))) line WHERE lane_rank <= slots) fair
                WHERE doubt < \(slow)::int OR slow_rank <= \(lanes.slowRoom)) shared
            WHERE doubt = 0 OR unproven_rank <= \(lanes.unprovenRoom)
            ORDER BY priority DESC, behind, run_at, position LIMIT \(limit)
            """
    }

    /// One scan of the index `job_due` per lane and priority, each limited to the lane's free slots. The second LIMIT
    /// is redundant but informs the planner: for a limit that it cannot know, it assumes a tenth of the table and
    /// JIT-compiles the statement, which takes up to half a second.
    private static func line(limit: Int, at now: Timestamp) -> SQL {
        """
        SELECT walk.due_id, level.priority, walk.run_at, walk.position, room.slots, room.doubt,
            row_number() OVER (PARTITION BY room.lane ORDER BY level.priority DESC, walk.run_at, walk.position) AS lane_rank
        FROM room CROSS JOIN generate_series(\(JobPriority.high.rawValue), \(JobPriority.low.rawValue), -1) AS level(priority)
        CROSS JOIN LATERAL (
            SELECT * FROM (
                SELECT candidate.id AS due_id, candidate.run_at, candidate.position FROM job candidate
                WHERE candidate.state = 'queued' AND NOT candidate.blocked AND candidate.lane = room.lane
                    AND candidate.priority = level.priority AND candidate.run_at <= \(now)
                ORDER BY candidate.run_at, candidate.position LIMIT room.slots FOR UPDATE SKIP LOCKED) few
            LIMIT \(limit)) walk
        WHERE room.slots > 0
        """
    }

    /// Renews the leases of claimed jobs (heartbeat).
    /// - Returns: The claims that are still valid.
    package func renew(_ claims: [JobClaim], lease: Duration, at now: Timestamp) async throws -> Set<JobClaim> {
        guard !claims.isEmpty else { return [] }
        let rows = try await executor.run(
            """
            UPDATE job SET lease_until = \(now + lease)
            FROM unnest(\(claims.map(\.id))::uuid[], \(claims.map(\.owner))::text[]) AS held(held_id, held_owner)
            WHERE id = held_id AND lease_owner = held_owner AND state = 'running' RETURNING id, lease_owner
            """)
        return Set(try rows.map { JobClaim(id: try $0.decode("id"), owner: try $0.decode("lease_owner")) })
    }

    /// Finishes a claimed job. Hold the lock of its ordering key, and call ``unblock(orderingKey:)`` afterwards.
    /// - Parameter leaseBefore: Finishes it only if its lease expired before this time; nil for the worker that holds
    ///   it.
    /// - Returns: False if the job has another claim or has finished; nothing was changed then.
    package func finish(
        _ claim: JobClaim, as state: JobState, error: String?, leaseBefore: Timestamp? = nil, at now: Timestamp
    ) async throws
        -> Bool
    {
        try await executor.run(
            """
            WITH over AS (
                DELETE FROM job WHERE id = \(claim.id) AND lease_owner = \(claim.owner) AND state = 'running'
                    AND (\(leaseBefore)::timestamptz IS NULL OR lease_until < \(leaseBefore)) RETURNING *)
            INSERT INTO finished_job (id, kind, payload, state, priority, unique_key, ordering_key, lane, channel, attempts, max_attempts,
                run_at, last_error, created_at, finished_at)
            SELECT id, kind, payload, \(state.rawValue), priority, unique_key, ordering_key, lane, channel, attempts, max_attempts,
                run_at, \(error?.storable), created_at, \(now) FROM over
            """
        ).affected == 1
    }

    /// Returns a claimed job to the queue.
    /// - Parameters:
    ///   - runAt: When it is due again.
    ///   - refunds: Whether the attempt does not count, because it was interrupted through no fault of the job.
    ///   - leaseBefore: As in ``finish(_:as:error:leaseBefore:at:)``.
    /// - Returns: False if the job has another claim or has finished.
    package func putBack(
        _ claim: JobClaim, runAt: Timestamp, error: String?, refunds: Bool = false, leaseBefore: Timestamp? = nil
    )
        async throws -> Bool
    {
        try await executor.run(
            """
            UPDATE job SET state = 'queued', lease_owner = NULL, lease_until = NULL, run_at = \(runAt), last_error = \(error?.storable),
                attempts = attempts - CASE WHEN \(refunds) THEN 1 ELSE 0 END
            WHERE id = \(claim.id) AND lease_owner = \(claim.owner) AND state = 'running'
                AND (\(leaseBefore)::timestamptz IS NULL OR lease_until < \(leaseBefore))
            """
        ).affected == 1
    }

    /// Jobs whose lease has expired without a heartbeat: the worker died or cannot reach the database.
    package func abandoned(limit: Int, at now: Timestamp) async throws -> [Job] {
        try await executor.run(
            """
            SELECT \(fragment: Self.columns) FROM job WHERE state = 'running' AND lease_until < \(now)
            ORDER BY lease_until LIMIT \(limit)
            """
        ).map(Job.init(row:))
    }

    /// Unblocks the first job of an ordering key. Hold its lock.
    package func unblock(orderingKey: String?) async throws {
        guard let orderingKey else { return }
        try await executor.run(
            """
            UPDATE job SET blocked = false WHERE blocked AND id = (
                SELECT id FROM job WHERE ordering_key = \(orderingKey) ORDER BY position LIMIT 1)
            """)
    }
}

/// The number of jobs that a worker may still claim from each lane. Jobs without a lane are not limited.
package struct JobLanes: Sendable, Hashable {
    /// How far a lane is trusted to finish jobs quickly, from most to least trusted.
    enum Doubt: Int {
        case proven = 0
        case unproven = 1
        case slow = 2
    }

    /// No limit.
    package static let unbounded = Int(Int32.max)

    /// The maximum number of jobs per lane.
    package var limit: Int
    /// The number of slots that each lane already uses; 0 for a lane that is not listed.
    package var taken: [String: Int]
    /// Lanes whose jobs are known to be quick.
    package var proven: Set<String> = []
    /// Lanes whose recent jobs were slow.
    package var slow: Set<String> = []
    /// The maximum number of jobs per slow lane.
    package var slowLimit = JobLanes.unbounded
    /// The number of additional jobs for all slow lanes together.
    package var slowRoom = JobLanes.unbounded
    /// The number of additional jobs for all lanes that are not proven, including the slow ones.
    package var unprovenRoom = JobLanes.unbounded
    /// Whether slow lanes come after all others of the same priority, however long their jobs have been due.
    package var queuesSlowBehind = false

    /// Without arguments, nothing is limited.
    package init(limit: Int = JobLanes.unbounded, taken: [String: Int] = [:]) {
        self.limit = limit
        self.taken = taken
    }

    /// The lanes with known properties: how many more jobs each may have, and how far it is trusted.
    fileprivate var known: [(lane: String, slots: Int, doubt: Doubt)] {
        Set(taken.keys).union(proven).union(slow).sorted().map { lane in
            let doubt: Doubt = slow.contains(lane) ? .slow : proven.contains(lane) ? .proven : .unproven
            let limit = doubt == .slow ? min(limit, slowLimit) : limit
            return (lane, max(0, limit - (taken[lane] ?? 0)), doubt)
        }
    }
}

/// A worker's claim of a job.
package struct JobClaim: Sendable, Hashable {
    package var id: Job.ID
    /// The unique name of the claim.
    package var owner: String

    package init(id: Job.ID, owner: String) {
        self.id = id
        self.owner = owner
    }
}

extension Job {
    /// The current claim; nil if the job is not running.
    package var claim: JobClaim? { leaseOwner.map { JobClaim(id: id, owner: $0) } }
}
