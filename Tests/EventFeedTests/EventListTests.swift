import Models
import Postgres
@testable import Repositories
import ServiceTestSupport
import Testing

@Suite struct EventListTests {
    @Test func `a ticket's events are found by their index, however many others there are`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.database.run(
                """
                INSERT INTO event (id, type, occurred_at, channel_id, ticket_id, origin, changes)
                SELECT gen_random_uuid(), 'ticket.updated', now() - n * interval '1 second', \(fixture.channel.id), md5((n / 10)::text)::uuid,
                    'poll', '{}'
                FROM generate_series(1, 20000) n
                """)
            try await fixture.database.run("ANALYZE event")
            let ticket = try #require(
                try await fixture.database.run("SELECT ticket_id FROM event LIMIT 1").first?.decode(
                    0, as: MirroredTicket.ID.self))
            var filter = EventFilter(audience: TicketAudience(channels: ["demo"], includesConfidential: false))
            filter.ticket = ticket
            filter.types = [.ticketUpdated, .ticketCreated]
            for descending in [true, false] {
                let page = TimePage<Event>(order: TimeOrder(.occurredAt, descending: descending), limit: 50)
                let sql = EventRepository.sql(filter, page: page, slugs: ["demo"])
                let plan = try await fixture.database.run("EXPLAIN \(fragment: sql)").map {
                    try $0.decode(0, as: String.self)
                }
                .joined(separator: "\n")
                #expect(plan.contains("event_ticket") && !plan.contains("Seq Scan on event"), "\(plan)")
                #expect(!plan.contains("event_occurred_at") && !plan.contains("event_channel"), "\(plan)")
                let events = try await EventRepository(fixture.database).list(filter, page: page)
                #expect((9...10).contains(events.count))
            }
        }
    }

    /// 30,000 events of two types, of which a caller without `tickets:confidential` may see 30: the others were
    /// confidential when they happened, or their tickets have become so.
    private static func hideEvents(_ fixture: MirrorFixture) async throws {
        try await fixture.database.run(
            """
            INSERT INTO event (id, type, occurred_at, channel_id, ticket_id, origin, changes, confidential, concealed)
            SELECT gen_random_uuid(), CASE WHEN n % 2000 < 1000 THEN 'ticket.updated' ELSE 'ticket.closed' END,
                now() - n * interval '1 second', \(fixture.channel.id), gen_random_uuid(),
                'poll', '{}', n % 1000 <> 0 AND n % 2 = 0, n % 1000 <> 0 AND n % 2 = 1
            FROM generate_series(1, 30000) n
            """)
        try await fixture.database.run("VACUUM ANALYZE event")
    }

    @Test(arguments: [[], [.ticketUpdated], [.ticketUpdated, .ticketClosed, .commentCreated]] as [[EventType]])
    func `hidden events cost nothing to callers who may not see them`(types: [EventType]) async throws {
        try await MirrorFixture.run { fixture in
            try await Self.hideEvents(fixture)
            for channels in [["demo"], nil] as [Set<String>?] {
                var filter = EventFilter(audience: TicketAudience(channels: channels, includesConfidential: false))
                filter.types = types
                for descending in [true, false] {
                    let page = TimePage<Event>(order: TimeOrder(.occurredAt, descending: descending), limit: 50)
                    let sql = EventRepository.sql(filter, page: page, slugs: channels)
                    let plan = try await fixture.database.run("EXPLAIN (ANALYZE, BUFFERS) \(fragment: sql)").map {
                        try $0.decode(0, as: String.self)
                    }.joined(separator: "\n")
                    // The planner chooses one of the four indexes. None of them contains a hidden event.
                    #expect(plan.contains("_shown "), "\(plan)")
                    for count in plan.matches(of: /(?:actual time=[0-9.]+ rows=|Rows Removed by Filter: )(\d+)/) {
                        #expect(Int(count.output.1) ?? .max <= 51, "\(plan)")
                    }
                    #expect(
                        try await EventRepository(fixture.database).list(filter, page: page).count
                            == (types.count == 1 ? 15 : 30))
                }
            }
        }
    }
}
