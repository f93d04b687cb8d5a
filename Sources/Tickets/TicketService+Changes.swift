import Connections
import Models
import Postgres
import Primitives
package import Repositories
package import ServiceKit
package import TrackerKit

extension TicketService {
    /// Changes a ticket at its tracker. `If-Match` is checked against the mirror before the tracker is called, so that a
    /// write takes one call.
    package func update(
        channel slug: String, key: String, _ patch: TicketPatch, precondition: Precondition, context: CallContext
    ) async throws -> WriteReceipt<TicketRecord> {
        let channel = try await environment.channel(slug, context)
        let ticket = try await environment.ticket(key, in: channel, context)
        try await environment.require(precondition, of: ticket, context)
        try requireConfidentialScope(patch.confidential.isSet, context)
        try await requireParent(patch.parent.value ?? nil, in: channel, context)
        guard !patch.isEmpty else {
            // An empty patch writes nothing, so it is a read.
            guard context.principal.allows(.ticketsRead) else { throw ServiceError.forbidden(.ticketsRead) }
            return WriteReceipt(unchanged: { try await find(channel: slug, key: ticket.key, context: context) })
        }
        let fields = OwnWriteSubject.fields(of: patch)
        let (write, remote) = try await environment.writing(channel, key: ticket.key, doing: fields, context: context) {
            tracker in
            try tracker.require(patch.neededCapabilities)
            let remote = try await tracker.updateTicket(ticket.key, patch, in: channel.project)
            try await tracker.requireOwn(remote, insteadOf: ticket, in: channel)
            return remote
        }
        return WriteReceipt(in: environment.database) { transaction in
            let outcome = try await environment.mirror.store(
                [remote], in: channel, origin: context.origin, causation: context.causation, cause: context.cause,
                executor: transaction)
            try await OwnWriteRepository(transaction).end(write)
            if fields.contains(TicketFields.table.labels.name) {
                try await noteLabels(of: remote, in: channel, transaction)
            }
            let change = try await change(
                of: ticket, changes: outcome.changes[remote.remoteID], isStored: outcome.updated > 0, write: write,
                in: transaction)
            let target = try await record(
                "ticket.update", ticket: ticket.id, key: remote.key, in: channel, before: change.before,
                after: change.after, context: context, transaction: transaction)
            return (target, change.before == change.after)
        } read: { changesNothing in
            // The response shows the current ticket, not what the caller wrote, so this is a read.
            if changesNothing, !context.principal.allows(.ticketsRead) { throw ServiceError.forbidden(.ticketsRead) }
            return try await echo(in: channel, key: remote.key, context: context)
        }
    }

    /// What a write changed, for the audit log. Before and after are equal if it changed nothing.
    /// - Parameters:
    ///   - changes: What storing the tracker's response changed in the mirror.
    ///   - isStored: Whether storing it wrote anything; if not, a delivery or a sync may have stored the change first.
    private func change(
        of ticket: MirroredTicket, changes: [String: FieldChange]?, isStored: Bool, write: OwnWrite.ID,
        in transaction: Transaction
    ) async throws -> (before: JSON?, after: JSON) {
        var changes = changes ?? [:]
        if changes.isEmpty { changes = try await EventRepository(transaction).changes(of: ticket.id, causedBy: write) }
        if changes.isEmpty, !isStored {
            let everything = TicketAudience(channels: nil, includesConfidential: true)
            let present = try await TicketRepository(transaction).find(id: ticket.id, for: everything)
            // Another writer changed the ticket in the meantime, and no event attributes the change to this write. An
            // entry without fields is better than none.
            if present?.revision != ticket.revision { return (nil, [:]) }
        }
        return (.object(changes.mapValues(\.from)), .object(changes.mapValues(\.to)))
    }

    /// Labels that the channel's list does not have were created together with the ticket, so the list is read again.
    func noteLabels(of ticket: Ticket, in channel: Channel, _ transaction: Transaction) async throws {
        guard !ticket.labels.isEmpty else { return }
        try await CatalogRepository<RemoteLabel>(transaction).expire(channel.id, unlessItHas: ticket.labels)
    }

