import HTTPKit
import JobQueue
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceKit
import ServiceTestSupport
import Testing
import TrackerKit

@Suite struct JobWorkerTests {
    @Test func `two handlers of one kind are refused`() {
        let error = #expect(throws: DuplicateRegistration.self) {
            try JobHandlers([ScriptedHandler(), ScriptedHandler()])
        }
        #expect(error?.description == "a job handler for test is registered twice")
    }

    @Test func `a job runs once, and each stage is reported`() async throws {
        try await JobFixture.run { fixture in
            let id = try await fixture.enqueue(["a": 1])
            fixture.clock.advance(by: .seconds(3))
            let (handler, log) = (ScriptedHandler(), StageLog())
            #expect(try await fixture.worker(handler, observer: log).runDue() == 1)
            #expect(handler.jobs.map(\.id) == [id])
            #expect(handler.jobs.first?.payload == ["a": 1])
            #expect(
                log.reached == [
                    .claimed(waited: .seconds(3)), .started, .performed, .committing, .ended(.succeeded, after: .zero),
                ])
            let job = try #require(try await fixture.job(id))
            #expect(job.state == .succeeded)
            #expect(job.attempts == 1)
            #expect(job.finishedAt == fixture.clock.now())
            #expect(job.lastError == nil)
        }
    }

    @Test func `a failing job is retried with increasing delays, and is dead after exactly its attempts`() async throws
    {
        struct Secret: Error { let value = "hunter2" }
        try await JobFixture.run { fixture in
            let id = try await fixture.enqueue { $0.maxAttempts = 4 }
            let handler = ScriptedHandler { _ in throw Secret() }
            let worker = try fixture.worker(handler)
            for wait in [2.5, 5, 10] {
                #expect(try await worker.runDue() == 1)
                let job = try #require(try await fixture.job(id))
                #expect(job.state == .queued)
                #expect(job.runAt == fixture.clock.now() + .seconds(wait))
                #expect(job.lastError == "an unexpected error; see the log")
                fixture.clock.advance(by: .seconds(wait))
            }
            #expect(try await worker.runDue() == 1)
            #expect(try await worker.runDue() == 0)
            let job = try #require(try await fixture.job(id))
            #expect(job.state == .dead)
            #expect(job.attempts == 4)
            #expect(handler.jobs.map(\.attempts) == [1, 2, 3, 4])
        }
    }

    @Test func `a handler sets its retry time, or fails permanently`() async throws {
        try await JobFixture.run { fixture in
            let later = try await fixture.enqueue("later")
            let never = try await fixture.enqueue("never")
            let tracker = try await fixture.enqueue("tracker")
            let handler = ScriptedHandler { job in
                switch job.payload {
                case "later": throw JobFailure.retry(after: .seconds(77), "come back")
                case "never": throw JobFailure.final("no such thing")
                default: throw TrackerError.upstream(UpstreamFailure(status: 500, message: "boom"))
                }
            }
            try await fixture.worker(handler).runDue()
            let now = fixture.clock.now()
            #expect(try await fixture.job(later)?.runAt == now + .seconds(77))
            #expect(try await fixture.job(later)?.lastError == "come back")
            let dead = try #require(try await fixture.job(never))
            #expect(dead.state == .dead)
            #expect(dead.attempts == 1)
            #expect(dead.lastError == "no such thing")
            #expect(try await fixture.job(tracker)?.lastError == "500: boom")
        }
    }

    @Test func `a tracker with a retry time is not called before it, and then by each caller at its own time`()
        async throws
    {
        try await JobFixture.run { fixture in
            let id = try await fixture.enqueue()
            let busy = UpstreamFailure(status: 503, message: "later", retryAfter: .seconds(1))
            let worker = try fixture.worker(ScriptedHandler { _ in throw TrackerError.upstream(busy) })
            for wait in [3.5, 6, 11] {
                try await worker.runDue()
                #expect(try await fixture.job(id)?.runAt == fixture.clock.now() + .seconds(wait))
                fixture.clock.advance(by: .seconds(wait))
            }
            #expect(try await fixture.job(id)?.attempts == 3)
        }
    }

    @Test func `deliveries that were postponed before sending do not count as attempts, for a day`() async throws {
        try await JobFixture.run { fixture in
            let id = try await fixture.enqueue { $0.maxAttempts = 2 }
            let open = TransportError(.circuitOpen(retryAfter: .seconds(1)))
            let worker = try fixture.worker(ScriptedHandler { _ in throw TrackerError.unreachable(open) })
            for _ in 0..<50 {
                #expect(try await worker.runDue() == 1)
                let job = try #require(try await fixture.job(id))
                #expect(job.state == .queued && job.attempts == 0)
                // Randomised, so that the jobs delayed by one tracker do not all run at once.
                #expect(job.runAt == fixture.clock.now() + .seconds(3.5))
                fixture.clock.advance(by: .seconds(60))
            }
            fixture.clock.advance(by: .seconds(86_400))
            for _ in 0..<2 {
                try await worker.runDue()
                fixture.clock.advance(by: .seconds(60))
            }
            #expect(try await fixture.job(id)?.state == .dead)
        }
    }

    @Test func `a refusal that ends a call which was sent before counts`() async throws {
        try await JobFixture.run { fixture in
            let id = try await fixture.enqueue()
            var open = TransportError(.circuitOpen(retryAfter: .seconds(1)))
            open.followsAnAttempt = true
            let refusal = open
            try await fixture.worker(ScriptedHandler { _ in throw TrackerError.unreachable(refusal) }).runDue()
            #expect(try await fixture.job(id)?.attempts == 1)
        }
    }

    @Test func `a job of an unknown kind is left for another worker`() async throws {
        try await JobFixture.run { fixture in
            let id = try await fixture.enqueue { $0.kind = "of-tomorrow" }
            let log = StageLog()
            #expect(try await fixture.worker(ScriptedHandler(), observer: log).runDue() == 1)
            let job = try #require(try await fixture.job(id))
            #expect(job.state == .queued)
            #expect(job.attempts == 0)
            #expect(job.runAt == fixture.clock.now() + .seconds(60))
            #expect(log.outcomes == [.postponed])
        }
    }

    @Test func `jobs of one key run in order although many run at a time, and a dead one unblocks the next`()
        async throws
    {
        try await JobFixture.run { fixture in
            for key in ["a", "b", "c"] {
                for number in 0..<10 { try await fixture.enqueue(.integer(Int64(number))) { $0.orderingKey = key } }
            }
            let handler = ScriptedHandler { job in
                if job.payload == 3 { throw JobFailure.final("not this one") }
                await Task.yield()
            }
            let (one, two) = try (fixture.worker(handler), fixture.worker(handler))
            async let first = one.runDue()
            async let second = two.runDue()
            #expect(try await first + second == 30)
            for key in ["a", "b", "c"] {
                let order = handler.jobs.filter { $0.orderingKey == key }.map(\.payload.integerValue)
                #expect(order == Array(0..<10).map { Int64($0) })
            }
            #expect(try await fixture.count(.dead) == 3)
        }
    }

    @Test func `the job of a crashed worker is claimed after its lease expires, and late results are ignored`()
        async throws
    {
        try await JobFixture.run { fixture in
            let id = try await fixture.enqueue()
            let abandoned = try #require(try await fixture.claim("dead").first)
            let handler = ScriptedHandler()
            let worker = try fixture.worker(handler)
            fixture.clock.advance(by: .seconds(29))
            #expect(await worker.reclaim() == 0)
            #expect(try await worker.runDue() == 0)
            fixture.clock.advance(by: .seconds(2))
            #expect(await worker.reclaim() == 1)
            #expect(try await fixture.job(id)?.lastError == "its worker died, or lost the database")
            fixture.clock.advance(by: .seconds(3))
            #expect(try await worker.runDue() == 1)
            #expect(handler.jobs.map(\.attempts) == [2])
            #expect(try await !fixture.finish(abandoned, as: .dead))
            #expect(try await fixture.job(id)?.state == .succeeded)
        }
    }

    @Test func `a job whose worker crashes each time is dead after exactly its attempts, and blocks none`() async throws
    {
        try await JobFixture.run { fixture in
            let poison = try await fixture.enqueue("poison") {
                $0.maxAttempts = 3
                $0.orderingKey = "ticket"
                $0.priority = .high
            }
            let behind = try await fixture.enqueue("behind") { $0.orderingKey = "ticket" }
            let other = try await fixture.enqueue("other")
            let worker = try fixture.worker(ScriptedHandler())
            for attempt in 1...3 {
                let claimed = try await fixture.claim("victim \(attempt)", limit: 1)
                #expect(claimed.map(\.id) == [poison])
                #expect(try await worker.runDue() == (attempt == 1 ? 1 : 0))
                #expect(try await fixture.job(other)?.state == .succeeded)
                fixture.clock.advance(by: .seconds(31))
                #expect(await worker.reclaim() == 1)
                fixture.clock.advance(by: .seconds(60))
            }
            let job = try #require(try await fixture.job(poison))
            #expect(job.state == .dead)
            #expect(job.attempts == 3)
            #expect(try await worker.runDue() == 1)
            #expect(try await fixture.job(behind)?.state == .succeeded)
        }
    }

    @Test func `heartbeats keep a long job, and one lost nevertheless is cancelled without an effect`()
        async throws
    {
        try await JobFixture.run { fixture in
            let id = try await fixture.enqueue()
            let (begun, log) = (Gate(), StageLog())
            let handler = ScriptedHandler { _ in
                begun.open()
                try await Gate().pass()
            }
            let worker = try fixture.worker(handler, observer: log)
            async let done = worker.runDue()
            try await begun.pass()
            for _ in 0..<5 {
                fixture.clock.advance(by: .seconds(20))
                await worker.sendHeartbeats()
            }
            #expect(await worker.reclaim() == 0)
            // Another worker takes it over, as if this one had stopped responding.
            let (jobs, now) = (fixture.jobs, fixture.clock.now() + .seconds(31))
            let claim = try #require(try await fixture.job(id)?.claim)
            #expect(try await jobs.putBack(claim, runAt: fixture.clock.now(), error: nil, leaseBefore: now))
            let taken = try #require(try await fixture.claim("another").first)
            await worker.sendHeartbeats()
            #expect(try await done == 1)
            #expect(log.outcomes == [.lost])
            #expect(try await fixture.job(id)?.leaseOwner == "another")
            #expect(try await fixture.finish(taken))
        }
    }

    @Test func `an attempt that takes too long is cancelled, and counts`() async throws {
        try await JobFixture.run { fixture in
            let id = try await fixture.enqueue()
            let begun = Gate()
            let handler = ScriptedHandler { _ in
                begun.open()
                try await Gate().pass()
            }
            let worker = try fixture.worker(handler) { $0.timeLimit = .seconds(25) }
            async let done = worker.runDue()
            try await begun.pass()
            fixture.clock.advance(by: .seconds(25))
            await worker.sendHeartbeats()
            #expect(try await done == 1)
            let job = try #require(try await fixture.job(id))
            #expect(job.state == .queued)
            #expect(job.attempts == 1)
            #expect(job.lastError == "took longer than 25 s")
        }
    }

    @Test func `a handler that ignores its time limit loses its job`() async throws {
        try await JobFixture.run { fixture in
            let id = try await fixture.enqueue { $0.maxAttempts = 1 }
            let (begun, end, log) = (Gate(), Gate(), StageLog())
            let handler = ScriptedHandler { _ in
                begun.open()
                // Ignores the cancellation of its task.
                await Task { try? await end.pass() }.value
            }
            let worker = try fixture.worker(handler, observer: log) { $0.timeLimit = .seconds(25) }
            async let done = worker.runDue()
            try await begun.pass()
            fixture.clock.advance(by: .seconds(25))
            await worker.sendHeartbeats()
            fixture.clock.advance(by: .seconds(31))
            await worker.sendHeartbeats()
            #expect(await worker.reclaim() == 1)
            #expect(try await fixture.job(id)?.state == .dead)
            end.open()
            #expect(try await done == 1)
            #expect(log.outcomes == [.dead, .lost])
            #expect(try await fixture.job(id)?.state == .dead)
        }
    }

    @Test func `a job that waits for one that somebody deleted by hand is set free`() async throws {
        try await JobFixture.run { fixture in
            for number in 0..<3 { try await fixture.enqueue(.integer(Int64(number))) { $0.orderingKey = "ticket" } }
            try await fixture.database.run("DELETE FROM job WHERE payload = '0'")
            #expect(try await fixture.claim().isEmpty)
            try await fixture.worker(ScriptedHandler()).clean()
            #expect(try await fixture.claim().map(\.payload) == [1])
        }
    }

    @Test func `old jobs are deleted and the others counted`() async throws {
        try await JobFixture.run { fixture in
            let log = StageLog()
            let handler = ScriptedHandler { job in if job.payload == "bad" { throw JobFailure.final("bad") } }
            let worker = try fixture.worker(handler, observer: log)
            try await fixture.enqueue("good")
            try await fixture.enqueue("bad")
            try await worker.runDue()
            let now = fixture.clock.now()
            try await fixture.enqueue()
            try await fixture.enqueue { $0.runAt = now + .seconds(30 * 86_400) }
            await worker.clean()
            #expect(log.counts == JobCounts(due: 1, waiting: 1, running: 0, dead: 1, dueSince: now))
            fixture.clock.advance(by: .seconds(8 * 86_400))
            await worker.clean()
            #expect(try await fixture.count(.succeeded) == 0)
            #expect(try await fixture.count(.dead) == 1)
            fixture.clock.advance(by: .seconds(90 * 86_400))
            await worker.clean()
            #expect(try await fixture.count(.dead) == 0)
            #expect(try await fixture.count(.queued) == 2)
        }
    }
}
