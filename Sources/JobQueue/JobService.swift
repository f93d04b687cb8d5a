package import Models
package import Postgres
package import Primitives
package import Repositories
package import ServiceKit

/// What administrators do with jobs: look at them, try dead ones again, discard them.
package struct JobService: Sendable {
    private let database: PostgresClient
    private let heavyReads: HeavyReads
    private let audit: AuditLog
    private let handlers: [String: any JobHandler]
    private let clock: any WallClock

    /// What is told of a job that somebody discarded.
    static let discarded = "discarded"

    /// Makes the service.
    /// - Parameters:
    ///   - heavyReads: What lists are read through: a filter may pass over most of the jobs. Nil for the database's own
    ///     connections.
    ///   - handlers: Those of the workers: they are told of jobs that are discarded.
    package init(
        database: PostgresClient, heavyReads: HeavyReads? = nil, handlers: [any JobHandler], audit: AuditLog,
        clock: any WallClock
    ) {
        self.database = database
        self.heavyReads = heavyReads ?? HeavyReads(database: database)
        self.handlers = handlers.byKind
        self.audit = audit
        self.clock = clock
    }

    /// A page of jobs, newest first. Callers who are restricted to channels see the jobs that are about one of these.
    package func list(_ filter: JobFilter, after position: Job.ID?, limit: Int, context: CallContext) async throws
        -> [Job]
    {
        var filter = filter
        filter.channels = context.principal.channels
        let restricted = filter
        return try await heavyReads.run(for: context.principal.key) {
            try await JobRepository($0).list(restricted, after: position, limit: limit)
        }
    }

    /// One job; one that the caller may not know of is not found.
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

    /// Enqueues a dead job again, with all its attempts, behind those of its ordering key; makes one that waits due
    /// now.
    package func retry(_ id: Job.ID, context: CallContext) async throws -> Job {
        try await change(id, "job.retry", context) { job, jobs, _ in
            switch job.state {
            case .queued: try await jobs.hasten(id, at: clock.now())
            case .dead: try await revive(job, jobs)
            case .running, .succeeded: throw Self.notRetryable
            }
            return try await jobs.find(id)
        }
    }

    /// Deletes a job that nobody runs.
    package func discard(_ id: Job.ID, if precondition: Precondition, context: CallContext) async throws {
        _ = try await change(id, "job.discard", context) { job, jobs, transaction in
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

    /// Runs a change with the job and its ordering key locked, and records it.
    /// - Parameter body: Gets the job, and answers what became of it; nil when it is gone.
    private func change(
        _ id: Job.ID, _ action: String, _ context: CallContext,
        _ body: @Sendable (Job, JobRepository, Transaction) async throws -> Job?
    ) async throws -> Job {
        // Its ordering key never changes, so it is safe to read it before it is locked.
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
    /// The job's version.
    package var etag: ETag {
        let moment = finishedAt ?? leaseUntil ?? runAt
        return ETag(opaque: "\(state.rawValue)-\(attempts)-\(runAt.microseconds)-\(moment.microseconds)")
    }

    /// The job for the audit log.
    fileprivate var auditJSON: JSON {
        [
            "kind": .string(kind), "state": .string(state.rawValue), "payload": payload.maskingSecrets,
            "attempts": JSON(attempts),
            "run_at": JSON(runAt), "last_error": JSON(lastError),
        ]
    }
}