    /// Deletes a ticket at its tracker.
    /// - Parameter isRepeat: Whether an earlier attempt may have deleted it; then "not found" from the tracker counts
    ///   as success.
    package func delete(
        channel slug: String, key: String, precondition: Precondition, isRepeat: Bool = false, context: CallContext
    ) async throws -> WriteReceipt<Void> {
        let channel = try await environment.channel(slug, context)
        let ticket = try await environment.ticket(key, in: channel, context)
        try await environment.require(precondition, of: ticket, context)
        let (write, _) = try await environment.writing(
            channel, key: ticket.key, doing: [OwnWriteSubject.deletion], context: context
        ) { tracker in
            try tracker.require(.deleteTickets)
            do {
                try await tracker.deleteTicket(ticket.key, in: channel.project)
            } catch TrackerError.notFound where isRepeat {
                // Trackers also return "not found" if the project was deleted or the credentials lost access, so check
                // that the project is still readable.
                try await tracker.requireProject(of: channel)
            }
        }
        return WriteReceipt(in: environment.database) { transaction in
            try await environment.mirror.remove(
                [ticket.key], in: channel, origin: context.origin, causation: context.causation, cause: context.cause,
                executor: transaction
            )
            try await OwnWriteRepository(transaction).end(write)
            let before: JSON = [
                "key": .string(ticket.key), "title": .string(ticket.title), "status": .string(ticket.status.rawValue),
            ]
            let target = try await record(
                "ticket.delete", ticket: ticket.id, key: ticket.key, in: channel, before: before, after: nil,
                context: context, transaction: transaction)
            return (target, ())
        } read: { _ in
        }
    }

    /// Subscribes or unsubscribes the connection's account, or the user that the caller acts on behalf of.
    package func setSubscribed(_ subscribed: Bool, channel slug: String, key: String, context: CallContext) async throws
    {
        let channel = try await environment.channel(slug, context)
        let ticket = try await environment.ticket(key, in: channel, context)
        try await environment.calling(channel, context: context) { tracker in
            try tracker.require(.subscribe)
            try await tracker.setSubscribed(subscribed, to: ticket.key, in: channel.project)
        }
        let target = AuditTarget(.subscription, id: ticket.id, name: ticket.key, channel: slug)
        try await environment.audit.record(
            subscribed ? "subscription.create" : "subscription.delete", target: target, before: nil, after: nil,
            context: context, in: environment.database)
    }

    /// Returns the ticket as a write left it.
    /// - Parameter isNew: Whether the caller has just created it; then the caller sees it even if the tracker made it
    ///   confidential. A ticket that became confidential while it was changed is not found, as in every other call.
    func echo(in channel: Channel, key: String, isNew: Bool = false, context: CallContext) async throws
        -> TicketRecord
    {
        let audience = TicketAudience(
            channels: context.principal.channels, includesConfidential: isNew || context.audience.includesConfidential)
        return try Self.found(try await reader.record(channel: channel.slug, key: key, for: audience))
    }

    /// Lets callers without access to confidential tickets name only parents that they can see: the tracker's response
    /// would reveal whether a confidential one exists.
    func requireParent(_ key: String?, in channel: Channel, _ context: CallContext) async throws {
        guard let key, !context.audience.includesConfidential else { return }
        guard try await reader.find(channel: channel.id, key: key, for: context.audience) != nil else {
            throw ServiceError.invalid("/parent", "there is no such ticket")
        }
    }

    func requireConfidentialScope(_ needed: Bool, _ context: CallContext) throws {
        if needed, !context.principal.allows(.ticketsConfidential) {
            throw ServiceError.forbidden(.ticketsConfidential)
        }
    }

    func record(
        _ action: String, ticket id: MirroredTicket.ID, key: String, in channel: Channel, before: JSON?, after: JSON?,
        context: CallContext, transaction: Transaction
    ) async throws -> AuditTarget {
        let target = AuditTarget(.ticket, id: id, name: key, channel: channel.slug)
        try await environment.audit.record(
            action, target: target, before: before, after: after, context: context, in: transaction)
        return target
    }
}
