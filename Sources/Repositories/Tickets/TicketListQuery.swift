import Models
import Postgres
import Primitives
import TrackerKit

/// Builds the statement of one page of tickets, so that its cost depends on the page and not on how many tickets there are.
///
/// The page's identifiers come from walking one index in the order of the list, from where the page before ended: the index of one
/// facet, alone or within a channel, once for each alternative, and the best of those walks. Then the rows are read.
struct TicketListQuery {
    /// More walks than this are not begun for one page; the filter becomes a condition then.
    static let maximumWalks = 200
    /// With more channels than this a filter by the other time is a condition: each channel means a walk for each month.
    static let maximumChannelsForMonths = 8

    let filter: TicketFilter
    let page: TimePage<Ticket>
    /// The filter's text; nil where there is none.
    let search: TicketSearch?
    private let statuses: [TicketStatus]
    private let channels: [String]?

    init(_ filter: TicketFilter, _ page: TimePage<Ticket>, statuses: [TicketStatus], search: TicketSearch?) {
        self.filter = filter
        self.page = page
        self.search = search
        self.statuses = statuses
        channels = filter.effectiveChannels?.sorted()
    }

    /// The facets that could drive the list.
    var facets: [TicketFacet] { TicketFacet.all(of: filter, statuses: statuses) }

    /// How many entries the indexes of the facets hold, in their order, each counted up to a bound, in one row.
    func counts(of facets: [TicketFacet], upTo bound: Int) -> SQL {
        "SELECT \(fragment: facets.map { $0.count(inChannels: channels, upTo: bound) }.joined(separator: ", "))"
    }

    /// The statement, with the facet at this place of ``facets`` as its driver.
    func sql(driver: Int?) -> SQL {
        let facets = facets
        let found = search?.plan == .index ? searchedPage(facets) : walkedPage(facets, driver: driver)
        return """
            WITH page AS (\(fragment: found))
            SELECT \(fragment: TicketRecord.columns(for: filter.audience, includesRemoteData: false))
            FROM page JOIN ticket t ON t.id = page.id JOIN channel c ON c.id = t.channel_id
            ORDER BY page.moment \(fragment: direction), page.id \(fragment: direction)
            """
    }

    // MARK: The order

    private var isByCreation: Bool { page.order.field == .createdAt }
    private var sortColumn: String { isByCreation ? "created_at" : "updated_at" }
    private var direction: SQL { page.order.descending ? "DESC" : "ASC" }
    private var pageEnd: SQL {
        " ORDER BY moment \(fragment: direction), id \(fragment: direction) LIMIT \(unsafeSQL: String(page.limit + 1))"
    }

    /// What bounds the walk: the page before, and a filter by the time that the list is ordered by.
    private func bounds(on alias: String, id: String) -> [SQL] {
        let span = isByCreation ? filter.created : filter.updated
        var bounds: [SQL] = []
        if let from = span.from { bounds.append("\(unsafeSQL: alias).\(unsafeSQL: sortColumn) >= \(from)") }
        if let to = span.to { bounds.append("\(unsafeSQL: alias).\(unsafeSQL: sortColumn) < \(to)") }
        if let after = page.after {
            let comparison: SQL = page.order.descending ? "<" : ">"
            let place: SQL = "(\(unsafeSQL: alias).\(unsafeSQL: sortColumn), \(unsafeSQL: alias).\(unsafeSQL: id))"
            bounds.append("\(fragment: place) \(fragment: comparison) (\(after.time), \(after.id))")
        }
        return bounds
    }

    // MARK: Walking

