import Models
import Postgres
import Primitives
public import Repositories
public import TrackerKit

extension TicketService {
    /// Changes a ticket. `If-Match` is checked against the mirror, before the tracker is called: a write costs one call.
    public func update(
        channel slug: String, key: String, _ patch: TicketPatch, precondition: Precondition, context: CallContext
    ) async throws -> TicketRecord {
        let channel = try await environment.channel(slug, context)
        let ticket = try await environment.ticket(key, in: channel, context)
        try precondition.require(ETag(ticket.revision))
        try requireConfidentialScope(patch.confidential.isSet, context)
        guard !patch.isEmpty else { return try await find(channel: slug, key: ticket.key, context: context) }
        let fields = OwnWriteSubject.fields(of: patch)
        let (write, remote) = try await environment.writing(channel, key: ticket.key, doing: fields, context) { tracker in
            try tracker.require(patch.neededCapabilities)
            return try await tracker.updateTicket(ticket.key, patch, in: channel.project)
        }
        try await environment.database.transaction { transaction in
            let outcome = try await environment.mirror.store(
                [remote], in: channel, origin: context.origin, causation: context.causation, cause: context.cause, executor: transaction)
            try await OwnWriteRepository(transaction).end(write)
            var changes = outcome.changes[remote.remoteID] ?? [:]
            if changes.isEmpty, !context.requestID.isEmpty {
                // The tracker told of it first.
                changes = try await EventRepository(transaction).changes(of: ticket.id, causedBy: context.requestID)
            }
            try await record(
                "ticket.update", ticket.id, key: remote.key, in: channel, before: .object(changes.mapValues(\.from)),
                after: .object(changes.mapValues(\.to)), context: context, transaction)
        }
        return try await echo(channel, remote.key, context)
    }

    /// Deletes a ticket, in its tracker too.
    /// - Parameter isRepeat: whether an earlier attempt may have deleted it; then it is no error that the tracker has it no more.
    public func delete(
        channel slug: String, key: String, precondition: Precondition, isRepeat: Bool = false, context: CallContext
    ) async throws {
        let channel = try await environment.channel(slug, context)
        let ticket = try await environment.ticket(key, in: channel, context)
        try precondition.require(ETag(ticket.revision))
        let (write, _) = try await environment.writing(channel, key: ticket.key, doing: [OwnWriteSubject.deletion], context) { tracker in
            try tracker.require(.deleteTickets)
            do {
                try await tracker.deleteTicket(ticket.key, in: channel.project)
            } catch TrackerError.notFound where isRepeat {
                // It also says so when the project or the credentials' rights are gone.
                _ = try await tracker.project(channel.path)
            }
        }
        try await environment.database.transaction { transaction in
            try await environment.mirror.remove(
                [ticket.key], in: channel, origin: context.origin, causation: context.causation, cause: context.cause, executor: transaction
            )
            try await OwnWriteRepository(transaction).end(write)
            let before: JSON = ["key": .string(ticket.key), "title": .string(ticket.title), "status": .string(ticket.status.rawValue)]
            try await record(
                "ticket.delete", ticket.id, key: ticket.key, in: channel, before: before, after: nil, context: context, transaction)
        }
    }

    /// Subscribes the connection's account, or the user whom the caller acts for; or ends that.
    public func setSubscribed(_ subscribed: Bool, channel slug: String, key: String, context: CallContext) async throws {
        let channel = try await environment.channel(slug, context)
        let ticket = try await environment.ticket(key, in: channel, context)
        try await environment.calling(channel, context) { tracker in
            try tracker.require(.subscribe)
            try await tracker.setSubscribed(subscribed, to: ticket.key, in: channel.project)
        }
        let target = AuditTarget(.subscription, id: ticket.id, name: ticket.key, channel: slug)
        try await environment.audit.record(
            subscribed ? "subscription.create" : "subscription.delete", target: target, before: nil, after: nil, context: context,
            in: environment.database)
    }

    /// The ticket as a write left it. Who wrote it may see it, whatever became of it.
    func echo(_ channel: Channel, _ key: String, _ context: CallContext) async throws -> TicketRecord {
        let audience = TicketAudience(channels: context.principal.channels, includesConfidential: true)
        return try Self.found(try await reader.record(channel: channel.slug, key: key, for: audience))
    }

    func requireConfidentialScope(_ needed: Bool, _ context: CallContext) throws {
        if needed, !context.principal.allows(.ticketsConfidential) { throw ServiceError.forbidden(.ticketsConfidential) }
    }

    func record(
        _ action: String, _ id: Ticket.ID, key: String, in channel: Channel, before: JSON?, after: JSON?, context: CallContext,
        _ transaction: Transaction
    ) async throws {
        let target = AuditTarget(.ticket, id: id, name: key, channel: channel.slug)
        try await environment.audit.record(action, target: target, before: before, after: after, context: context, in: transaction)
        try await context.completion?(target, transaction)
    }
}
