import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import Testing

@Suite struct DeliveryListTests {
    private static func page(_ limit: Int, descending: Bool = true, after: TimePage<Delivery>.Position? = nil)
        -> TimePage<Delivery>
    {
        TimePage(order: TimeOrder(.receivedAt, descending: descending), after: after, limit: limit)
    }

    /// Deliveries of three channels in all states, one second apart.
    private static func fill(_ fixture: WebhookFixture) async throws {
        for slug in ["busy", "quiet"] { _ = try await fixture.addChannel(slug, secret: "0123456789abcdef") }
        try await fixture.database.run(
            """
            INSERT INTO delivery (id, channel_id, remote_id, event, state, headers, body, received_at)
            SELECT gen_random_uuid(), channel.id, 'e' || n, 'x',
                CASE WHEN channel.slug = 'busy' THEN 'applied' ELSE (ARRAY['received', 'applied', 'ignored', 'failed'])[n / 50 % 4 + 1] END,
                '{}', '', timestamptz '2026-01-01' + n * interval '1 second'
            FROM generate_series(1, 2000) n JOIN channel ON channel.slug = 'busy' OR channel.slug = 'quiet' AND n % 50 = 0
            """)
        try await fixture.database.run("ANALYZE delivery")
    }

    @Test(arguments: [true, false]) func `pages by channel and state match a full scan`(
        _ descending: Bool
    )
        async throws
    {
        try await WebhookFixture.run { fixture in
            try await Self.fill(fixture)
            let repository = DeliveryRepository(fixture.database)
            let direction = descending ? "DESC" : "ASC"
            for channels in [nil, ["quiet"], ["quiet", "busy"], ["none"]] as [Set<String>?] {
                for state in [nil, .applied, .failed] as [DeliveryState?] {
                    var filter = DeliveryFilter()
                    filter.channels = channels
                    filter.state = state
                    filter.receivedAfter = Timestamp("2026-01-01T00:01:00Z")
                    var found: [Delivery.ID] = []
                    var position: TimePage<Delivery>.Position?
                    for _ in 0..<4 {
                        let rows = try await repository.list(
                            filter, page: Self.page(7, descending: descending, after: position)
                        ).prefix(7)
                        found += rows.map(\.delivery.id)
                        guard let last = rows.last?.delivery else { break }
                        position = .init(time: last.receivedAt, id: last.id)
                    }
                    let wanted = try await fixture.database.run(
                        """
                        SELECT delivery.id FROM delivery JOIN channel ON channel.id = channel_id
                        WHERE (\(channels?.sorted())::text[] IS NULL OR slug = ANY(\(channels?.sorted())::text[]))
                            AND (\(state?.rawValue)::text IS NULL OR state = \(state?.rawValue)::text) AND received_at >= \(filter.receivedAfter)
                        ORDER BY received_at \(unsafeSQL: direction), delivery.id \(unsafeSQL: direction) LIMIT 28
                        """
                    ).map { try $0.decode(0, as: Delivery.ID.self) }
                    #expect(found == wanted)
                }
            }
            let quiet = try #require(try await ChannelRepository(fixture.database).find(slug: "quiet"))
            let summary = try await repository.summary(of: quiet.id)
            #expect(
                summary.waiting + summary.failed == 20 && summary.lastReceivedAt == Timestamp("2026-01-01T00:33:20Z"))
        }
    }

    @Test func `the oldest jobs are held for a replay, up to a limit`() async throws {
        try await WebhookFixture.run { fixture in
            try await Self.fill(fixture)
            var filter = DeliveryFilter()
            filter.channels = ["quiet"]
            let ids = try await DeliveryRepository(fixture.database).lock(filter, limit: 3)
            let rows = try await fixture.database.run(
                "SELECT remote_id FROM delivery WHERE id = ANY(\(ids.map(\.text))::uuid[]) ORDER BY received_at")
            #expect(try rows.map { try $0.decode(0, as: String.self) } == ["e50", "e100", "e150"])
        }
    }
}
