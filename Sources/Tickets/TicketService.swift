import Connections
import Documents
package import Models
import Postgres
import Primitives
package import Repositories
package import ServiceKit
import TrackerKit

/// Use cases of tickets. Reads use the mirror. Writes go to the tracker, and return a receipt, whose commit stores them
/// in the mirror.
package struct TicketService: Sendable {
    let environment: TicketEnvironment

    package init(_ environment: TicketEnvironment) { self.environment = environment }

    var reader: TicketRepository { TicketRepository(environment.database.reader) }

    /// Returns a ticket from the mirror, with one statement.
    /// - Throws: `ServiceError.notFound` if it does not exist or the caller may not see it.
    package func find(channel slug: String, key: String, includesRemoteData: Bool = false, context: CallContext)
        async throws -> TicketRecord
    {
        try Self.found(
            try await reader.record(
                channel: slug, key: key, for: context.audience, includesRemoteData: includesRemoteData))
    }

    /// Returns a ticket from the mirror by the gateway's id.
    package func find(id: MirroredTicket.ID, includesRemoteData: Bool = false, context: CallContext) async throws
        -> TicketRecord
    {
        try Self.found(try await reader.record(id: id, for: context.audience, includesRemoteData: includesRemoteData))
    }

    /// Finds a ticket by the URL of its page, for example one that a user pasted. Query and fragment are ignored.
    package func lookUp(url: String, context: CallContext) async throws -> TicketRecord {
        try Self.found(try await reader.record(url: TicketAddress.canonical(url), for: context.audience))
    }

    /// Returns a page of tickets. A page of limit + 1 tickets means that there is a next page.
    /// - Throws: `ServiceError.invalid` for a search text without an indexed word, for a channel that the caller may not
    ///   see, and for a label that is several labels separated by commas.
    package func list(_ filter: TicketFilter, page: TimePage<MirroredTicket>, context: CallContext) async throws
        -> [TicketRecord]
    {
        let records = try await records(filter, page: page, context: context)
        // One existing channel with a ticket needs no check: the result proves that it exists and is visible.
        if records.isEmpty || (filter.channels?.count ?? 0) > 1 {
            let names = NameSuggestions(environment.database.reader, for: context.principal)
            try await names.requireChannels(filter.channels, in: environment.database.reader)
        }
        if records.isEmpty, page.after == nil { try await refuseJoinedLabels(of: filter, context) }
        return records
    }

    /// Throws 422 for a label with a comma that neither a ticket nor a list of labels has: `label=bug,ui`, as in the
    /// APIs of GitHub and GitLab.
    private func refuseJoinedLabels(of filter: TicketFilter, _ context: CallContext) async throws {
        let joined = filter.labels.filter { $0.contains(",") }
        for label in joined {
            var only = TicketFilter(audience: filter.audience)
            (only.channels, only.labels) = (filter.channels, [label])
            let page = TimePage<MirroredTicket>(order: TimeOrder(.createdAt, descending: true), limit: 1)
            let names = NameRepository(environment.database.reader)
            guard try await records(only, page: page, context: context).isEmpty,
                try await !names.hasLabel(label, in: only.effectiveChannels)
            else { continue }
            let parts = label.split(separator: ",").map { "label=" + $0.drop { $0 == " " } }.joined(separator: "&")
            throw ServiceError.invalid(
                "?label",
                "there is no label '\(label)'. Repeat the parameter to require several labels: \(parts)")
        }
    }

    private func records(_ filter: TicketFilter, page: TimePage<MirroredTicket>, context: CallContext) async throws
        -> [TicketRecord]
    {
        if filter.text == nil, let records = try await reader.quickList(filter, page: page) { return records }
        do {
            return try await environment.heavyReads.run(for: context.principal.key) {
                try await TicketRepository($0).list(filter, page: page)
            }
        } catch TicketSearchError.noWords {
            throw ServiceError.invalid(
                "?q", "contains no searchable word: very common words and punctuation are not indexed")
        }
    }

    /// Returns a page of a channel's tickets.
    /// - Throws: `ServiceError.notFound` if the channel does not exist or the caller may not use it.
    package func list(
        inChannel slug: String, _ filter: TicketFilter, page: TimePage<MirroredTicket>, context: CallContext
    )
        async throws
        -> [TicketRecord]
    {
        try context.requireAccess(toChannel: slug)
        var filter = filter
        filter.channels = [slug]
        let records = try await records(filter, page: page, context: context)
        guard records.isEmpty else { return records }
        _ = try await environment.channel(slug, context)
        if page.after == nil { try await refuseJoinedLabels(of: filter, context) }
        return records
    }

    /// Reads a ticket from its tracker, with a conditional request if the tracker supports them, stores it and returns
    /// it from the mirror. If the tracker no longer has the ticket but still returns the project, the ticket is removed
    /// from the mirror.
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
            let remote = try await environment.calling(channel, context: context.inOwnName) { tracker in
                let remote = try await tracker.ticket(key, in: channel.project)
                try await tracker.requireOwn(remote, insteadOf: known, in: channel)
                return remote
            }
            try await refresh(remote, in: channel)
            return try await find(
                channel: slug, key: remote.key, includesRemoteData: includesRemoteData, context: context)
        } catch ServiceError.tracker(.notFound, _, _) {
            guard let known else { throw ServiceError.notFound("ticket") }
            let remote = try await environment.calling(channel, context: context.inOwnName) {
                try await $0.underNewKey(known, in: channel)
            }
            if let remote {
                try await refresh(remote, in: channel)
                return try await find(id: known.id, includesRemoteData: includesRemoteData, context: context)
            }
            try await removeIfDeleted(known, from: channel, context: context)
            throw ServiceError.notFound("ticket")
        }
    }

    /// Reads a ticket from its tracker by the gateway's id.
    package func findFresh(id: MirroredTicket.ID, includesRemoteData: Bool = false, context: CallContext) async throws
        -> TicketRecord
    {
        let record = try await find(id: id, context: context)
        return try await findFresh(
            channel: try record.channel, key: try record.key, includesRemoteData: includesRemoteData, context: context)
    }

    private func refresh(_ remote: Ticket, in channel: Channel) async throws {
        let now = environment.clock.now()
        try await environment.database.transaction { transaction in
            let outcome = try await environment.mirror.store(
                [remote], in: channel, origin: .poll, executor: transaction)
            if outcome.unchanged > 0 {
                try await TicketStore(transaction).touch(Array(outcome.identifiers.values), at: now)
            }
        }
    }

    /// Removes a ticket that its tracker no longer has. Trackers also return "not found" if the project was deleted or
    /// the credentials lost access; then nothing is removed.
    private func removeIfDeleted(_ ticket: MirroredTicket, from channel: Channel, context: CallContext) async throws {
        try await environment.calling(channel, context: context.inOwnName) { try await $0.requireProject(of: channel) }
        _ = try await environment.database.transaction { transaction in
            try await environment.mirror.remove([ticket.key], in: channel, origin: .poll, executor: transaction)
        }
    }

    static func found<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw ServiceError.notFound("ticket") }
        return value
    }
}
