package import JobQueue
package import Models
import Postgres
package import Primitives
package import Repositories
package import ServiceKit

/// What callers do with writes that they do not wait for: leave them with the gateway, look at them, take them back.
package struct OperationService: Sendable {
    private let environment: TicketEnvironment
    private let queue: JobQueue

    /// Makes the service.
    package init(environment: TicketEnvironment, queue: JobQueue) {
        self.environment = environment
        self.queue = queue
    }

    /// Accepts a write: what can be checked without the tracker is checked, then the operation and its job are stored
    /// in one transaction.
    /// - Parameters:
    ///   - request: The write as it is stored: what ``OperationHandler`` reads it from, with the version of the
    ///     template that it was checked by.
    ///   - idempotencyKey: The caller's key, which means one operation for a day.
    /// - Throws: What the synchronous call would have thrown for a write that can't be meant so.
    package func accept(
        _ work: OperationWork, request: @Sendable (TemplateReference?) -> JSON, channel slug: String,
        idempotencyKey: String?,
        context: CallContext
    ) async throws -> Operation {
        let place = try await OperationAdmission(environment: environment).check(work, channel: slug, context)
        let request = request(place.template)
        let id: Operation.ID = environment.identifiers.next()
        return try await environment.database.transaction { transaction in
            let operations = OperationRepository(transaction)
            if let idempotencyKey, let known = try await self.known(idempotencyKey, context, operations) {
                return known
            }
            let now = environment.clock.now()
            let draft = OperationHandler.job(for: id, on: place.ticket?.key ?? work.ticketKey, in: place.channel)
            guard let job = try await queue.enqueue(draft, in: transaction) else { throw Self.accepted }
            var operation = Operation(
                id: id, kind: work.kind, principal: context.principal, actor: context.actor,
                requestID: context.requestID,
                channel: place.channel, job: job, at: now, expiresAt: now + OperationPolicy.patience)
            operation.idempotencyKey = idempotencyKey
            operation.ticketID = place.ticket?.id
            operation.ticketKey = place.ticket?.key
            operation.commentID = work.commentID
            operation.request = request
            operation.job = .init(state: .queued, attempts: 0, runAt: now)
            let fresh = operation
            try await ServiceError.mapping(.uniqueViolation, to: Self.accepted) { try await operations.insert(fresh) }
            return fresh
        }
    }

    /// A page of operations, newest first: the caller's own, for an administrator everybody's.
    package func list(_ filter: OperationFilter, after position: Operation.ID?, limit: Int, context: CallContext)
        async throws
        -> [Operation]
    {
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

    /// One operation; one that is not the caller's is not found.
    package func find(_ id: Operation.ID, context: CallContext) async throws -> Operation {
        let operation = try Self.visible(try await OperationRepository(environment.database.reader).find(id), context)
        return try await shown([operation], context)[0]
    }

    /// Operations without the ticket, the comment and the tracker's words where the caller may not know of the ticket
    /// any more.
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

    /// Takes back one that has not begun, or that waits for its next attempt: neither it nor its job is left.
    package func cancel(_ id: Operation.ID, if precondition: Precondition, context: CallContext) async throws {
        // Which job it is, and that job's ordering key, never change.
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

    /// Removes what was over, or should have been, before a moment; a little at a time.
    package func prune(before moment: Timestamp) async throws {
        let operations = OperationRepository(environment.database)
        while try await operations.prune(before: moment, limit: OperationPolicy.pruned) == OperationPolicy.pruned {}
    }

    /// What the key made before: a call whose answer was lost may be made again.
    private func known(_ key: String, _ context: CallContext, _ operations: OperationRepository) async throws
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
    private static let over = ServiceError.conflict(detail: "The operation has finished.", code: .operationOver)
}

extension Operation {
    /// The operation's version.
    package var etag: ETag {
        let moment = finishedAt ?? job?.runAt ?? createdAt
        return ETag(opaque: "\(status.rawValue)-\(attemptsBegun)-\(moment.microseconds)")
    }
}
