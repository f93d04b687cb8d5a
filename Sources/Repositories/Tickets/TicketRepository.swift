package import Models
package import Postgres
package import Primitives
import TrackerKit

/// Reads tickets from the mirror. Every method is one statement, unless it says so, and fits the shared reader.
package struct TicketRepository: Sendable {
    private let executor: any SQLExecutor

    /// Runs its statements on `executor`.
    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The ticket of that key in a channel, or of that number in GlitchTip and Sentry; nil when there is none that the
    /// audience may know of.
    ///
    /// Two statements for a number that is no key.
    package func record(
        channel slug: String, key: String, for audience: TicketAudience, includesRemoteData: Bool = false
    ) async throws -> TicketRecord? {
        guard audience.channels?.contains(slug) ?? true else { return nil }
        let byKey: SQL = "c.slug = \(slug) AND t.key = \(key)"
        if let found = try await record(byKey, for: audience, includesRemoteData: includesRemoteData) { return found }
        guard Self.mayBeNumber(key) else { return nil }
        let byNumber: SQL =
            "c.slug = \(slug) AND t.remote_id = \(key) AND t.tracker = ANY(\(Self.trackersWithNumbers)::text[])"
        return try await record(byNumber, for: audience, includesRemoteData: includesRemoteData)
    }

    /// The trackers whose tickets people also name by the number in the page's address, which is no key there.
    /// Elsewhere the number in an address is the key, and the tracker's own identifier may be the key of another
    /// ticket.
    private static let trackersWithNumbers = ["glitchtip", "sentry"]

    private static func mayBeNumber(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The ticket of that identifier, or nil when there is none that the audience may know of.
    package func record(id: Ticket.ID, for audience: TicketAudience, includesRemoteData: Bool = false) async throws
        -> TicketRecord?
    {
        try await record("t.id = \(id)", for: audience, includesRemoteData: includesRemoteData)
    }

    /// The tickets of those identifiers, without those that are gone.
    package func records(_ ids: [Ticket.ID], for audience: TicketAudience) async throws -> [TicketRecord] {
        guard !ids.isEmpty else { return [] }
        return try await executor.run(
            """
            SELECT \(fragment: TicketRecord.columns(for: audience, includesRemoteData: false)) FROM ticket t JOIN channel c ON c.id = t.channel_id
            WHERE t.id = ANY(\(ids))\(fragment: TicketRecord.visible("t", to: audience))
            """
        ).map(TicketRecord.init(row:))
    }

    /// The ticket whose page in its tracker has that address, or nil when there is none that the audience may know of.
    package func record(url: String, for audience: TicketAudience) async throws -> TicketRecord? {
        try await record("t.url = \(url)", for: audience, includesRemoteData: false)
    }

    /// What use cases decide by, of the ticket of that key in a channel; nil when there is none that the audience may
    /// know of.
    package func find(channel: Channel.ID, key: String, for audience: TicketAudience) async throws -> Ticket? {
        try await ticket("ticket.channel_id = \(channel) AND ticket.key = \(key)", for: audience)
    }

    /// The same of the ticket that a caller names by its key, or in GlitchTip and Sentry by its number.
    package func find(channel: Channel.ID, named key: String, for audience: TicketAudience) async throws -> Ticket? {
        if let found = try await find(channel: channel, key: key, for: audience) { return found }
        guard Self.mayBeNumber(key) else { return nil }
        return try await ticket(
            "ticket.channel_id = \(channel) AND ticket.remote_id = \(key) AND ticket.tracker = ANY(\(Self.trackersWithNumbers)::text[])",
            for: audience)
    }

    /// The same of the ticket of that identifier, whatever its channel.
    package func find(id: Ticket.ID, for audience: TicketAudience) async throws -> Ticket? {
        try await ticket("ticket.id = \(id)", for: audience)
    }

    /// The same of the ticket whose page has that address.
    package func find(url: String, for audience: TicketAudience) async throws -> Ticket? {
        try await ticket("ticket.url = \(url)", for: audience)
    }

    /// The key of the ticket that its tracker calls so, or nil when the mirror has none.
    package func key(ofRemote remoteID: String, in channel: Channel.ID) async throws -> String? {
        try await executor.run("SELECT key FROM ticket WHERE channel_id = \(channel) AND remote_id = \(remoteID)").first
            .map {
                try $0.decode(0)
            }
    }

    /// One statement; two for a ticket with links.
    private func record(_ condition: SQL, for audience: TicketAudience, includesRemoteData: Bool) async throws
        -> TicketRecord?
    {
        let plain = TicketRecord.columns(for: audience, includesRemoteData: includesRemoteData, includesLinks: false)
        let found = try await record(condition, for: audience, columns: plain)
        guard let found, found.hasLinks else { return found }
        let complete = TicketRecord.columns(for: audience, includesRemoteData: includesRemoteData)
        return try await record(condition, for: audience, columns: complete)
    }

    private func record(_ condition: SQL, for audience: TicketAudience, columns: SQL) async throws -> TicketRecord? {
        var sql: SQL = """
            SELECT \(fragment: columns)
            FROM channel c JOIN ticket t ON t.channel_id = c.id WHERE \(fragment: condition)\(fragment: TicketRecord.visible("t", to: audience))
            """
        if let channels = audience.channels { sql += " AND c.slug = ANY(\(channels.sorted()))" }
        return try await executor.run(sql + " LIMIT 1").first.map(TicketRecord.init(row:))
    }

    private func ticket(_ condition: SQL, for audience: TicketAudience) async throws -> Ticket? {
        var sql: SQL = "SELECT \(fragment: Ticket.columns) FROM ticket WHERE \(fragment: condition)"
        sql += TicketRecord.visible("ticket", to: audience)
        if let channels = audience.channels {
            sql += " AND channel_id IN (SELECT id FROM channel WHERE slug = ANY(\(channels.sorted())))"
        }
        return try await executor.run(sql + " LIMIT 1").first.map(Ticket.init(row:))
    }
}

extension TicketRepository {
    /// A list whose rarest filter lets no more than this through is driven by it, whatever the other filters are.
    private static let countingBound = 10_000
    /// How many entries of an index ``quickList(_:page:)`` looks at: a few milliseconds' work, also where each means
    /// reading a ticket.
    static let quickCandidates = 2_000

    /// The same page as ``list(_:page:searchingBy:)``, without a search, if few tickets have to be looked at for it:
    /// fits the shared reader.
    ///
    /// One statement; one more before it where several filters could drive the list.
    ///
    /// - Returns: nil where filters, or what the audience may not know of, leave so little that finding it takes long.
    package func quickList(_ filter: TicketFilter, page: TimePage<Ticket>) async throws -> [TicketRecord]? {
        guard let statuses = filter.effectiveStatuses, filter.effectiveChannels?.isEmpty != true else { return [] }
        let query = TicketListQuery(filter, page, statuses: statuses, search: nil, candidates: Self.quickCandidates)
        let rows = try await executor.run(query.sql(driver: try await driver(of: query)))
        guard try !rows.contains(where: { try $0.decode("ends") }) else { return nil }
        return rows.map(TicketRecord.init(row:))
    }

    /// A page of tickets; one more than the page holds tells whether there is a next one.
    ///
    /// One statement; one more before it where several filters could drive the list, or words are searched.
    ///
    /// - Parameter plan: how to search for words; nil to ask the planner.
    /// - Throws: ``TicketSearchError``, and the database's errors.
    package func list(_ filter: TicketFilter, page: TimePage<Ticket>, searchingBy plan: SearchPlan? = nil) async throws
        -> [TicketRecord]
    {
        guard let statuses = filter.effectiveStatuses, filter.effectiveChannels?.isEmpty != true else { return [] }
        var search: TicketSearch?
        if let text = filter.text { search = try await TicketSearch(SearchText(text), plan: plan, executor) }
        let query = TicketListQuery(filter, page, statuses: statuses, search: search)
        let driver = search?.plan == .index ? nil : try await driver(of: query)
        return try await executor.run(query.sql(driver: driver)).map(TicketRecord.init(row:))
    }

    /// The facet to drive with: the only one, or the one that lets the fewest tickets through.
    private func driver(of query: TicketListQuery) async throws -> Int? {
        let facets = query.facets
        guard facets.count > 1 else { return facets.isEmpty ? nil : 0 }
        guard let row = try await executor.run(query.counts(of: facets, upTo: Self.countingBound)).first else {
            return 0
        }
        let counts = try facets.indices.map { try row.decode($0, as: Int.self) }
        return facets.indices.min { counts[$0] < counts[$1] }
    }
}

/// How a full-text search is done.
package enum SearchPlan: Sendable, Hashable {
    /// By the index of words: for words that few tickets have.
    case index
    /// By looking at tickets in the order of the list: for words that many tickets have.
    case walk
}
