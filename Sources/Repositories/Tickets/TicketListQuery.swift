import Models
import Postgres
import Primitives
import TrackerKit

/// Builds the statement for a page of tickets, whose cost depends on the page size and not on the number of tickets.
///
/// The identifiers of the page come from scanning one index in list order, starting where the previous page ended: the
/// index of one facet, alone or per channel, once per alternative value. The scans are merged, and then the rows are
/// read.
struct TicketListQuery {
    /// The maximum number of scans per page. Beyond it, the filter becomes a condition.
    static let maximumWalks = 200
    /// With more channels than this, a filter by the other time becomes a condition, because each channel needs a scan
    /// per month.
    static let maximumChannelsForMonths = 8
    /// The number of months by which the bound of a scan along months is divided: five years of tickets.
    private static let expectedMonths = 60

    let filter: TicketFilter
    let page: TimePage<MirroredTicket>
    /// Nil if the filter has no text.
    let search: TicketSearch?
    /// The number of index entries that all scans together may examine; nil for no bound. If a scan reaches its bound,
    /// its last entry is returned even if it does not match, and its row has `ends` set to true: what follows is
    /// unknown.
    let candidates: Int?
    private let statuses: [TicketStatus]
    private let channels: [String]?

    init(
        _ filter: TicketFilter, _ page: TimePage<MirroredTicket>, statuses: [TicketStatus], search: TicketSearch?,
        candidates: Int? = nil
    ) {
        self.candidates = candidates
        self.filter = filter
        self.page = page
        self.search = search
        self.statuses = statuses
        channels = filter.effectiveChannels?.sorted()
    }

    /// The facets that could drive the list.
    var facets: [TicketFacet] { TicketFacet.all(of: filter, statuses: statuses) }

    /// A statement that returns one row with the number of index entries of each facet, counted up to a bound.
    func counts(of facets: [TicketFacet], upTo bound: Int) -> SQL {
        "SELECT \(fragment: facets.map { $0.count(inChannels: channels, upTo: bound) }.joined(separator: ", "))"
    }

    /// The statement, driven by the facet at this index of ``facets``.
    func sql(driver: Int?) -> SQL {
        let facets = facets
        let found = search?.plan == .index ? searchedPage(facets) : walkedPage(facets, driver: driver)
        return """
            WITH page AS (\(fragment: found))
            SELECT \(fragment: TicketRecord.columns(for: filter.audience, includesRemoteData: false))\
            \(unsafeSQL: candidates == nil ? "" : ", page.ends")
            FROM page JOIN ticket t ON t.id = page.id JOIN channel c ON c.id = t.channel_id
            ORDER BY page.moment \(fragment: direction), page.id \(fragment: direction)
            """
    }

    // MARK: Order

    private var isByCreation: Bool { page.order.field == .createdAt }
    private var sortColumn: String { isByCreation ? "created_at" : "updated_at" }
    private var direction: SQL { page.order.descending ? "DESC" : "ASC" }
    private var pageEnd: SQL {
        " ORDER BY moment \(fragment: direction), id \(fragment: direction) LIMIT \(unsafeSQL: String(page.limit + 1))"
    }

    /// The bounds of the scan: the previous page, and a filter by the time that the list is sorted by.
    private func bounds(on alias: String, id: String) -> [SQL] {
        let span = isByCreation ? filter.created : filter.updated
        var bounds: [SQL] = []
        if let from = span.from { bounds.append("\(unsafeSQL: alias).\(unsafeSQL: sortColumn) >= \(from)") }
        if let to = span.to { bounds.append("\(unsafeSQL: alias).\(unsafeSQL: sortColumn) < \(to)") }
        if let after = page.after {
            let comparison: SQL = page.order.descending ? "<" : ">"
            let sortKey: SQL = "(\(unsafeSQL: alias).\(unsafeSQL: sortColumn), \(unsafeSQL: alias).\(unsafeSQL: id))"
            bounds.append("\(fragment: sortKey) \(fragment: comparison) (\(after.time), \(after.id))")
        }
        return bounds
    }

    // MARK: Scans