    private func walkedPage(_ facets: [TicketFacet], driver wanted: Int?) -> SQL {
        let driver = wanted.flatMap { channels == nil || facets[$0].isIndexedInChannel ? $0 : nil }
        let walksPerFacet = driver.map { facets[$0].count } ?? 1
        let perChannel = channels.map { $0.count * walksPerFacet <= Self.maximumWalks } ?? false
        let walksMonths = facets.isEmpty && filter.text == nil && !otherSpan.isUnbounded
        if walksMonths, channels.map({ $0.count <= Self.maximumChannelsForMonths }) ?? true { return monthsPage(channels != nil) }
        var walk = Walk(driver: driver.map { facets[$0] }, perChannel: perChannel)
        walk.conditions = [otherSpanCondition, search?.condition].compactMap(\.self)
        if channels != nil, !perChannel { walk.conditions.append(channelCondition) }
        for index in facets.indices where index != driver { walk.check(facets[index]) }
        return branches(walk)
    }

    /// One walk, or one for each channel and each value of the driver.
    private struct Walk {
        var driver: TicketFacet?
        var perChannel: Bool
        /// What is checked on each ticket.
        var conditions: [SQL] = []
        /// What is checked before the ticket is read, where the walk is along a table beside `ticket`.
        var early: [SQL] = []

        init(driver: TicketFacet?, perChannel: Bool) {
            self.driver = driver
            self.perChannel = perChannel
        }

        /// Checks a facet on the way; what a table beside `ticket` answers costs no ticket.
        mutating func check(_ facet: TicketFacet) {
            if case .table = driver?.source, let condition = facet.condition(onTicket: "d.ticket_id") {
                early.append(condition)
            } else {
                conditions.append(facet.condition)
            }
        }
    }

    /// The walks, and the best of them all.
    private func branches(_ walk: Walk) -> SQL {
        var sources: [SQL] = []
        if walk.perChannel { sources.append("(SELECT id FROM channel WHERE slug = ANY(\(channels ?? []))) chosen") }
        if let driver = walk.driver, driver.count > 1 { sources.append("unnest(\(fragment: driver.values)) given(value)") }
        guard !sources.isEmpty else { return sql(of: walk) }
        return """
            SELECT best.id, best.moment FROM \(fragment: sources.joined(separator: " CROSS JOIN "))
            CROSS JOIN LATERAL (\(fragment: sql(of: walk))) best\(fragment: pageEnd)
            """
    }

    private func sql(of walk: Walk) -> SQL {
        guard let driver = walk.driver else { return walkTickets([], perChannel: walk.perChannel, conditions: walk.conditions) }
        let value: SQL = driver.count > 1 ? "given.value" : driver.value
        switch driver.source {
        case .table(let table, let column):
            var all: [SQL] = ["d.\(unsafeSQL: column) = \(fragment: value)"] + bounds(on: "d", id: "ticket_id") + walk.early
            if walk.perChannel { all.append("d.channel_id = chosen.id") }
            if !filter.audience.includesConfidential { all.append("NOT d.confidential") }
            return """
                SELECT d.ticket_id AS id, d.\(unsafeSQL: sortColumn) AS moment FROM \(unsafeSQL: table) d
                \(fragment: Self.lookup(walk.conditions)) WHERE \(fragment: all.joined(separator: " AND "))\(fragment: pageEnd)
                """
        case .column(let column):
            return walkTickets(
                ["t.\(unsafeSQL: column) = \(fragment: value)"], perChannel: walk.perChannel, conditions: walk.conditions)
        }
    }

    /// Looks at the ticket of each row of a table beside it. `OFFSET 0` keeps the planner from turning the walk round, which would read every
    /// ticket that the conditions let through.
    private static func lookup(_ conditions: [SQL]) -> SQL {
        guard !conditions.isEmpty else { return "" }
        let all: SQL = (["t.id = d.ticket_id"] + conditions).joined(separator: " AND ")
        return "CROSS JOIN LATERAL (SELECT FROM ticket t WHERE \(fragment: all) OFFSET 0) seen"
    }

