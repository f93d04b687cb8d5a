import Gateway
import GatewayTestSupport
import HTTPTypes
import JobQueue
import Models
import Postgres
import Primitives
import ServiceLifecycle
import TestSupport
import Testing

struct JobTests {
    /// A gateway with a handler that fails for good, on a database that the test can enqueue into.
    private func run(
        workers: Int = 2, runs: Bool = true,
        _ body: @Sendable (TestGateway, PostgresClient, JobQueue) async throws -> Void
    ) async throws {
        try await TestDatabase.withMigratedConfiguration { configuration in
            var options = TestGateway.Options()
            options.environment["TICKET_GATEWAY_WORKERS"] = "\(workers)"
            options.dependencies.runsWorkers = runs
            options.dependencies.jobHandlers = [RefusingHandler()]
            try await TestServer.withClient(configuration) { database in
                let queue = JobQueue(clock: SystemClock(), identifiers: UUIDv7Source())
                try await TestGateway.run(options, database: configuration) { try await body($0, database, queue) }
            }
        }
    }

    /// Polls until the job is in that state.
    private func wait(_ gateway: TestGateway, _ id: Job.ID, until state: String) async throws -> JSON {
        while true {
            let job = try await gateway.admin.get("/api/v1/jobs/\(id)").json
            if job["state"]?.stringValue == state { return job }
            await Task.yield()
        }
    }

