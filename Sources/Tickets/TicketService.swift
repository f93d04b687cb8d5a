import Connections
package import Models
import Postgres
import Primitives
package import Repositories
package import ServiceKit
import TrackerKit

/// The use cases of tickets. Reads come from the mirror; writes go to the tracker first, then into the mirror, and are
/// answered then.
package struct TicketService: Sendable {
    let environment: TicketEnvironment

    /// Makes the service.
    package init(_ environment: TicketEnvironment) { self.environment = environment }

    var reader: TicketRepository { TicketRepository(environment.database.reader) }

    /// A ticket as the mirror has it: one statement.
    /// - Throws: `ServiceError.notFound` when there is none that the caller may know of.
    package func find(channel slug: String, key: String, includesRemoteData: Bool = false, context: CallContext)
        async throws -> TicketRecord
    {
        try Self.found(
            try await reader.record(
                channel: slug, key: key, for: context.audience, includesRemoteData: includesRemoteData))
    }

    /// The same by the gateway's identifier.
    package func find(id: Ticket.ID, includesRemoteData: Bool = false, context: CallContext) async throws
        -> TicketRecord
    {
        try Self.found(try await reader.record(id: id, for: context.audience, includesRemoteData: includesRemoteData))
    }

    /// The same by the address of its page that somebody pasted: what stands behind `?` and `#` does not count.
    package func lookUp(url: String, context: CallContext) async throws -> TicketRecord {
        try Self.found(try await reader.record(url: TicketAddress.canonical(url), for: context.audience))
    }

    /// A page of tickets; one more than the page holds tells that there is a next one.
    /// - Throws: `ServiceError.invalid` for a search without a word that could be looked for.
    package func list(_ filter: TicketFilter, page: TimePage<Ticket>, context: CallContext) async throws
        -> [TicketRecord]
    {
        if filter.text == nil, let records = try await reader.quickList(filter, page: page) { return records }
        do {
            return try await environment.heavyReads.run(for: context.principal.key) {
                try await TicketRepository($0).list(filter, page: page)
            }
        } catch TicketSearchError.noWords {
            throw ServiceError.invalid(
                "?q", "has no word to search for: very common words and punctuation are not indexed")
        }
    }

    /// A page of a channel's tickets.
    /// - Throws: `ServiceError.notFound` when there is no such channel that the caller may know of.
    package func list(inChannel slug: String, _ filter: TicketFilter, page: TimePage<Ticket>, context: CallContext)
        async throws
        -> [TicketRecord]
    {
        try context.requireAccess(toChannel: slug)
        var filter = filter
        filter.channels = [slug]
        let records = try await list(filter, page: page, context: context)
        if records.isEmpty { _ = try await environment.channel(slug, context) }
        return records
    }

    /// Reads a ticket from its tracker, with a conditional request where the tracker has those, stores it and answers
    /// it from the mirror. A ticket that the tracker no longer has leaves the mirror too, if the tracker still shows
    /// the project.
    package func findFresh(channel slug: String, key: String, includesRemoteData: Bool = false, context: CallContext)
        async throws
        -> TicketRecord
    {
        let channel = try await environment.channel(slug, context)
        let known = try await TicketRepository(environment.database.reader).find(
            channel: channel.id, named: key, for: TicketAudience(channels: nil, includesConfidential: true))
        if let known, known.confidential, !context.audience.includesConfidential {
            throw ServiceError.notFound("ticket")
        }
        do {
            let remote = try await environment.calling(channel, context.inOwnName) { tracker in
                let remote = try await tracker.ticket(key, in: channel.project)
                try await tracker.requireOwn(remote, insteadOf: known, in: channel)
                return remote
            }
            try await refresh(remote, in: channel)
            return try await find(
                channel: slug, key: remote.key, includesRemoteData: includesRemoteData, context: context)
        } catch ServiceError.tracker(.notFound, _) {
            guard let known else { throw ServiceError.notFound("ticket") }
            let remote = try await environment.calling(channel, context.inOwnName) {
                try await $0.underNewKey(known, in: channel)
            }
            if let remote {
                try await refresh(remote, in: channel)
                return try await find(id: known.id, includesRemoteData: includesRemoteData, context: context)
            }
            try await removeIfGone(known, from: channel, context: context)
            throw ServiceError.notFound("ticket")
        }
    }

    /// The same by the gateway's identifier.
    package func findFresh(id: Ticket.ID, includesRemoteData: Bool = false, context: CallContext) async throws
        -> TicketRecord
    {
        let record = try await find(id: id, context: context)
        return try await findFresh(
            channel: try record.channel, key: try record.key, includesRemoteData: includesRemoteData, context: context)
    }

    private func refresh(_ remote: RemoteTicket, in channel: Channel) async throws {
        let now = environment.clock.now()
        try await environment.database.transaction { transaction in
            let outcome = try await environment.mirror.store(
                [remote], in: channel, origin: .poll, executor: transaction)
            if outcome.unchanged > 0 {
                try await TicketStore(transaction).touch(Array(outcome.identifiers.values), at: now)
            }
        }
    }

    /// A tracker also says "not found" when it has lost the project or the credentials their rights; then nothing is
    /// removed.
    private func removeIfGone(_ ticket: Ticket, from channel: Channel, context: CallContext) async throws {
        try await environment.calling(channel, context.inOwnName) { try await $0.requireProject(of: channel) }
        _ = try await environment.database.transaction { transaction in
            try await environment.mirror.remove([ticket.key], in: channel, origin: .poll, executor: transaction)
        }
    }

    static func found<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw ServiceError.notFound("ticket") }
        return value
    }
}
