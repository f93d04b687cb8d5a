import Documents
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

/// The write of an operation. Its row is the operation itself.
struct OperationWrite: DurableWrite {
    let environment: TicketEnvironment
    let operation: Operation
    let job: Job

    /// The stored write, and the call that it came from.
    struct Plan: Sendable {
        var work: OperationWork
        var context: CallContext
    }

    var progress: DurableProgress {
        DurableProgress(
            failures: operation.attempts,
            earlier: operation.startedAt.map { EarlierAttempt(operation: operation.id, startedAt: $0) },
            deadline: operation.expiresAt)
    }

    func begin() async throws -> Plan? {
        let context = try await context()
        try await OperationRepository(environment.database).begin(operation.id, at: environment.clock.now())
        return Plan(work: try OperationReader.read(operation), context: context)
    }

    /// The original call, limited to the caller's current rights. If the client or token has been deleted, the
    /// operation fails.
    private func context() async throws -> CallContext {
        guard let principal = try await CallerLookup(reader: environment.database.reader).principal(operation.principal)
        else {
            throw Failure(.unauthorized, detail: "The client or token that requested this no longer exists.")
        }
        let scopes = operation.scopes.contains(.admin) ? principal.scopes : operation.scopes.filter(principal.allows)
        let restricted = Principal(
            kind: principal.kind, id: principal.id, name: principal.name, scopes: scopes, channels: principal.channels)
        guard restricted.allows(.ticketsWrite) else { throw ServiceError.forbidden(.ticketsWrite) }
        return CallContext(principal: restricted, requestID: operation.requestID, actor: operation.actor)
    }

    // MARK: Ends

    func succeed(_ written: AuditTarget, in transaction: Transaction) async throws {
        let isTicket = written.kind == .ticket
        let isFirst = try await OperationRepository(transaction).succeed(
            operation.id, attempts: job.attempts, ticket: isTicket ? written.id.flatMap { MirroredTicket.ID($0) } : nil,
            key: isTicket ? written.name : nil, comment: isTicket ? nil : written.id.flatMap { Comment.ID($0) },
            at: environment.clock.now())
        guard isFirst else { throw DurableWriteOver() }
    }

    func succeedIfPending() async throws {
        _ = try await OperationRepository(environment.database).succeed(
            operation.id, attempts: job.attempts, ticket: nil, key: nil, comment: nil, at: environment.clock.now())
    }

    func retry(after failure: Failure) async throws {
        try await OperationRepository(environment.database).noteFailure(
            of: operation.id, problem: document(of: failure, at: environment.clock.now()))
    }

    func fail(_ failure: Failure) async throws {
        let now = environment.clock.now()
        try await OperationRepository(environment.database).fail(
            operation.id, attempts: job.attempts, problem: document(of: failure, at: now), at: now)
    }

    private func document(of failure: Failure, at now: Timestamp) -> JSON {
        failure.storedDocument(requestID: operation.requestID, timestamp: now)
    }
}

/// Performs the write with the use case of the synchronous call.
extension OperationWrite {
    func perform(_ plan: Plan) async throws {
        let context = plan.context, channel = operation.channel
        switch plan.work {
        case .createTicket(var creation):
            // With the caller's key, this is the same creation as a synchronous call with that key whose response was
            // lost.
            creation.idempotencyKey = operation.idempotencyKey ?? "operation \(operation.id)"
            try await commit(try await tickets.create(creation, inChannel: channel, context: context))
        case .updateTicket(let key, let patch, let precondition):
            try await commit(
                try await tickets.update(
                    channel: channel, key: key, patch, precondition: precondition, context: context))
        case .deleteTicket(let key, let precondition):
            try await delete(context) {
                try await tickets.delete(
                    channel: channel, key: key, precondition: precondition, isRepeat: isRepeat, context: context)
            }
        case .createComment(let key, let draft):
            try await commit(
                try await comments.create(
                    draft, channel: channel, key: key, after: progress.earlier, context: context))
        case .updateComment(let key, let id, let body, let precondition):
            try await commit(
                try await comments.update(
                    id, body: body, channel: channel, key: key, precondition: precondition, context: context))
        case .deleteComment(let key, let id, let precondition):
            try await delete(context) {
                try await comments.delete(
                    id, channel: channel, key: key, precondition: precondition, isRepeat: isRepeat, context: context)
            }
        }
    }

    private var tickets: TicketService { TicketService(environment) }
    private var comments: CommentService { CommentService(environment) }
    private var isRepeat: Bool { progress.earlier != nil }

    /// Deletes. If an earlier attempt may have deleted the ticket or comment, "not found" in the mirror counts as
    /// success.
    private func delete(_ context: CallContext, _ delete: () async throws -> WriteReceipt<Void>) async throws {
        do {
            try await commit(try await delete())
        } catch ServiceError.notFound(let missing) where isRepeat && ["ticket", "comment"].contains(missing.kind) {
            let target = deleted
            try await environment.database.transaction { transaction in
                try await environment.audit.record(
                    operation.kind.rawValue, target: target, before: nil, after: nil, context: context, in: transaction)
                try await succeed(target, in: transaction)
            }
        }
    }

    /// The object to delete, as far as the operation knows it.
    private var deleted: AuditTarget {
        if let id = operation.commentID {
            return AuditTarget(.comment, id: id, name: operation.ticketKey, channel: operation.channel)
        }
        return AuditTarget(.ticket, id: operation.ticketID?.text, name: operation.ticketKey, channel: operation.channel)
    }
}

/// Looks up callers by the data that an operation stores about them.
struct CallerLookup: Sendable {
    let reader: any SQLExecutor

    /// The caller with this `Principal.key` and its current rights; nil if it no longer exists.
    func principal(_ key: String) async throws -> Principal? {
        let parts = key.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch Principal.Kind(rawValue: parts[0]) {
        case .client:
            guard let id = Client.ID(parts[1]) else { return nil }
            return try await ClientRepository(reader).find(id: id)?.principal
        case .token:
            guard let id = APIToken.ID(parts[1]) else { return nil }
            return try await APITokenRepository(reader).find(id: id)?.principal
        case .system, .rule, nil: return nil
        }
    }
}
