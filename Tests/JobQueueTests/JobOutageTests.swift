import JobQueue
import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import TestSupport
import Testing

@Suite struct JobOutageTests {
    @Test func `the result of a job is stored although the database was unavailable in the meantime`() async throws {
        try await PrivateCluster.withCluster { cluster in
            var configuration = cluster.configuration
            configuration.outageGrace = .milliseconds(50)
            try await Migrator(
                directory: try Repository.migrations(), configuration: configuration, logger: TestServer.silentLogger
            ).up()
            try await TestServer.withClient(configuration) { database in
                let (clock, identifiers, log, gone) = (SystemClock(), UUIDv7Source(), StageLog(), Gate())
                let queue = JobQueue(clock: clock, identifiers: identifiers)
                let handler = ScriptedHandler { _ in
                    // As handlers do: the commit also writes the claim to disk.
                    try await database.run("CREATE TABLE done ()")
                    try await cluster.kill()
                    gone.open()
                }
                let worker = JobWorker(
                    database: database, handlers: JobHandlers(only: handler), clock: clock, identifiers: identifiers,
                    observer: log,
                    logger: TestServer.silentLogger)
                let id = try #require(
                    try await queue.enqueue(JobDraft(kind: "test", payload: .null, orderingKey: "k"), in: database))
                async let running: Void = worker.run()
                try await gone.pass()
                // The worker keeps retrying to store the result while there is no server.
                try await cluster.start()
                worker.stop()
                await running
                #expect(log.outcomes == [.succeeded])
                #expect(try await JobRepository(database).find(id)?.state == .succeeded)
                #expect(handler.jobs.count == 1)
            }
        }
    }
}
