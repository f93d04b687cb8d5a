import Documents
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import TrackerKit

extension OperationHandler {
    /// The original call, limited to the caller's current rights. If the client or token has been deleted, the
    /// operation fails.
    func context(of operation: Operation, _ job: Job) async throws -> CallContext {
        guard let principal = try await CallerLookup(reader: environment.database.reader).principal(operation.principal)
        else {
            throw Failure(.unauthorized, detail: "The client or token that requested this no longer exists.")
        }
        let scopes = operation.scopes.contains(.admin) ? principal.scopes : operation.scopes.filter(principal.allows)
        let restricted = Principal(
            kind: principal.kind, id: principal.id, name: principal.name, scopes: scopes, channels: principal.channels)
        guard restricted.allows(.ticketsWrite) else { throw ServiceError.forbidden(.ticketsWrite) }
        var context = CallContext(principal: restricted, requestID: operation.requestID, actor: operation.actor)
        context.completion = { [environment] target, transaction in
            let isTicket = target.kind == .ticket
            let isFirst = try await OperationRepository(transaction).succeed(
                operation.id, attempts: job.attempts, ticket: isTicket ? target.id.flatMap { Ticket.ID($0) } : nil,
                key: isTicket ? target.name : nil, comment: isTicket ? nil : target.id.flatMap { Comment.ID($0) },
                at: environment.clock.now())
            guard isFirst else { throw OperationOver() }
        }
        return context
    }

    func perform(_ work: OperationWork, of operation: Operation, _ context: CallContext) async throws {
        let isRepeat = operation.startedAt != nil
        switch work {
        case .createTicket(var creation):
            // With the caller's key, this is the same creation as a synchronous call with that key whose response was
            // lost.
            creation.idempotencyKey = operation.idempotencyKey ?? "operation \(operation.id)"
            _ = try await tickets.create(creation, inChannel: operation.channel, context: context)
        case .updateTicket(let key, let patch, let precondition):
            _ = try await tickets.update(
                channel: operation.channel, key: key, patch, precondition: precondition, context: context)
        case .deleteTicket(let key, let precondition):
            try await forgiving(isRepeat, operation: operation, context: context) {
                try await tickets.delete(
                    channel: operation.channel, key: key, precondition: precondition, isRepeat: isRepeat,
                    context: context)
            }
        case .createComment(let key, let draft):
            let earlier = operation.startedAt.map { CommentAttempt(operation: operation.id, startedAt: $0) }
            _ = try await comments.create(draft, channel: operation.channel, key: key, after: earlier, context: context)
        case .updateComment(let key, let id, let body, let precondition):
            _ = try await comments.update(
                id, body: body, channel: operation.channel, key: key, precondition: precondition, context: context)
        case .deleteComment(let key, let id, let precondition):
            try await forgiving(isRepeat, operation: operation, context: context) {
                try await comments.delete(
                    id, channel: operation.channel, key: key, precondition: precondition, isRepeat: isRepeat,
                    context: context)
            }
        }
    }

    /// Deletes. If an earlier attempt may have deleted the ticket or comment, "not found" in the mirror counts as
    /// success.
    private func forgiving(
        _ isRepeat: Bool, operation: Operation, context: CallContext, delete: () async throws -> Void
    ) async throws {
        do {
            try await delete()
        } catch ServiceError.notFound("ticket") where isRepeat, ServiceError.notFound("comment") where isRepeat {
            let target =
                operation.commentID.map {
                    AuditTarget(.comment, id: $0, name: operation.ticketKey, channel: operation.channel)
                }
                ?? AuditTarget(
                    .ticket, id: operation.ticketID?.text, name: operation.ticketKey, channel: operation.channel)
            try await environment.database.transaction { transaction in
                try await environment.audit.record(
                    operation.kind.rawValue, target: target, before: nil, after: nil, context: context, in: transaction)
                try await context.completion?(target, transaction)
            }
        }
    }
}

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
