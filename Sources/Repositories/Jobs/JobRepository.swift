package import Models
package import Postgres
package import Primitives

/// Enqueues and lists jobs: queries on the tables `job` and `finished_job`. `JobRepository+Claims` has the operations
/// of workers.
package struct JobRepository: Sendable {
    /// The NOTIFY channel on which workers are woken for due jobs.
    package static let notificationChannel = "ticket_gateway_job"
    /// The first key of the advisory locks on ordering keys: the ASCII letters `jobs`.
    private static let lockClass: Int32 = 0x6a6f_6273

    let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    static let columns = SQL(
        unsafeSQL: """
            id, kind, payload, state, priority, unique_key, ordering_key, lane, channel, attempts, max_attempts, run_at, lease_owner, \
            lease_until, last_error, created_at, NULL::timestamptz AS finished_at
            """)
    static let finishedColumns = SQL(
        unsafeSQL: """
            id, kind, payload, state, priority, unique_key, ordering_key, lane, channel, attempts, max_attempts, run_at, \
            NULL::text AS lease_owner, NULL::timestamptz AS lease_until, last_error, created_at, finished_at
            """)

    /// Locks an ordering key until the transaction ends; see ``lock(orderingKeys:)``.
    package func lock(orderingKey: String?) async throws {
        try await lock(orderingKeys: orderingKey.map { [$0] } ?? [])
    }

    /// Locks ordering keys until the transaction ends, in the given order, so that transactions that add or finish
    /// their jobs run one after another. This needs its own statement: the next one must see what the previous holder
    /// committed.
    package func lock(orderingKeys: [String]) async throws {
        guard !orderingKeys.isEmpty else { return }
        try await executor.run(
            """
            SELECT pg_advisory_xact_lock(\(Self.lockClass), hashtext(key))
            FROM (SELECT key FROM unnest(\(orderingKeys)::text[]) WITH ORDINALITY given(key, n) ORDER BY n OFFSET 0) ordered
            """)
    }

    /// Inserts a job and wakes workers when the transaction commits. Hold the lock of its ordering key.
    /// - Returns: False if an unfinished job has the same unique key; nothing was inserted then.
    package func insert(_ job: Job, at now: Timestamp) async throws -> Bool {
        let added = try await executor.run(
            """
            INSERT INTO job (id, kind, payload, priority, unique_key, ordering_key, lane, channel, blocked, max_attempts, run_at,
                last_error, created_at)
            VALUES (\(job.id), \(job.kind), \(job.payload.storable), \(job.priority.rawValue), \(job.uniqueKey),
                \(job.orderingKey), \(job.lane), \(job.channel), EXISTS (SELECT FROM job WHERE ordering_key = \(job.orderingKey)), \(job.maxAttempts),
                \(job.runAt), \(job.lastError), \(job.createdAt))
            ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING
            RETURNING run_at <= \(now) AND NOT blocked AS due
            """
        ).first
        if try added?.decode("due", as: Bool.self) == true { executor.announce(on: Self.notificationChannel) }
        return added != nil
    }

    /// Inserts jobs in their order and wakes workers when the transaction commits. Hold the locks of their ordering
    /// keys.
    /// - Returns: The inserted jobs, without those whose unique key an unfinished job already has.
    @discardableResult
    package func insert(_ jobs: [Job], at now: Timestamp) async throws -> Set<Job.ID> {
        guard !jobs.isEmpty else { return [] }
        let rows = try await executor.run(
            """
            INSERT INTO job (id, kind, payload, priority, unique_key, ordering_key, lane, channel, blocked, max_attempts, run_at, created_at)
            SELECT id, kind, payload, priority, unique_key, ordering_key, lane, channel,
                ordering_key IS NOT NULL AND (row_number() OVER (PARTITION BY ordering_key ORDER BY n) > 1
                    OR EXISTS (SELECT FROM job WHERE job.ordering_key = given.ordering_key)), max_attempts, run_at, created_at
            FROM unnest(\(jobs.map(\.id.text))::uuid[], \(jobs.map(\.kind))::text[], \(jobs.map(\.payload.storable.text))::jsonb[],
                \(jobs.map(\.priority.rawValue))::smallint[], \(jobs.map(\.uniqueKey))::text[], \(jobs.map(\.orderingKey))::text[],
                \(jobs.map(\.lane))::text[], \(jobs.map(\.channel))::text[], \(jobs.map(\.maxAttempts))::integer[],
                \(jobs.map(\.runAt.rfc3339))::timestamptz[], \(jobs.map(\.createdAt.rfc3339))::timestamptz[])
                WITH ORDINALITY given(id, kind, payload, priority, unique_key, ordering_key, lane, channel, max_attempts, run_at, created_at, n)
            ORDER BY n
            ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING
            RETURNING id, run_at <= \(now) AND NOT blocked AS due
            """)
        if try rows.contains(where: { try $0.decode("due") }) { executor.announce(on: Self.notificationChannel) }
        return Set(try rows.map { try $0.decode("id") })
    }

    /// The job with this id, finished or not.
    package func find(_ id: Job.ID) async throws -> Job? {
        try await executor.run(
            """
            SELECT \(fragment: Self.columns) FROM job WHERE id = \(id)
            UNION ALL SELECT \(fragment: Self.finishedColumns) FROM finished_job WHERE id = \(id)
            """
        ).first.map(Job.init(row:))
    }

    /// The matching jobs, newest first.
    /// - Parameters:
    ///   - position: The last job of the previous page; nil for the first page.
    ///   - limit: The maximum number of jobs.
    package func list(_ filter: JobFilter, after position: Job.ID?, limit: Int) async throws -> [Job] {
        let end: SQL = " ORDER BY id DESC LIMIT \(limit)"
        let conditions = filter.conditions + (position.map { ["id < \($0)"] } ?? [])
        let restriction: SQL = conditions.isEmpty ? "" : " WHERE \(fragment: conditions.joined(separator: " AND "))"
        var walks: [SQL] = []
        if filter.state.map({ !$0.isFinished }) ?? true {
            walks.append("(SELECT \(fragment: Self.columns) FROM job\(fragment: restriction)\(fragment: end))")
        }
        if filter.state.map(\.isFinished) ?? true {
            walks.append(
                "(SELECT \(fragment: Self.finishedColumns) FROM finished_job\(fragment: restriction)\(fragment: end))")
        }
        return try await executor.run(
            "SELECT * FROM (\(fragment: walks.joined(separator: " UNION ALL "))) found\(fragment: end)"
        ).map(
            Job.init(row:))
    }
}