    private func walkedPage(_ facets: [TicketFacet], driver wanted: Int?) -> SQL {
        let driver = wanted.flatMap { channels == nil || facets[$0].isIndexedInChannel ? $0 : nil }
        let walksPerFacet = driver.map { facets[$0].count } ?? 1
        let perChannel = channels.map { $0.count * walksPerFacet <= Self.maximumWalks } ?? false
        let walksMonths = facets.isEmpty && filter.text == nil && !otherSpan.isUnbounded
        if walksMonths, channels.map({ $0.count <= Self.maximumChannelsForMonths }) ?? true {
            return monthsPage(channels != nil)
        }
        var walk = Walk(driver: driver.map { facets[$0] }, perChannel: perChannel)
        walk.candidates = share(of: walksPerFacet * (perChannel ? channels?.count ?? 1 : 1))
        walk.conditions = conditions(checkingChannels: !perChannel) + [search?.condition].compactMap(\.self)
        for index in facets.indices where index != driver { walk.check(facets[index]) }
        return branches(walk)
    }

    /// One scan, or one per channel and value of the driver.
    private struct Walk {
        var driver: TicketFacet?
        var perChannel: Bool
        /// Checked on each ticket.
        var conditions: [SQL] = []
        /// Checked before the ticket is read, if the scan is on a separate table.
        var early: [SQL] = []
        /// The number of index entries that it may examine.
        var candidates: Int?

        init(driver: TicketFacet?, perChannel: Bool) {
            self.driver = driver
            self.perChannel = perChannel
        }

        /// Checks a facet during the scan. A check on a separate table avoids reading the ticket.
        mutating func check(_ facet: TicketFacet) {
            if case .table = driver?.source, let condition = facet.condition(onTicket: "d.ticket_id") {
                early.append(condition)
            } else {
                conditions.append(facet.condition)
            }
        }
    }

    /// Runs the scans and merges their results.
    private func branches(_ walk: Walk) -> SQL {
        var sources: [SQL] = []
        if walk.perChannel { sources.append("(SELECT id FROM channel WHERE slug = ANY(\(channels ?? []))) chosen") }
        if let driver = walk.driver, driver.count > 1 {
            sources.append("unnest(\(fragment: driver.values)) given(value)")
        }
        guard !sources.isEmpty else { return sql(of: walk) }
        return """
            SELECT \(fragment: columns(of: "best")) FROM \(fragment: sources.joined(separator: " CROSS JOIN "))
            CROSS JOIN LATERAL (\(fragment: sql(of: walk))) best\(fragment: pageEnd)
            """
    }

    private func sql(of walk: Walk) -> SQL {
        guard let driver = walk.driver else { return walkTickets([], walk) }
        let value: SQL = driver.count > 1 ? "given.value" : driver.value
        switch driver.source {
        case .table(let table, let column):
            return walkTable(table, prefix: "d.\(unsafeSQL: column) = \(fragment: value)", walk: walk)
        case .column(let column):
            return walkTickets(["t.\(unsafeSQL: column) = \(fragment: value)"], walk)
        }
    }

    /// Scans a table other than `ticket`.
    private func walkTable(_ table: String, prefix: SQL, walk: Walk) -> SQL {
        var range: [SQL] = [prefix] + bounds(on: "d", id: "ticket_id")
        if walk.perChannel { range.append("d.channel_id = chosen.id") }
        var checks = walk.early
        if !filter.audience.includesConfidential { checks.append("NOT d.confidential") }
        if let candidates = walk.candidates {
            if !walk.conditions.isEmpty {
                let all: SQL = (["t.id = d.ticket_id"] + walk.conditions).joined(separator: " AND ")
                checks.append("(SELECT true FROM ticket t WHERE \(fragment: all))")
            }
            return bounded("d", id: "ticket_id", in: table, range: range, checks: checks, candidates)
        }
        return """
            SELECT d.ticket_id AS id, d.\(unsafeSQL: sortColumn) AS moment FROM \(unsafeSQL: table) d
            \(fragment: Self.lookup(walk.conditions)) WHERE \(fragment: (range + checks).joined(separator: " AND "))\(fragment: pageEnd)
            """
    }

    /// Looks up the ticket of each row of a separate table. `OFFSET 0` prevents the planner from reversing the join,
    /// which would read every ticket that matches the conditions.
    private static func lookup(_ conditions: [SQL]) -> SQL {
        guard !conditions.isEmpty else { return "" }
        let all: SQL = (["t.id = d.ticket_id"] + conditions).joined(separator: " AND ")
        return "CROSS JOIN LATERAL (SELECT FROM ticket t WHERE \(fragment: all) OFFSET 0) seen"
    }

