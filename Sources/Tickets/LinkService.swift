import Documents
package import Models
package import Postgres
import Primitives
import Repositories
package import ServiceKit
import TrackerKit

/// Use cases of links between tickets. The gateway stores them, so they can connect tickets of different trackers.
package struct LinkService: Sendable {
    private let environment: TicketEnvironment

    package init(_ environment: TicketEnvironment) { self.environment = environment }

    /// Returns a page of a ticket's links, oldest first. A page of limit + 1 links means that there is a next page.
    package func list(channel slug: String, key: String, page: TimePage<TicketLink>, context: CallContext) async throws
        -> [TicketLink]
    {
        let ticket = try await ticket(slug, key: key, context: context)
        return try await LinkRepository(environment.database.reader).list(
            of: ticket.id, for: context.audience, page: page)
    }

    package func find(_ id: TicketLink.ID, channel slug: String, key: String, context: CallContext) async throws
        -> TicketLink
    {
        let ticket = try await ticket(slug, key: key, context: context)
        return try await find(id, of: ticket, context)
    }

    /// Links a ticket to another one, given by its id or URL.
    /// - Throws: `ServiceError.conflict` if the link already exists, in either direction.
    package func create(_ type: LinkType, to target: String, channel slug: String, key: String, context: CallContext)
        async throws
        -> TicketLink
    {
        let ticket = try await ticket(slug, key: key, context: context)
        let end = try await resolve(target, context)
        guard end.id != ticket.id, end.id != nil || end.url != ticket.url else {
            throw ServiceError.invalid("/target", "must be another ticket")
        }
        let id: TicketLink.ID = environment.identifiers.next()
        let link = NewLink(id: id, type: type, ticket: ticket, end: end, channel: slug)
        try await environment.database.transaction(.serializable) { try await add(link, context: context, in: $0) }
        return try await find(id, of: ticket, context)
    }

    /// Links a new ticket to another one, in the transaction that stores it. Does nothing if the link already exists.
    package func add(
        _ type: LinkType, from ticket: MirroredTicket, channel slug: String, to other: MirroredTicket,
        _ context: CallContext,
        in transaction: Transaction
    )
        async throws
    {
        let end = LinkTarget.ticket(other.id, url: other.url)
        let link = NewLink(id: environment.identifiers.next(), type: type, ticket: ticket, end: end, channel: slug)
        let repository = LinkRepository(transaction)
        try await repository.lock(link.tickets)
        guard try await !repository.exists(type, from: ticket.id, to: end, for: .everything) else { return }
        try await add(link, context: context, in: transaction)
    }

    private struct NewLink: Sendable {
        var id: TicketLink.ID
        var type: LinkType
        var ticket: MirroredTicket
        var end: LinkTarget
        var channel: String

        var tickets: [MirroredTicket.ID] { [ticket.id, end.id].compactMap(\.self) }
    }

    private func add(_ link: NewLink, context: CallContext, in transaction: Transaction) async throws {
        let repository = LinkRepository(transaction)
        try await repository.lock(link.tickets)
        guard
            try await !repository.exists(
                link.type, from: link.ticket.id, to: link.end, for: context.audience)
        else {
            throw ServiceError.conflict(detail: "This link already exists.", code: .linkExists)
        }
        try await repository.insert(link.id, link.type, from: link.ticket.id, to: link.end, at: environment.clock.now())
        // The id of a mirrored ticket, because its URL would reveal another channel's project to readers of this one.
        let after: JSON = ["type": .string(link.type.rawValue), "target": .string(link.end.id?.text ?? link.end.url)]
        try await environment.audit.record(
            "link.create", target: AuditTarget(.link, id: link.id, name: link.ticket.key, channel: link.channel),
            before: nil, after: after,
            context: context, in: transaction)
    }

    /// Removes a link from both tickets.
    package func delete(
        _ id: TicketLink.ID, channel slug: String, key: String, precondition: Precondition, context: CallContext
    )
        async throws
    {
        let ticket = try await ticket(slug, key: key, context: context)
        let present = try await find(id, of: ticket, context)
        try precondition.require(ETag(present.revision))
        try await environment.database.transaction { transaction in
            let repository = LinkRepository(transaction)
            try await repository.lock([ticket.id, present.target.id].compactMap(\.self))
            guard try await repository.delete(id) else { throw ServiceError.notFound("link") }
            let before: JSON = [
                "type": .string(present.type.rawValue), "target": JSON(present.target.id?.text ?? present.target.url),
            ]
            try await environment.audit.record(
                "link.delete", target: AuditTarget(.link, id: id, name: key, channel: slug), before: before, after: nil,
                context: context, in: transaction)
        }
    }

    private func ticket(_ slug: String, key: String, context: CallContext) async throws -> MirroredTicket {
        try await environment.ticket(key, in: try await environment.channel(slug, context), context)
    }

    private func find(_ id: TicketLink.ID, of ticket: MirroredTicket, _ context: CallContext) async throws -> TicketLink
    {
        guard
            let link = try await LinkRepository(environment.database.reader).find(
                id, of: ticket.id, for: context.audience)
        else {
            throw ServiceError.notFound("link")
        }
        return link
    }

    /// Resolves the target of a link. An id must belong to a ticket that the caller can see; a URL need not be
    /// mirrored.
    private func resolve(_ target: String, _ context: CallContext) async throws -> LinkTarget {
        let repository = TicketRepository(environment.database.reader)
        if let id = MirroredTicket.ID(target) {
            guard let ticket = try await repository.find(id: id, for: context.audience) else {
                throw ServiceError.invalid("/target", "there is no such ticket")
            }
            return .ticket(ticket.id, url: ticket.url)
        }
        guard TicketAddress.isPage(target) else {
            throw ServiceError.invalid("/target", "must be a ticket's id or the URL of its page")
        }
        let url = TicketAddress.canonical(target)
        return try await repository.find(url: url, for: context.audience).map { .ticket($0.id, url: $0.url) }
            ?? .address(url)
    }
}
