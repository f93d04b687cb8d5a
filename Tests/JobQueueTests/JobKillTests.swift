import Foundation
import JobQueue
import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import TestSupport
import Testing

/// Real processes, killed with SIGKILL at every point of a job.
///
/// `TICKET_GATEWAY_TEST_JOB_KILLS` is the number of kills at each point, `TICKET_GATEWAY_TEST_JOBS` the number of jobs;
/// both are small by default.
@Suite struct JobKillTests {
    private static let kills = number("TICKET_GATEWAY_TEST_JOB_KILLS") ?? 1
    private static let count = number("TICKET_GATEWAY_TEST_JOBS") ?? 200
    private static let points = ["claimed", "started", "performed", "committing", "ended"]

    @Test func `no job is lost however often its worker is killed, and poison is dead after exactly its attempts`()
        async throws
    {
        try await TestDatabase.withMigratedConfiguration { configuration in
            try await TestServer.withClient(configuration) { database in
                let poison = try await fill(database)
                var killed = 0
                while try await JobWorkerChild.run(configuration.url) == .killed { killed += 1 }
                // Each of these jobs kills its worker once, and the poisonous job three times; two kills may coincide.
                #expect(killed <= Self.kills * Self.points.count + 3)
                #expect(killed >= 3)
                try await check(database, poison: poison)
                print("killed \(killed) times over \(Self.count) jobs")
            }
        }
    }

    private func fill(_ database: PostgresClient) async throws -> Job.ID? {
        try await database.run(
            "CREATE TABLE job_effect (position bigint GENERATED ALWAYS AS IDENTITY, job_id uuid NOT NULL, attempt integer NOT NULL)"
        )
        let queue = JobQueue(clock: SystemClock(), identifiers: UUIDv7Source())
        for number in 0..<Self.count {
            var draft = JobDraft(kind: "test", payload: [:])
            let place = number % max(1, Self.count / (Self.kills * Self.points.count))
            let index = number / max(1, Self.count / (Self.kills * Self.points.count))
            if place == 0, index < Self.kills * Self.points.count {
                draft.payload = ["kill": .string(Self.points[index % Self.points.count])]
            }
            if number % 4 == 0 { draft.orderingKey = "key \(number % 20)" }
            try await queue.enqueue(draft, in: database)
        }
        return try await queue.enqueue(
            JobDraft(kind: "test", payload: ["kill": "always"], priority: .high, orderingKey: "key 0", maxAttempts: 3),
            in: database)
    }

    private func check(_ database: PostgresClient, poison: Job.ID?) async throws {
        let jobs = JobRepository(database)
        let id = try #require(poison)
        let dead = try #require(try await jobs.find(id))
        #expect(dead.state == .dead)
        #expect(dead.attempts == 3)
        let row = try await database.run(
            """
            SELECT (SELECT count(*) FROM job) AS left, (SELECT count(*) FROM finished_job WHERE state = 'succeeded') AS succeeded,
                (SELECT count(DISTINCT job_id) FROM job_effect) AS done,
                (SELECT count(*) FROM (SELECT FROM job_effect GROUP BY job_id, attempt HAVING count(*) > 1) twice) AS twice,
                (SELECT count(*) FROM job_effect a JOIN finished_job j ON j.id = a.job_id JOIN finished_job k ON k.ordering_key = j.ordering_key
                    AND k.id > j.id JOIN job_effect b ON b.job_id = k.id WHERE a.position > b.position) AS disordered
            """)[0]
        #expect(try row.decode("left", as: Int.self) == 0)
        #expect(try row.decode("succeeded", as: Int.self) == Self.count)
        #expect(try row.decode("done", as: Int.self) == Self.count)
        #expect(try row.decode("twice", as: Int.self) == 0)
        #expect(try row.decode("disordered", as: Int.self) == 0)
    }

    private static func number(_ variable: String) -> Int? {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
    }
}