    private func walkTickets(_ prefix: [SQL], perChannel: Bool, conditions: [SQL]) -> SQL {
        var all = prefix + bounds(on: "t", id: "id") + conditions
        if perChannel { all.append("t.channel_id = chosen.id") }
        if !filter.audience.includesConfidential { all.append("NOT t.confidential") }
        if all.isEmpty { all.append("true") }
        return """
            SELECT t.id, t.\(unsafeSQL: sortColumn) AS moment FROM ticket t
            WHERE \(fragment: all.joined(separator: " AND "))\(fragment: pageEnd)
            """
    }

    private var channelCondition: SQL { "t.channel_id = ANY(ARRAY(SELECT id FROM channel WHERE slug = ANY(\(channels ?? []))))" }

    // MARK: Searching

    /// Every ticket that the words' index finds, and the page of them. Where grams are looked for, tickets that have some are found by the index of
    /// those and the others by the words' own.
    private func searchedPage(_ facets: [TicketFacet]) -> SQL {
        guard let search else { return walkedPage(facets, driver: nil) }
        var all = facets.map(\.condition) + bounds(on: "t", id: "id")
        if let condition = otherSpanCondition { all.append(condition) }
        if channels != nil { all.append(channelCondition) }
        if !filter.audience.includesConfidential { all.append("NOT t.confidential") }
        if let recheck = search.recheck { all.append(recheck) }
        var sources: [SQL] = []
        if search.hasGrams {
            sources.append(found("ticket_gram g JOIN ticket t ON t.id = g.ticket_id", ["g.search @@ \(fragment: search.query)"] + all))
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

/// A filter by the time that the list is not ordered by: months are walked in the order of the list, those at the ends with a closer look.
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

    /// Months within the span are walked by their index alone; of those at its ends, each ticket is looked at. `IS TRUE` hides that condition
    /// from the planner, which would else read all of the span and sort it.
    fileprivate func monthsPage(_ perChannel: Bool) -> SQL {
        let first = otherSpan.from.map(Self.month), last = otherSpan.to.map(Self.month)
        let edges = Array(Set([first, last].compactMap(\.self))).sorted()
        let earliest: SQL = "(SELECT min(\(unsafeSQL: monthColumn)) FROM ticket)",
            latest: SQL = "(SELECT max(\(unsafeSQL: monthColumn)) FROM ticket)"
        let from: SQL = first.map { "greatest(\($0 + 1)::integer, \(fragment: earliest))" } ?? earliest
        let to: SQL = last.map { "least(\($0 - 1)::integer, \(fragment: latest))" } ?? latest
        let within = monthWalks("generate_series(\(fragment: from), \(fragment: to))", perChannel: perChannel, conditions: [])
        let hidden: [SQL] = [otherSpanCondition].compactMap(\.self).map { "(\(fragment: $0)) IS TRUE" }
        let atEnds = monthWalks("unnest(\(edges)::integer[])", perChannel: perChannel, conditions: hidden)
        return "SELECT id, moment FROM (\(fragment: within) UNION ALL \(fragment: atEnds)) months\(fragment: pageEnd)"
    }

    private func monthWalks(_ months: SQL, perChannel: Bool, conditions: [SQL]) -> SQL {
        var sources: SQL = "\(fragment: months) given(month)"
        if perChannel { sources += " CROSS JOIN (SELECT id FROM channel WHERE slug = ANY(\(channels ?? []))) chosen" }
        let walk = walkTickets(["t.\(unsafeSQL: monthColumn) = given.month"], perChannel: perChannel, conditions: conditions)
        return "SELECT best.id, best.moment FROM \(fragment: sources) CROSS JOIN LATERAL (\(fragment: walk)) best"
    }

    /// Months since the year 0, as the columns count them.
    private static func month(of time: Timestamp) -> Int {
        let parts = time.rfc3339.split(separator: "-").prefix(2).compactMap { Int($0) }
        return parts.count == 2 ? parts[0] * 12 + parts[1] - 1 : 0
    }
}
