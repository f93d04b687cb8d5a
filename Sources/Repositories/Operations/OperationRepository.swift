package import Models
package import Postgres
package import Primitives

extension OperationKind: PostgresEncodable, PostgresDecodable {}
extension OperationState: PostgresEncodable, PostgresDecodable {}

/// Queries on the table `operation`.
package struct OperationRepository: Sendable {
    let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    private static let selection = SQL(
        unsafeSQL: """
            SELECT operation.id, operation.kind, operation.state, operation.principal, operation.scopes, operation.actor, \
            operation.request_id, operation.idempotency_key, operation.channel_id, channel.slug AS channel_slug, operation.ticket_id, \
            operation.ticket_key, operation.comment_id, operation.request, operation.job_id, operation.attempts, operation.problem, \
            operation.created_at, operation.started_at, operation.expires_at, operation.finished_at, job.state AS job_state, \
            job.attempts AS job_attempts, job.run_at AS job_run_at \
            FROM operation JOIN channel ON channel.id = operation.channel_id LEFT JOIN job ON job.id = operation.job_id
            """)

    /// - Throws: `.uniqueViolation` if the caller has another operation with the same idempotency key.
    package func insert(_ operation: Operation) async throws {
        try await executor.run(
            """
            INSERT INTO operation (id, kind, principal, scopes, actor, request_id, idempotency_key, channel_id, ticket_id, ticket_key,
                comment_id, request, job_id, created_at, expires_at)
            VALUES (\(operation.id), \(operation.kind), \(operation.principal), \(operation.scopes.names), \(operation.actor),
                \(operation.requestID), \(operation.idempotencyKey), \(operation.channelID), \(operation.ticketID),
                \(operation.ticketKey), \(operation.commentID), \(operation.request?.storable), \(operation.jobID),
                \(operation.createdAt), \(operation.expiresAt))
            """)
    }

    package func find(_ id: Operation.ID) async throws -> Operation? {
        try await executor.run("\(fragment: Self.selection) WHERE operation.id = \(id)").first.map(Operation.init(row:))
    }

    /// Finds an operation and locks it until the transaction ends.
    package func lock(_ id: Operation.ID) async throws -> Operation? {
        try await executor.run("\(fragment: Self.selection) WHERE operation.id = \(id) FOR UPDATE OF operation").first
            .map(
                Operation.init(row:))
    }

    /// The operation that a caller created with this idempotency key, or nil.
    package func find(idempotencyKey: String, of principal: String) async throws -> Operation? {
        try await executor.run(
            "\(fragment: Self.selection) WHERE principal = \(principal) AND idempotency_key = \(idempotencyKey)"
        ).first.map(Operation.init(row:))
    }

    /// Releases an idempotency key that was used before a time, so that it can be used for another call.
    package func release(idempotencyKey: String, of principal: String, before moment: Timestamp) async throws {
        try await executor.run(
            """
            UPDATE operation SET idempotency_key = NULL
            WHERE principal = \(principal) AND idempotency_key = \(idempotencyKey) AND created_at < \(moment)
            """)
    }

    /// The matching operations, newest first.
    /// - Parameters:
    ///   - position: The last operation of the previous page; nil for the first page.
    ///   - limit: The maximum number of operations.
    package func list(_ filter: OperationFilter, after position: Operation.ID?, limit: Int) async throws -> [Operation]
    {
        var sql: SQL = "\(fragment: Self.selection) WHERE \(fragment: filter.condition)"
        if let position { sql += " AND operation.id < \(position)" }
        return try await executor.run(sql + " ORDER BY operation.id DESC LIMIT \(limit)").map(Operation.init(row:))
    }

    package func delete(_ id: Operation.ID) async throws {
        try await executor.run("DELETE FROM operation WHERE id = \(id)")
    }

    /// Deletes up to `limit` operations that expired before a time, except those whose job is still in the queue.
    /// - Returns: The number of deleted operations.
    package func prune(before moment: Timestamp, limit: Int) async throws -> Int {
        try await executor.run(
            """
            DELETE FROM operation WHERE id IN (
                SELECT id FROM operation WHERE expires_at < \(moment)
                    AND (finished_at IS NOT NULL OR NOT EXISTS (SELECT FROM job WHERE job.id = operation.job_id))
                ORDER BY expires_at LIMIT \(limit))
            """
        ).affected
    }
}

/// The filters of an operation list; all that are set must match.
package struct OperationFilter: Sendable, Hashable {
    /// The caller's `Principal.key`; nil for all.
    package var principal: String?
    /// Slugs of channels; nil for all.
    package var channels: Set<String>?
    package var status: OperationStatus?

    /// Matches every operation.
    package init() {}

    var condition: SQL {
        var sql: SQL = "true"
        if let principal { sql += " AND operation.principal = \(principal)" }
        if let channels { sql += " AND channel.slug = ANY(\(channels.sorted()))" }
        switch status {
        case .queued: sql += " AND operation.state = 'pending' AND job.state = 'queued'"
        case .running: sql += " AND operation.state = 'pending' AND job.state = 'running'"
        case .succeeded: sql += " AND operation.state = 'succeeded'"
        case .failed: sql += " AND (operation.state = 'failed' OR (operation.state = 'pending' AND job.id IS NULL))"
        case nil: break
        }
        return sql
    }
}

extension Operation {
    init(row: Row) throws {
        self.init(
            id: try row.decode("id"), kind: try row.decode("kind"), principal: try row.decode("principal"),
            scopes: Set(names: try row.decode("scopes")), requestID: try row.decode("request_id"),
            channelID: try row.decode("channel_id"),
            channel: try row.decode("channel_slug"), jobID: try row.decode("job_id"),
            createdAt: try row.decode("created_at"),
            expiresAt: try row.decode("expires_at"))
        state = try row.decode("state")
        actor = try row.decode("actor")
        idempotencyKey = try row.decode("idempotency_key")
        ticketID = try row.decode("ticket_id")
        ticketKey = try row.decode("ticket_key")
        commentID = try row.decode("comment_id")
        request = try row.decode("request")
        attempts = try row.decode("attempts")
        problem = try row.decode("problem")
        startedAt = try row.decode("started_at")
        finishedAt = try row.decode("finished_at")
        job = try row.decode("job_state", as: JobState?.self).map {
            QueuedJob(state: $0, attempts: try row.decode("job_attempts"), runAt: try row.decode("job_run_at"))
        }
    }
}
