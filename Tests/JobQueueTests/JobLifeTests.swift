import JobQueue
import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import Testing

/// Workers that run as in a process: woken by the database, until they are stopped.
@Suite struct JobLifeTests {
    @Test func `a worker is woken by new jobs, and stops on request after finishing the running ones`()
        async throws
    {
        try await JobFixture.run { fixture in
            let (begun, end) = (Gate(), Gate())
            let handler = ScriptedHandler { _ in
                begun.open()
                try await end.pass()
            }
            // Only a notification can wake it within the test's time.
            let worker = try fixture.worker(handler) { $0.pollInterval = .seconds(3600) }
            async let running: Void = worker.run()
            let first = try await fixture.enqueue()
            try await begun.pass()
            worker.stop()
            let second = try await fixture.enqueue()
            end.open()
            await running
            #expect(try await fixture.job(first)?.state == .succeeded)
            #expect(try await fixture.job(second)?.state == .queued)
        }
    }

    @Test func `jobs that exceed the grace period are cancelled and returned, and the attempt does not count`()
        async throws
    {
        try await JobFixture.run { fixture in
            let begun = Gate()
            let handler = ScriptedHandler { _ in
                begun.open()
                try await Gate().pass()
            }
            let id = try await fixture.enqueue()
            let worker = try fixture.worker(handler) { $0.grace = .milliseconds(1) }
            async let running: Void = worker.run()
            try await begun.pass()
            worker.stop()
            await running
            let job = try #require(try await fixture.job(id))
            #expect(job.state == .queued)
            #expect(job.attempts == 0)
            #expect(try await fixture.claim().count == 1)
        }
    }

    @Test func `a worker whose task is cancelled returns its running jobs`() async throws {
        try await JobFixture.run { fixture in
            let begun = Gate()
            let handler = ScriptedHandler { _ in
                begun.open()
                try await Gate().pass()
            }
            let id = try await fixture.enqueue()
            let worker = try fixture.worker(handler)
            let running = Task { await worker.run() }
            try await begun.pass()
            running.cancel()
            await running.value
            let job = try #require(try await fixture.job(id))
            #expect(job.state == .queued)
            #expect(job.attempts == 0)
        }
    }

    @Test func `two workers share the jobs, and no job runs twice`() async throws {
        try await JobFixture.run { fixture in
            let all = Gate()
            let done = Counter(to: 300) { all.open() }
            let handler = ScriptedHandler { _ in done.count() }
            let (one, two) = try (fixture.worker(handler), fixture.worker(handler))
            async let first: Void = one.run()
            async let second: Void = two.run()
            for number in 0..<300 {
                try await fixture.enqueue(.integer(Int64(number))) { $0.orderingKey = "\(number % 40)" }
            }
            try await all.pass()
            one.stop()
            two.stop()
            _ = await (first, second)
            #expect(handler.jobs.count == 300)
            #expect(Set(handler.jobs.map(\.id)).count == 300)
            #expect(try await fixture.count(.succeeded) == 300)
        }
    }
}
