package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit

/// The use cases of administrators: list, retry and discard jobs.
package struct JobService: Sendable {
    private let database: PostgresClient
    private let heavyReads: HeavyReads
    private let audit: AuditLog
    private let handlers: [String: any JobHandler]
    private let clock: any WallClock

    /// The error passed to the handler of a discarded job.
    static let discarded = "discarded"

    /// - Parameters:
    ///   - heavyReads: Runs the list queries, because a filter may scan most jobs; nil to use connections of
    ///     `database`.
    ///   - handlers: The workers' handlers, which are notified of discarded jobs.
    package init(
        database: PostgresClient, heavyReads: HeavyReads? = nil, handlers: JobHandlers, audit: AuditLog,
        clock: any WallClock
    ) {
        self.database = database
        self.heavyReads = heavyReads ?? HeavyReads(database: database)
        self.handlers = handlers.byKind
        self.audit = audit
        self.clock = clock
    }

    /// A page of jobs, newest first. Callers restricted to channels see only jobs of these channels.
    package func list(_ filter: JobFilter, after position: Job.ID?, limit: Int, context: CallContext) async throws
        -> [Job]
    {
        var filter = filter
        filter.channels = context.principal.channels
        let restricted = filter
        return try await heavyReads.run(for: context.principal.key) { executor in
            let jobs = try await JobRepository(executor).list(restricted, after: position, limit: limit)
            if jobs.isEmpty { try await requireKind(of: restricted, in: executor) }
            return jobs
        }
    }

    /// Throws 422 if the filter names a kind of job that has no handler. The jobs of a kind that only another version
    /// has can be listed.
    private func requireKind(of filter: JobFilter, in executor: any SQLExecutor) async throws {
        guard let kind = filter.kind, handlers[kind] == nil else { return }
        var others = JobFilter()
        others.kind = kind
        others.channels = filter.channels
        guard try await JobRepository(executor).list(others, after: nil, limit: 1).isEmpty else { return }
        throw ServiceError.invalid("?kind", UnknownWord.detail(.string(kind), among: handlers.keys.sorted()))
    }

    /// Finds a job.
    /// - Throws: `ServiceError.notFound` also if the caller may not see it.
    package func find(_ id: Job.ID, context: CallContext) async throws -> Job {
        try Self.visible(try await JobRepository(database.reader).find(id), context)
    }

    private static func visible(_ job: Job?, _ context: CallContext) throws -> Job {
        guard let job, context.principal.channels == nil || job.channel.map(context.principal.mayUse(channel:)) == true
        else {
            throw missing
        }
        return job
    }

    /// Retries a job: a dead one is enqueued again with all its attempts, after the other jobs with its ordering key; a
    /// queued one becomes due now.
    /// - Throws: 409 if it is running or has succeeded, or if an unfinished job has its unique key.
    package func retry(_ id: Job.ID, context: CallContext) async throws -> Job {
        try await change(id, "job.retry", context: context) { job, jobs, _ in
            switch job.state {
            case .queued: try await jobs.hasten(id, at: clock.now())
            case .dead: try await revive(job, jobs)
            case .running, .succeeded: throw Self.notRetryable
            }
            return try await jobs.find(id)
        }
    }

    /// Deletes a job that is not running; unless it succeeded, its handler is notified.
    /// - Throws: 409 if it is running.
    package func discard(_ id: Job.ID, if precondition: Precondition, context: CallContext) async throws {
        _ = try await change(id, "job.discard", context: context) { job, jobs, transaction in
            try precondition.require(job.etag)
            guard job.state != .running else { throw Self.runs }
            try await jobs.delete(id)
            try await jobs.unblock(orderingKey: job.orderingKey)
            if job.state != .succeeded {
                try await handlers[job.kind]?.gaveUp(job, error: Self.discarded, in: transaction)
            }
            return nil
        }
    }

    private func revive(_ job: Job, _ jobs: JobRepository) async throws {
        var fresh = job
        fresh.runAt = clock.now()
        try await jobs.delete(job.id)
        guard try await jobs.insert(fresh, at: clock.now()) else { throw Self.keyTaken }
    }

    /// Runs a change with the job and its ordering key locked, and writes the audit entry.
    /// - Parameter body: Receives the job and returns the changed job; nil if it was deleted.
    private func change(
        _ id: Job.ID, _ action: String, context: CallContext,
        body: @Sendable (Job, JobRepository, Transaction) async throws -> Job?
    ) async throws -> Job {
        // A job's ordering key never changes, so it can be read before it is locked.
        let key = try await find(id, context: context).orderingKey
        return try await database.transaction { transaction in
            let jobs = JobRepository(transaction)
            try await jobs.lock(orderingKey: key)
            let before = try Self.visible(try await jobs.lock(id), context)
            let after = try await body(before, jobs, transaction)
            try await audit.record(
                action, target: AuditTarget(.job, id: id, name: before.kind, channel: before.channel),
                before: before.auditJSON,
                after: after?.auditJSON,
                context: context, in: transaction)
            return after ?? before
        }
    }

    private static let missing = ServiceError.notFound("job")
    private static let runs = ServiceError.conflict(detail: "A worker is running the job.", code: .jobRunning)
    private static let notRetryable = ServiceError.conflict(
        detail: "Only a dead or waiting job can be retried.", code: .jobNotRetryable)
    private static let keyTaken = ServiceError.conflict(
        detail: "An unfinished job has the same unique key.", code: .jobKeyTaken)
}

extension Job {
    package var etag: ETag {
        let moment = finishedAt ?? leaseUntil ?? runAt
        return ETag(opaque: "\(state.rawValue)-\(attempts)-\(runAt.microseconds)-\(moment.microseconds)")
    }

    fileprivate var auditJSON: JSON {
        [
            "kind": .string(kind), "state": .string(state.rawValue), "payload": payload.maskingSecrets,
            "attempts": JSON(attempts),
            "run_at": JSON(runAt), "last_error": JSON(lastError),
        ]
    }
}
