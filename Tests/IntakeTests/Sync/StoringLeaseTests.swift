import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Testing

/// Storing a page takes longer than the lease.
@Suite(.timeLimit(.minutes(2))) struct StoringLeaseTests {
    /// A key of an advisory lock on which every insertion of tickets waits.
    private static let gate: Int64 = 18

    @Test func `the lease is renewed while a page is stored`() async throws {
        try await SyncFixture.run { fixture in
            let database = fixture.database
            try await database.run(
                """
                CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(18); RETURN NULL; END $$
                """)
            try await database.run(
                "CREATE TRIGGER hold BEFORE INSERT ON ticket FOR EACH STATEMENT EXECUTE FUNCTION hold()")
            fixture.tracker.add(1...3, from: fixture.clock.now())
            _ = try await fixture.service().start(fixture.channel, full: true)
            let worker = fixture.worker { $0.lease = .milliseconds(300) }
            let run = try await database.transaction { holder in
                try await holder.run("SELECT pg_advisory_xact_lock(\(Self.gate))")
                let run = Task { try await worker.runDue() }
                try await Self.until {
                    try await !database.run(
                        """
                        SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        """
                    ).isEmpty
                }
                // Time passes beyond the lease, and the lease is renewed.
                for _ in 0..<3 {
                    fixture.clock.advance(by: .seconds(1))
                    let now = fixture.clock.now()
                    try await Self.until {
                        try await !database.run("SELECT FROM channel_sync WHERE lease_until > \(now)").isEmpty
                    }
                }
                let syncs = ChannelSyncRepository(database)
                #expect(try await syncs.claim(owner: "thief", lease: .seconds(30), at: fixture.clock.now()) == nil)
                return run
            }
            _ = try await run.value
            let sync = try await fixture.status()
            #expect(sync.state == .idle && sync.tickets == 3 && sync.failures == 0)
            #expect(try await fixture.mirrored() == 3)
        }
    }

    /// Polls until the condition holds. The suite's time limit ends the test if it never does.
    private static func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }
}