    private func walkTickets(_ prefix: [SQL], _ walk: Walk) -> SQL {
        var range = prefix + bounds(on: "t", id: "id")
        if walk.perChannel { range.append("t.channel_id = chosen.id") }
        var checks = walk.conditions
        if !filter.audience.includesConfidential { checks.append("NOT t.confidential") }
        if let candidates = walk.candidates {
            return bounded("t", id: "id", in: "ticket", range: range, checks: checks, candidates)
        }
        return """
            SELECT t.id, t.\(unsafeSQL: sortColumn) AS moment FROM ticket t
            WHERE \(fragment: Self.all(range + checks))\(fragment: pageEnd)
            """
    }

    private static func all(_ conditions: [SQL]) -> SQL {
        conditions.isEmpty ? "true" : conditions.joined(separator: " AND ")
    }

    // MARK: Bounds

    /// The bound of each of several scans: at least enough for a page, however many scans there are.
    private func share(of walks: Int) -> Int? { candidates.map { max(page.limit + 1, $0 / max(1, walks)) } }

    /// The columns that scans return.
    private func columns(of alias: String) -> SQL {
        SQL(unsafeSQL: "\(alias).id, \(alias).moment" + (candidates == nil ? "" : ", \(alias).ends"))
    }

    /// A scan that examines at most this many entries in list order. `row_number` counts them while they are read, so a
    /// page that fills early costs no more than without a bound.
    private func bounded(
        _ alias: String, id: String, in table: String, range: [SQL], checks: [SQL], _ candidates: Int
    ) -> SQL {
        let (name, table) = (SQL(unsafeSQL: alias), SQL(unsafeSQL: "\(table) \(alias)"))
        let (identifier, moment) = (SQL(unsafeSQL: "\(alias).\(id)"), SQL(unsafeSQL: "\(alias).\(sortColumn)"))
        let output: SQL = "\(fragment: identifier) AS id, \(fragment: moment) AS moment"
        guard !checks.isEmpty else {
            return """
                SELECT \(fragment: output), false AS ends FROM \(fragment: table) WHERE \(fragment: Self.all(range))\(fragment: pageEnd)
                """
        }
        let order: SQL =
            "ORDER BY \(fragment: moment) \(fragment: direction), \(fragment: identifier) \(fragment: direction)"
        let isLast = SQL(unsafeSQL: "\(alias).rank = \(candidates)")
        return """
            SELECT \(fragment: output), \(fragment: isLast) AS ends FROM (
                SELECT \(fragment: name).*, row_number() OVER (\(fragment: order)) AS rank FROM (
                    SELECT \(fragment: name).* FROM \(fragment: table) WHERE \(fragment: Self.all(range))
                    \(fragment: order) LIMIT \(unsafeSQL: String(candidates))) \(fragment: name)) \(fragment: name)
            WHERE (\(fragment: Self.all(checks))) OR \(fragment: isLast)\(fragment: pageEnd)
            """
    }

    /// The filters that are neither a facet nor a bound of the scan, as conditions on a row `t` of `ticket`. A filter
    /// that is added here must also turn off the scan by month (``monthsPage(_:)``), which does not check them.
    /// - Parameter checkingChannels: False if the scan itself is limited to the channels.
    private func conditions(checkingChannels: Bool) -> [SQL] {
        [otherSpanCondition, checkingChannels && channels != nil ? channelCondition : nil].compactMap(\.self)
    }

    private var channelCondition: SQL {
        "t.channel_id = ANY(ARRAY(SELECT id FROM channel WHERE slug = ANY(\(channels ?? []))))"
    }

    // MARK: Full-text search

