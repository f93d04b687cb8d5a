import Models
import Postgres
import Primitives
@testable import Repositories
import ServiceTestSupport
import Testing
import TrackerKit

/// Lists on the shared reader look at few tickets, and say so when that is not enough.
@Suite(.timeLimit(.minutes(2))) struct QuickTicketListTests {
    private static let order = TimeOrder(.updatedAt, descending: true)

    /// Tickets, of which each thousandth is not confidential. Half are of high priority, and half by `odd`; both are
    /// only the 3,000th, 6,000th and so on, which are also the closed ones.
    private static func fill(_ fixture: MirrorFixture, count: Int) async throws {
        try await fixture.database.run(
            """
            INSERT INTO ticket (id, channel_id, tracker, remote_id, key, url, kind, title, body, body_format, status, status_raw_id,
                status_raw_name, priority, author_username, assignees, assignee_usernames, labels, label_names, confidential, locked,
                comment_count, custom_fields, remote_data, created_at, updated_at, synced_at, content_hash)
            SELECT gen_random_uuid(), \(fixture.channel.id), 'github', n::text, n::text, 'https://tracker.example/' || n, 'issue', 'Title', '',
                'markdown', CASE WHEN n % 3000 = 0 THEN 'done' ELSE 'open' END, 's', 's', CASE WHEN n % 2 = 0 THEN 'high' ELSE 'low' END,
                CASE WHEN n % 2 = 1 OR n % 3000 = 0 THEN 'odd' ELSE 'even' END, '[]', '{}', '[]', '{all}', n % 1000 <> 0, false,
                0, '[]', '{}', \(MirrorFixture.start), \(MirrorFixture.start)::timestamptz + n * interval '1 second', now(), ''
            FROM generate_series(1, \(count)) n
            """)
        try await fixture.database.run("VACUUM ANALYZE ticket")
        try await fixture.database.run("VACUUM ANALYZE ticket_label")
    }

    private static func filter(
        trusted: Bool, channels: Set<String>? = nil, _ change: (inout TicketFilter) -> Void = { _ in }
    ) -> TicketFilter {
        var filter = TicketFilter(audience: TicketAudience(channels: channels, includesConfidential: trusted))
        change(&filter)
        return filter
    }

    /// Filters that select few of many tickets: by rights, by a joined table, by another filter, by months.
    private static let sparse: [TicketFilter] = [
        filter(trusted: false), filter(trusted: false, channels: ["demo"]),
        filter(trusted: false) { $0.labels = ["all"] },
        filter(trusted: false) { $0.created.from = MirrorFixture.start }, highOfOdd,
    ]
    private static let highOfOdd = filter(trusted: true) { filter in
        filter.author = "odd"
        filter.priorities = [.high]
    }

    @Test func `a list that must skip many tickets uses the slow reads, which find every one`()
        async throws
    {
        try await MirrorFixture.run { fixture in
            try await Self.fill(fixture, count: 24_000)
            let tickets = TicketRepository(fixture.database)
            for filter in Self.sparse {
                let page = TimePage<MirroredTicket>(order: Self.order, limit: 5)
                #expect(try await tickets.quickList(filter, page: page) == nil)
                let keys = try await tickets.list(filter, page: page).map { try $0.key }
                let step = filter == Self.highOfOdd ? 3_000 : 1_000
                #expect(keys == (0..<6).map { String(24_000 - $0 * step) })
                try await Self.checkBound(filter, fixture)
            }
        }
    }

    @Test func `a list that finds its page among few tickets returns the same as one without a bound`() async throws {
        try await MirrorFixture.run { fixture in
            try await Self.fill(fixture, count: 6_000)
            let tickets = TicketRepository(fixture.database)
            let filters = [
                Self.filter(trusted: true), Self.filter(trusted: true, channels: ["demo"]),
                Self.filter(trusted: true) { $0.labels = ["all"] },
                Self.filter(trusted: true) { filter in
                    filter.author = "even"
                    filter.priorities = [.high]
                },
            ]
            for filter in filters {
                let page = TimePage<MirroredTicket>(order: Self.order, limit: 50)
                let quick = try #require(try await tickets.quickList(filter, page: page)).map { try $0.key }
                #expect(try await quick == tickets.list(filter, page: page).map { try $0.key })
                #expect(quick.count == 51)
            }
            // The one page that a caller without rights finds early, and the end of a list, which is known to be one.
            let page = TimePage<MirroredTicket>(order: Self.order, limit: 1)
            #expect(
                try await tickets.quickList(Self.filter(trusted: false), page: page)?.map { try $0.key } == [
                    "6000", "5000",
                ])
            var rare = Self.filter(trusted: false)
            rare.statuses = [.done]
            #expect(try await tickets.quickList(rare, page: page)?.map { try $0.key } == ["6000", "3000"])
        }
    }

    /// No step of the statement has more rows than the bound, whichever facet drives it.
    private static func checkBound(_ filter: TicketFilter, _ fixture: MirrorFixture) async throws {
        let page = TimePage<MirroredTicket>(order: order, limit: 50)
        let query = TicketListQuery(
            filter, page, statuses: filter.statuses, search: nil, candidates: TicketRepository.quickCandidates)
        for driver in query.facets.isEmpty ? [nil] : query.facets.indices.map(Optional.some) {
            let sql = query.sql(driver: driver)
            let plan = try await fixture.database.run("EXPLAIN (ANALYZE, TIMING OFF) \(fragment: sql)").map {
                try $0.decode(0, as: String.self)
            }
            for line in plan {
                guard let rows = line.firstMatch(of: /actual rows=(\d+)/)?.output.1 else { continue }
                #expect(Int(rows) ?? .max <= TicketRepository.quickCandidates, "\(plan.joined(separator: "\n"))")
            }
        }
    }
}