    @Test func `a gateway runs jobs and shows their results without secrets`() async throws {
        try await run { gateway, database, queue in
            let draft = JobDraft(
                kind: "refuse", payload: ["fine": false, "token": "hush", "url": "https://a:b@c/"], orderingKey: "one")
            let id = try #require(try await queue.enqueue(draft, in: database))
            let job = try await wait(gateway, id, until: "dead")
            #expect(job["payload"] == ["fine": false, "token": "***", "url": "***"])
            #expect(job["last_error"] == "not fine")
            #expect(job["attempts"] == 1)
            #expect(job["ordering_key"] == "one")
            let good = try #require(
                try await queue.enqueue(JobDraft(kind: "refuse", payload: ["fine": true]), in: database))
            let done = try await wait(gateway, good, until: "succeeded")
            #expect(done["finished_at"]?.isNull == false)
            let metrics = try await gateway.anonymous.get("/metrics").text
            #expect(metrics.contains(#"ticket_gateway_job_duration_seconds_count{kind="refuse",outcome="dead"} 1"#))
            #expect(gateway.log.text.contains(id.text))
            #expect(!gateway.log.text.contains("hush"))
        }
    }

    @Test func `a gateway without workers runs no jobs`() async throws {
        try await run(workers: 0) { gateway, database, queue in
            let id = try #require(try await queue.enqueue(JobDraft(kind: "refuse", payload: [:]), in: database))
            // Longer than the reaction to a notification takes: each call is a round trip.
            for _ in 0..<20 { #expect(try await gateway.admin.get("/api/v1/jobs/\(id)").json["state"] == "queued") }
        }
    }

    @Test func `jobs are listed by state and kind, page by page`() async throws {
        try await run(runs: false) { gateway, database, queue in
            for number in 0..<5 {
                try await queue.enqueue(
                    JobDraft(kind: number < 3 ? "a" : "b", payload: .integer(Int64(number))), in: database)
            }
            let first = try await gateway.admin.get("/api/v1/jobs?kind=a&limit=2").json
            #expect(first["data"]?.arrayValue?.map { $0["payload"] } == [2, 1])
            let next = try #require(first["page"]?["next"]?.stringValue)
            let second = try await gateway.admin.get("/api/v1/jobs?kind=a&limit=2&cursor=\(next)").json
            #expect(second["data"]?.arrayValue?.map { $0["payload"] } == [0])
            #expect(second["page"]?["next"]?.isNull == true)
            #expect(try await gateway.admin.get("/api/v1/jobs?state=dead").json["data"] == [])
            #expect(
                try await gateway.admin.get("/api/v1/jobs?state=queued&kind=b").json["data"]?.arrayValue?.count == 2)
            #expect(try await gateway.admin.get("/api/v1/jobs?state=asleep").status == 422)
            #expect(try await gateway.admin.get("/api/v1/jobs?kind=refuse").json["data"] == [])
            let unknown = try await gateway.admin.get("/api/v1/jobs?kind=refusse")
            #expect(unknown.status == 422 && unknown.pointers == ["?kind"])
            #expect(
                unknown.json["errors"]?[0]?["detail"]?.stringValue?.hasSuffix(". Did you mean 'refuse'?") == true)
            #expect(try await gateway.admin.get("/api/v1/jobs?cursor=no").status == 422)
        }
    }

    @Test func `a dead job is retried, a waiting one runs now, others are unchanged`() async throws {
        try await run(runs: false) { gateway, database, queue in
            let later = JobDraft(kind: "refuse", payload: [:], uniqueKey: "k", runAt: .now + .seconds(3600))
            let id = try #require(try await queue.enqueue(later, in: database))
            let path = "/api/v1/jobs/\(id)"
            let hurried = try await gateway.admin.post(path + "/retry", headers: .named(["Idempotency-Key": "once"]))
            #expect(hurried.status == 200)
            #expect(try #require(hurried.json["run_at"]?.stringValue.flatMap { Timestamp($0) }) <= .now)
            try await finish(id, as: "dead", in: database)
            let dead = try await gateway.admin.get(path)
            #expect(dead.json["state"] == "dead")
            let rival = try #require(
                try await queue.enqueue(JobDraft(kind: "refuse", payload: [:], uniqueKey: "k"), in: database))
            let taken = try await gateway.admin.post(path + "/retry")
            #expect(taken.status == 409)
            #expect(taken.json["code"] == "job_key_taken")
            #expect(try await gateway.admin.delete("/api/v1/jobs/\(rival)").status == 204)
            let revived = try await gateway.admin.post(path + "/retry")
            #expect(revived.json["state"] == "queued")
            #expect(revived.json["attempts"] == 0)
            try await finish(id, as: "succeeded", in: database)
            #expect(try await gateway.admin.post(path + "/retry").json["code"] == "job_not_retryable")
            let entries = try await gateway.admin.get("/api/v1/audit?object_type=job").json["data"]?.arrayValue ?? []
            #expect(entries.map { $0["action"] } == ["job.retry", "job.discard", "job.retry"])
        }
    }

    @Test func `a job is discarded unless it is running, and unblocks the next of its ordering key`() async throws {
        try await run(runs: false) { gateway, database, queue in
            let first = try #require(
                try await queue.enqueue(JobDraft(kind: "a", payload: .null, orderingKey: "k"), in: database))
            let second = try #require(
                try await queue.enqueue(JobDraft(kind: "a", payload: .null, orderingKey: "k"), in: database))
            let path = "/api/v1/jobs/\(first)"
            let tag = try #require(try await gateway.admin.get(path).header("ETag"))
            #expect(try await gateway.admin.get(path, headers: [.ifNoneMatch: tag]).status == 304)
            try await database.run(
                "UPDATE job SET state = 'running', attempts = 1, lease_owner = 'x', lease_until = now() WHERE id = \(first)"
            )
            #expect(try await gateway.admin.delete(path).json["code"] == "job_running")
            #expect(try await gateway.admin.delete(path, headers: [.ifMatch: tag]).status == 412)
            try await database.run(
                "UPDATE job SET state = 'queued', lease_owner = NULL, lease_until = NULL WHERE id = \(first)")
            #expect(try await gateway.admin.delete(path).status == 204)
            #expect(try await gateway.admin.get(path).status == 404)
            #expect(try await gateway.admin.delete(path).status == 404)
            #expect(try await gateway.admin.post(path + "/retry").status == 404)
            #expect(try await database.run("SELECT FROM job WHERE id = \(second) AND NOT blocked").count == 1)
        }
    }

    @Test func `work runs jobs without serving, and refuses to start without workers`() async throws {
        try await TestDatabase.withMigratedConfiguration { database in
            var options = TestGateway.Options()
            options.dependencies.jobHandlers = [RefusingHandler()]
            let gateway = try await TestGateway.make(options, database: database)
            let group = try await gateway.workGroup(stoppingAt: [])
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await group.run() }
                try await TestServer.withClient(database) { client in
                    let queue = JobQueue(clock: SystemClock(), identifiers: UUIDv7Source())
                    try await queue.enqueue(JobDraft(kind: "refuse", payload: ["fine": true]), in: client)
                    while try await client.run("SELECT FROM finished_job").isEmpty { await Task.yield() }
                }
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
            options.environment["TICKET_GATEWAY_WORKERS"] = "0"
            let idle = try await TestGateway.make(options, database: database)
            await #expect(throws: GatewayError.noWorkers) { try await idle.workGroup(stoppingAt: []) }
        }
    }

    /// Ends a job as if a worker had run it.
    private func finish(_ id: Job.ID, as state: String, in database: PostgresClient) async throws {
        try await database.run(
            """
            WITH over AS (DELETE FROM job WHERE id = \(id) RETURNING *)
            INSERT INTO finished_job (id, kind, payload, state, priority, unique_key, ordering_key, attempts, max_attempts, run_at,
                last_error, created_at, finished_at)
            SELECT id, kind, payload, \(state), priority, unique_key, ordering_key, 10, max_attempts, run_at, 'no', created_at, now() FROM over
            """)
    }
}

/// Fails permanently unless the payload is `fine`.
private struct RefusingHandler: JobHandler {
    let kind = "refuse"

    func perform(_ job: Job) async throws {
        if job.payload["fine"] != true { throw JobFailure.final("not fine") }
    }
}
