import Documents
import Models
import OutgoingWebhooks
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import TestSupport
import Testing

/// Real processes, killed with SIGKILL between the receiver's response and the storing of the result.
@Suite struct OutgoingKillTests {
    @Test func `a delivery sent by a killed worker is sent again with the same identifier`() async throws {
        try await TestDatabase.withMigratedConfiguration { configuration in
            try await TestServer.withClient(configuration) { database in
                try await database.run(
                    "CREATE TABLE receiver_call (webhook_id text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())"
                )
                try await fill(database)
                var kills = 0
                while try await JobWorkerChild.run(configuration.url) == .killed { kills += 1 }
                // Two kills may coincide.
                #expect((1...3).contains(kills))
                let row = try await database.run(
                    """
                    SELECT (SELECT count(*) FROM outgoing_delivery WHERE state = 'delivered') AS delivered,
                        (SELECT count(*) FROM outgoing_delivery d WHERE NOT EXISTS (
                            SELECT FROM receiver_call WHERE webhook_id = d.id::text)) AS unseen,
                        (SELECT count(*) FROM receiver_call c WHERE NOT EXISTS (
                            SELECT FROM outgoing_delivery WHERE id::text = c.webhook_id)) AS strange,
                        (SELECT count(*) FROM outgoing_delivery d WHERE payload LIKE '%kill%' AND (
                            SELECT count(*) FROM receiver_call WHERE webhook_id = d.id::text) < 2) AS forgotten
                    """)[0]
                #expect(try row.decode("delivered", as: Int.self) == 60)
                #expect(try row.decode("unseen", as: Int.self) == 0)
                #expect(try row.decode("strange", as: Int.self) == 0)
                #expect(try row.decode("forgotten", as: Int.self) == 0)
            }
        }
    }

    private func fill(_ database: PostgresClient) async throws {
        let (clock, identifiers) = (SystemClock(), UUIDv7Source())
        let service = try SubscriptionFixture.service(
            database, transport: ScriptedReceiver(ManualClock()), clock: clock, identifiers: identifiers)
        _ = try await service.create(
            SubscriptionDraft(slug: "ops", url: "https://ops.example/"), context: SubscriptionFixture.context)
        for number in 0..<60 {
            let notice = SubscriptionService.Notice(
                type: "test.happened", occurredAt: clock.now(), data: number % 20 == 5 ? ["kill": true] : [:],
                channel: nil,
                isConfidential: false)
            _ = try await database.transaction { try await service.notify("ops", notice, in: $0) }
        }
    }
}
