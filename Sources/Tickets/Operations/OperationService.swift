package import JobQueue
package import Models
import Postgres
package import Primitives
package import Repositories
package import ServiceKit

/// Use cases of operations, which are writes that callers do not wait for: accepting, reading and cancelling them.
package struct OperationService: Sendable {
    private let environment: TicketEnvironment
    private let queue: JobQueue

    package init(environment: TicketEnvironment, queue: JobQueue) {
        self.environment = environment
        self.queue = queue
    }

    /// Accepts a write: runs all checks that need no tracker call, then stores the operation and its job in one
    /// transaction.
    /// - Parameters:
    ///   - request: Encodes the write for storage, with the template version that it was checked against.
    ///     ``OperationHandler`` decodes it.
    ///   - idempotencyKey: The caller's key, which refers to the same operation for a day.
    /// - Throws: The same errors as the synchronous call, as far as they are known without the tracker.
    package func accept(
        _ work: OperationWork, request: @Sendable (TemplateReference?) -> JSON, channel slug: String,
        idempotencyKey: String?,
        context: CallContext
    ) async throws -> Operation {
        let target = try await OperationAdmission(environment: environment).check(work, channel: slug, context)
        let request = request(target.template)
        let id: Operation.ID = environment.identifiers.next()
        let (operation, isKnown) = try await environment.database.transaction { transaction in
            let operations = OperationRepository(transaction)
            if let idempotencyKey, let known = try await self.known(idempotencyKey, context: context, in: operations) {
                return (known, true)
            }
            let now = environment.clock.now()
            let draft = OperationHandler.job(for: id, on: target.ticket?.key ?? work.ticketKey, in: target.channel)
            guard let job = try await queue.enqueue(draft, in: transaction) else { throw Self.accepted }
            var operation = Operation(
                id: id, kind: work.kind, principal: context.principal, actor: context.actor,
                requestID: context.requestID,
                channel: target.channel, job: job, at: now, expiresAt: now + DurablePolicy.patience)
            operation.idempotencyKey = idempotencyKey
            operation.ticketID = target.ticket?.id
            operation.ticketKey = target.ticket?.key
            operation.commentID = work.commentID
            operation.request = request
            operation.job = .init(state: .queued, attempts: 0, runAt: now)
            let fresh = operation
            try await ServiceError.mapping(.uniqueViolation, to: Self.accepted) { try await operations.insert(fresh) }
            return (fresh, false)
        }
        guard isKnown else { return operation }
        // The caller may have lost access to the ticket since the first call with this key.
        return try await shown([try Self.visible(operation, context)], context)[0]
    }

    /// Returns a page of operations, newest first: the caller's own, or everyone's for an administrator.
    package func list(_ filter: OperationFilter, after position: Operation.ID?, limit: Int, context: CallContext)
        async throws
        -> [Operation]
    {
        let database = environment.database.reader
        try await NameSuggestions(database, for: context.principal).requireChannels(filter.channels, in: database)
        var filter = filter
        if !context.principal.allows(.admin) { filter.principal = context.principal.key }
        if let bounds = context.principal.channels {
            filter.channels = filter.channels.map { $0.intersection(bounds) } ?? bounds
        }
        let restricted = filter
        let operations = try await environment.heavyReads.run(for: context.principal.key) {
            try await OperationRepository($0).list(restricted, after: position, limit: limit)
        }
        return try await shown(operations, context)
    }

    /// Returns an operation.
    /// - Throws: `ServiceError.notFound` if it does not exist or the caller may not see it.
    package func find(_ id: Operation.ID, context: CallContext) async throws -> Operation {
        let operation = try Self.visible(try await OperationRepository(environment.database.reader).find(id), context)
        return try await shown([operation], context)[0]
    }

    /// Hides ticket, comment and problem of operations whose ticket the caller can no longer see.
    private func shown(_ operations: [Operation], _ context: CallContext) async throws -> [Operation] {
        let hidden = try await HiddenTickets(environment.database.reader).among(
            Array(Set(operations.compactMap(\.ticketID))), from: context.audience)
        guard !hidden.isEmpty else { return operations }
        return operations.map { operation in
            guard let ticket = operation.ticketID, hidden.contains(ticket) else { return operation }
            var operation = operation
            (operation.ticketID, operation.ticketKey, operation.commentID, operation.problem) = (nil, nil, nil, nil)
            return operation
        }
    }

    /// Cancels an operation that has not begun or is waiting for its next attempt. Deletes the operation and its job.
    package func cancel(_ id: Operation.ID, if precondition: Precondition, context: CallContext) async throws {
        // An operation's job and its ordering key never change, so they can be read before the lock is taken.
        let orderingKey = try await JobRepository(environment.database).find(
            try await find(id, context: context).jobID)?.orderingKey
        try await environment.database.transaction { transaction in
            let (jobs, operations) = (JobRepository(transaction), OperationRepository(transaction))
            try await jobs.lock(orderingKey: orderingKey)
            let operation = try Self.visible(try await operations.lock(id), context)
            try precondition.require(operation.etag)
            guard operation.state == .pending else { throw Self.over }
            if let job = try await jobs.lock(operation.jobID) {
                guard job.state != .running else { throw Self.runs }
                try await jobs.delete(job.id)
                try await jobs.unblock(orderingKey: job.orderingKey)
            }
            try await operations.delete(id)
            try await environment.audit.record(
                "operation.cancel",
                target: AuditTarget(.operation, id: id, name: operation.ticketKey, channel: operation.channel),
                before: ["kind": .string(operation.kind.rawValue), "attempts": JSON(operation.attemptsBegun)],
                after: nil,
                context: context, in: transaction)
        }
    }

    /// Deletes operations that finished, or expired, before `moment`, in small batches.
    package func prune(before moment: Timestamp) async throws {
        let operations = OperationRepository(environment.database)
        while try await operations.prune(before: moment, limit: OperationPolicy.pruned) == OperationPolicy.pruned {}
    }

    /// The operation that an earlier call with the same key created, if any: callers may repeat a call whose response
    /// was lost.
    private func known(_ key: String, context: CallContext, in operations: OperationRepository) async throws
        -> Operation?
    {
        let principal = context.principal.key
        try await operations.release(
            idempotencyKey: key, of: principal, before: environment.clock.now() - OperationPolicy.keyMemory)
        return try await operations.find(idempotencyKey: key, of: principal)
    }

    private static func visible(_ operation: Operation?, _ context: CallContext) throws -> Operation {
        guard let operation, context.principal.mayUse(channel: operation.channel),
            operation.principal == context.principal.key || context.principal.allows(.admin)
        else { throw ServiceError.notFound("operation") }
        return operation
    }

    private static let accepted = ServiceError.conflict(
        detail: "The first request with this Idempotency-Key is still running.", code: .idempotencyInProgress)
    private static let runs = ServiceError.conflict(
        detail: "An attempt of the operation is running.", code: .operationRunning)
    private static let over = ServiceError.conflict(detail: "The operation has finished.", code: .operationFinished)
}

extension Operation {
    package var etag: ETag {
        let moment = finishedAt ?? job?.runAt ?? createdAt
        return ETag(opaque: "\(status.rawValue)-\(attemptsBegun)-\(moment.microseconds)")
    }
}
