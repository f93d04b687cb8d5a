import JobQueue
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Testing

@Suite struct JobVolumeTests {
    @Test func `a million past jobs do not slow the next ones down`() async throws {
        try await JobFixture.run { fixture in
            let (database, now) = (fixture.database, fixture.clock.now())
            // In parts, each of which a busy machine finishes within the statement timeout.
            for _ in 0..<10 {
                try await database.run(
                    """
                    INSERT INTO finished_job
                        (id, kind, payload, state, priority, attempts, max_attempts, run_at, created_at, finished_at)
                    SELECT gen_random_uuid(), 'test', '{}', 'succeeded', 1, 1, 10, \(now), \(now), \(now)
                    FROM generate_series(1, 100000)
                    """)
            }
            // Ten thousand jobs that wait for one key, and as many that are not due yet, precede those that are due.
            try await add(10_000, "1, 'queue', true, now() - interval '1 day'", in: database)
            try await add(10_000, "2, NULL, false, now() + interval '1 day'", in: database)
            try await add(10_000, "1, NULL, false, \(SQL.quoted(literal: now.rfc3339))::timestamptz", in: database)
            try await database.run("ANALYZE job")
            let plan = try await explain(fixture)
            #expect(plan.contains("Index Scan using job_due on job candidate"))
            #expect(!plan.contains("Seq Scan on job"))
            let (clock, claimed) = (ContinuousClock(), Counter(to: 10_000) {})
            let duration = try await clock.measure {
                while case let jobs = try await fixture.claim(limit: 100), !jobs.isEmpty {
                    for _ in jobs { claimed.count() }
                }
            }
            // A hundred statements; a sequential scan or a sort of the pending jobs would take a hundred times as long.
            #expect(duration < .seconds(20))
            #expect(try await fixture.jobs.counts(at: now).running == 10_000)
            print("claimed 10,000 jobs in \(duration)")
        }
    }

    @Test func `a full lane with a backlog of a hundred thousand jobs does not slow down the others`()
        async throws
    {
        try await JobFixture.run { fixture in
            try await add(
                100_000, "1, NULL, false, \(SQL.quoted(literal: fixture.clock.now().rfc3339))::timestamptz",
                lane: "hangs",
                in: fixture.database)
            for number in 0..<200 { try await fixture.enqueue { $0.lane = "lane \(number % 50)" } }
            try await fixture.database.run("ANALYZE job")
            let lanes = JobLanes(limit: 8, taken: ["hangs": 8])
            let (clock, claimed) = (ContinuousClock(), Counter(to: 200) {})
            let duration = try await clock.measure {
                while case let jobs = try await fixture.claim(limit: 4, lanes: lanes), !jobs.isEmpty {
                    for _ in jobs { claimed.count() }
                }
            }
            #expect(try await fixture.count(.running) == 200)
            // Fifty statements over fifty lanes; each would read the backlog otherwise.
            #expect(duration < .seconds(2))
            print("claimed 200 jobs of 50 lanes beside a backlog of 100,000 in \(duration)")
        }
    }

    @Test func `one worker runs thousands of jobs, in order where required`() async throws {
        try await JobFixture.run { fixture in
            let (clock, handler) = (ContinuousClock(), ScriptedHandler())
            let enqueueing = try await clock.measure {
                for number in 0..<3_000 {
                    try await fixture.enqueue(.integer(Int64(number))) {
                        if number % 2 == 0 { $0.orderingKey = "\(number % 100)" }
                    }
                }
            }
            let worker = try fixture.worker(handler)
            let doing = try await clock.measure { _ = try await worker.runDue() }
            #expect(handler.jobs.count == 3_000)
            print("enqueued 3,000 jobs in \(enqueueing), did them in \(doing)")
        }
    }

    /// Rows with a priority, an ordering key, whether they are blocked, and a time.
    private func add(_ count: Int, _ values: String, lane: String = "", in database: PostgresClient) async throws {
        try await database.run(
            """
            INSERT INTO job (id, kind, payload, max_attempts, priority, ordering_key, blocked, run_at, lane, created_at)
            SELECT gen_random_uuid(), 'test', '{}', 10, \(unsafeSQL: values), \(lane), now() FROM generate_series(1, \(count)::int)
            """)
    }

    private func explain(_ fixture: JobFixture) async throws -> String {
        let sql = JobRepository.claiming(
            owner: "explained", lease: JobFixture.lease, limit: 100, lanes: JobLanes(), at: fixture.clock.now())
        return try await fixture.database.run("EXPLAIN \(fragment: sql)").map { try $0.decode(0, as: String.self) }
            .joined(separator: "\n")
    }
}