    /// Finds every match by the full-text index, then takes the page. If the query has grams, tickets with grams are
    /// found by the index of these, all others by the full-text index.
    private func searchedPage(_ facets: [TicketFacet]) -> SQL {
        guard let search else { return walkedPage(facets, driver: nil) }
        var all = facets.map(\.condition) + bounds(on: "t", id: "id") + conditions(checkingChannels: true)
        if !filter.audience.includesConfidential { all.append("NOT t.confidential") }
        if let recheck = search.recheck { all.append(recheck) }
        var sources: [SQL] = []
        if search.hasGrams {
            sources.append(
                found(
                    "ticket_gram g JOIN ticket t ON t.id = g.ticket_id", ["g.search @@ \(fragment: search.query)"] + all
                ))
            all.append("NOT EXISTS (SELECT FROM ticket_gram g WHERE g.ticket_id = t.id)")
        }
        sources.append(found("ticket t", ["t.search @@ \(fragment: search.query)"] + all))
        return """
            SELECT id, moment FROM (
                WITH found AS MATERIALIZED (\(fragment: sources.joined(separator: " UNION ALL ")))
                SELECT id, moment FROM found) found\(fragment: pageEnd)
            """
    }

    private func found(_ source: SQL, _ conditions: [SQL]) -> SQL {
        """
        SELECT t.id, t.\(unsafeSQL: sortColumn) AS moment FROM \(fragment: source) WHERE \(fragment: conditions.joined(separator: " AND "))
        """
    }
}

/// Filters by the time that the list is not sorted by: scans by month in list order, with an exact check for the first
/// and last month.
extension TicketListQuery {
    private var otherSpan: TimeSpan { page.order.field == .createdAt ? filter.updated : filter.created }
    private var otherColumn: String { page.order.field == .createdAt ? "updated_at" : "created_at" }
    private var monthColumn: String { page.order.field == .createdAt ? "updated_month" : "created_month" }

    private var otherSpanCondition: SQL? {
        var conditions: [SQL] = []
        if let from = otherSpan.from { conditions.append("t.\(unsafeSQL: otherColumn) >= \(from)") }
        if let to = otherSpan.to { conditions.append("t.\(unsafeSQL: otherColumn) < \(to)") }
        return conditions.isEmpty ? nil : conditions.joined(separator: " AND ")
    }

    /// Months entirely within the span need only the index; in the first and last month, each ticket is checked. `IS
    /// TRUE` hides that condition from the planner, which would otherwise read the whole span and sort it.
    fileprivate func monthsPage(_ perChannel: Bool) -> SQL {
        let first = otherSpan.from.map(Self.month), last = otherSpan.to.map(Self.month)
        let edges = Array(Set([first, last].compactMap(\.self))).sorted()
        let earliest: SQL = "(SELECT min(\(unsafeSQL: monthColumn)) FROM ticket)",
            latest: SQL = "(SELECT max(\(unsafeSQL: monthColumn)) FROM ticket)"
        let from: SQL = first.map { "greatest(\($0 + 1)::integer, \(fragment: earliest))" } ?? earliest
        let to: SQL = last.map { "least(\($0 - 1)::integer, \(fragment: latest))" } ?? latest
        let within = monthWalks(
            "generate_series(\(fragment: from), \(fragment: to))", perChannel: perChannel, conditions: [])
        let hidden: [SQL] = [otherSpanCondition].compactMap(\.self).map { "(\(fragment: $0)) IS TRUE" }
        let atEnds = monthWalks("unnest(\(edges)::integer[])", perChannel: perChannel, conditions: hidden)
        let both: SQL = "\(fragment: within) UNION ALL \(fragment: atEnds)"
        return "SELECT \(fragment: columns(of: "months")) FROM (\(fragment: both)) months\(fragment: pageEnd)"
    }

    private func monthWalks(_ months: SQL, perChannel: Bool, conditions: [SQL]) -> SQL {
        var sources: SQL = "\(fragment: months) given(month)"
        if perChannel { sources += " CROSS JOIN (SELECT id FROM channel WHERE slug = ANY(\(channels ?? []))) chosen" }
        var walk = Walk(driver: nil, perChannel: perChannel)
        walk.conditions = conditions
        walk.candidates = share(of: Self.expectedMonths * (perChannel ? channels?.count ?? 1 : 1))
        let best = walkTickets(["t.\(unsafeSQL: monthColumn) = given.month"], walk)
        return
            "SELECT \(fragment: columns(of: "best")) FROM \(fragment: sources) CROSS JOIN LATERAL (\(fragment: best)) best"
    }

    /// The number of months since year 0, as in the columns.
    private static func month(of time: Timestamp) -> Int {
        let parts = time.rfc3339.split(separator: "-").prefix(2).compactMap { Int($0) }
        return parts.count == 2 ? parts[0] * 12 + parts[1] - 1 : 0
    }
}