/// The filters of a job list; all that are set must match.
package struct JobFilter: Sendable, Hashable {
    package var state: JobState?
    package var kind: String?
    /// Slugs of the channels that the jobs concern; nil for all jobs, including those of no channel.
    package var channels: Set<String>?

    /// Matches every job.
    package init() {}

    fileprivate var conditions: [SQL] {
        var conditions: [SQL] = []
        // A literal instead of a parameter, so that the plan of a prepared statement can use the partial indexes.
        if let state { conditions.append("state = \(unsafeSQL: SQL.quoted(literal: state.rawValue))") }
        if let kind { conditions.append("kind = \(kind)") }
        if let channels { conditions.append("channel = ANY(\(channels.sorted()))") }
        return conditions
    }
}

extension JobState: PostgresDecodable {}

extension Job {
    init(row: Row) throws {
        var draft = JobDraft(kind: try row.decode("kind"), payload: try row.decode("payload"))
        draft.priority = JobPriority(rawValue: try row.decode("priority")) ?? .normal
        draft.uniqueKey = try row.decode("unique_key")
        draft.orderingKey = try row.decode("ordering_key")
        draft.lane = try row.decode("lane")
        draft.channel = try row.decode("channel")
        draft.runAt = try row.decode("run_at") as Timestamp
        draft.maxAttempts = try row.decode("max_attempts")
        self.init(id: try row.decode("id"), draft, at: try row.decode("created_at"))
        state = try row.decode("state")
        attempts = try row.decode("attempts")
        leaseOwner = try row.decode("lease_owner")
        leaseUntil = try row.decode("lease_until")
        lastError = try row.decode("last_error")
        finishedAt = try row.decode("finished_at")
    }
}
