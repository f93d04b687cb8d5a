package import Models
package import Postgres
import Primitives
import TrackerKit

/// Reads tickets from the mirror. Unless stated otherwise, every method runs one statement and can use the shared
/// reader.
package struct TicketRepository: Sendable {
    private let executor: any SQLExecutor

    package init(_ executor: any SQLExecutor) { self.executor = executor }

    /// The ticket with this key in a channel, or with this number in GlitchTip and Sentry; nil if there is none that
    /// the audience can see.
    ///
    /// Runs two statements for a number that is not a key.
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

    /// The trackers whose tickets people also identify by the number in the URL, which is not the key there. For other
    /// trackers, the number in the URL is the key, and the tracker's identifier may be the key of another ticket.
    private static let trackersWithNumbers = ["glitchtip", "sentry"]

    private static func mayBeNumber(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// The ticket with this identifier, or nil if there is none that the audience can see.
    package func record(id: MirroredTicket.ID, for audience: TicketAudience, includesRemoteData: Bool = false)
        async throws
        -> TicketRecord?
    {
        try await record("t.id = \(id)", for: audience, includesRemoteData: includesRemoteData)
    }

    /// The tickets with these identifiers that exist and that the audience can see.
    package func records(_ ids: [MirroredTicket.ID], for audience: TicketAudience) async throws -> [TicketRecord] {
        guard !ids.isEmpty else { return [] }
        return try await executor.run(
            """
            SELECT \(fragment: TicketRecord.columns(for: audience, includesRemoteData: false)) FROM ticket t JOIN channel c ON c.id = t.channel_id
            WHERE t.id = ANY(\(ids))\(fragment: TicketRecord.visible("t", to: audience))
            """
        ).map(TicketRecord.init(row:))
    }

    /// The ticket whose page has this URL, or nil if there is none that the audience can see.
    package func record(url: String, for audience: TicketAudience) async throws -> TicketRecord? {
        try await record("t.url = \(url)", for: audience, includesRemoteData: false)
    }

    /// The ticket with this key in a channel, with the fields that use cases depend on; nil if there is none that the
    /// audience can see.
    package func find(channel: Channel.ID, key: String, for audience: TicketAudience) async throws -> MirroredTicket? {
        try await ticket("ticket.channel_id = \(channel) AND ticket.key = \(key)", for: audience)
    }

    /// The ticket with this key or, in GlitchTip and Sentry, this number.
    package func find(channel: Channel.ID, named key: String, for audience: TicketAudience) async throws
        -> MirroredTicket?
    {
        if let found = try await find(channel: channel, key: key, for: audience) { return found }
        guard Self.mayBeNumber(key) else { return nil }
        return try await ticket(
            "ticket.channel_id = \(channel) AND ticket.remote_id = \(key) AND ticket.tracker = ANY(\(Self.trackersWithNumbers)::text[])",
            for: audience)
    }

    /// The ticket with this identifier, in any channel.
    package func find(id: MirroredTicket.ID, for audience: TicketAudience) async throws -> MirroredTicket? {
        try await ticket("ticket.id = \(id)", for: audience)
    }

    /// The ticket whose page has this URL.
    package func find(url: String, for audience: TicketAudience) async throws -> MirroredTicket? {
        try await ticket("ticket.url = \(url)", for: audience)
    }

    /// The key of the ticket with this tracker identifier, or nil if it is not mirrored.
    package func key(ofRemote remoteID: String, in channel: Channel.ID) async throws -> String? {
        try await executor.run("SELECT key FROM ticket WHERE channel_id = \(channel) AND remote_id = \(remoteID)").first
            .map {
                try $0.decode(0)
            }
    }

    /// Runs one statement, or two for a ticket with links.
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

    private func ticket(_ condition: SQL, for audience: TicketAudience) async throws -> MirroredTicket? {
        var sql: SQL = "SELECT \(fragment: MirroredTicket.columns) FROM ticket WHERE \(fragment: condition)"
        sql += TicketRecord.visible("ticket", to: audience)
        if let channels = audience.channels {
            sql += " AND channel_id IN (SELECT id FROM channel WHERE slug = ANY(\(channels.sorted())))"
        }
        return try await executor.run(sql + " LIMIT 1").first.map(MirroredTicket.init(row:))
    }
}

extension TicketRepository {
    /// The bound up to which the entries of each filter's index are counted to find the most selective filter.
    private static let countingBound = 10_000
    /// The number of index entries that ``quickList(_:page:)`` examines: a few milliseconds of work, even if each
    /// requires reading a ticket.
    static let quickCandidates = 2_000

    /// The same page as ``list(_:page:searchingBy:)`` without a search, if it can be found by examining few tickets.
    /// Can use the shared reader.
    ///
    /// Runs one statement, preceded by another if several filters could drive the list.
    ///
    /// - Returns: Nil if the filters, or the audience's restrictions, match so few tickets that finding them takes
    ///   long.
    package func quickList(_ filter: TicketFilter, page: TimePage<MirroredTicket>) async throws -> [TicketRecord]? {
        guard let statuses = filter.effectiveStatuses, filter.effectiveChannels?.isEmpty != true else { return [] }
        let query = TicketListQuery(filter, page, statuses: statuses, search: nil, candidates: Self.quickCandidates)
        let rows = try await executor.run(query.sql(driver: try await driver(of: query)))
        guard try !rows.contains(where: { try $0.decode("ends") }) else { return nil }
        return rows.map(TicketRecord.init(row:))
    }

    /// A page of tickets, plus one row to detect whether there is a next page.
    ///
    /// Runs one statement, preceded by another if several filters could drive the list, or if the filter has a text.
    ///
    /// - Parameter plan: How to search for the text; nil to let the planner's estimate decide.
    /// - Throws: ``TicketSearchError``, and the database's errors.
    package func list(_ filter: TicketFilter, page: TimePage<MirroredTicket>, searchingBy plan: SearchPlan? = nil)
        async throws
        -> [TicketRecord]
    {
        guard let statuses = filter.effectiveStatuses, filter.effectiveChannels?.isEmpty != true else { return [] }
        var search: TicketSearch?
        if let text = filter.text { search = try await TicketSearch(SearchText(text), plan: plan, executor) }
        let query = TicketListQuery(filter, page, statuses: statuses, search: search)
        let driver = search?.plan == .index ? nil : try await driver(of: query)
        return try await executor.run(query.sql(driver: driver)).map(TicketRecord.init(row:))
    }

    /// The facet to drive the list: the only one, or the most selective one.
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

/// The method of a full-text search.
package enum SearchPlan: Sendable, Hashable {
    /// By the full-text index: for words that few tickets have.
    case index
    /// By checking tickets in list order: for words that many tickets have.
    case walk
}
