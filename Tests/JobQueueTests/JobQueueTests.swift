import JobQueue
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Testing

@Suite struct JobQueueTests {
    @Test func `a job is there when the transaction that enqueued it commits, and not otherwise`() async throws {
        struct RollbackError: Error {}
        try await JobFixture.run { fixture in
            await #expect(throws: RollbackError.self) {
                try await fixture.database.transaction { transaction in
                    try await fixture.queue.enqueue(JobDraft(kind: "test", payload: .null), in: transaction)
                    throw RollbackError()
                }
            }
            #expect(try await fixture.claim().isEmpty)
            let payload: JSON = ["number": 7, "text": "a"]
            let id = try await fixture.database.transaction { transaction in
                try await fixture.queue.enqueue(JobDraft(kind: "test", payload: payload), in: transaction)
            }
            let job = try #require(try await fixture.claim().first)
            #expect(job.id == id)
            #expect(job.payload == payload)
            #expect(job.state == .running)
            #expect(job.attempts == 1)
        }
    }

    @Test func `workers hear of a job that is due`() async throws {
        try await JobFixture.run { fixture in
            var news = fixture.database.notifications(on: JobRepository.notificationChannel).makeAsyncIterator()
            #expect(await news.next() == .reconnected)
            try await fixture.enqueue { $0.runAt = fixture.clock.now() + .seconds(60) }
            try await fixture.enqueue { $0.uniqueKey = "one" }
            #expect(await news.next() == .message(""))
            // The next notification is about the next due job: there was none about the job that is not due.
            try await fixture.database.run("SELECT pg_notify(\(JobRepository.notificationChannel), 'end')")
            #expect(await news.next() == .message("end"))
        }
    }

    @Test func `a job waits for its time`() async throws {
        try await JobFixture.run { fixture in
            try await fixture.enqueue { $0.runAt = fixture.clock.now() + .seconds(60) }
            #expect(try await fixture.claim().isEmpty)
            fixture.clock.advance(by: .seconds(60))
            #expect(try await fixture.claim().count == 1)
        }
    }

    @Test func `the higher priority is first, and within it the longest due job`() async throws {
        try await JobFixture.run { fixture in
            let now = fixture.clock.now()
            for (number, priority) in [JobPriority.low, .normal, .high, .normal, .high].enumerated() {
                try await fixture.enqueue(.integer(Int64(number))) {
                    $0.priority = priority
                    $0.runAt = now - .seconds(number == 3 ? 5 : 1)
                }
            }
            #expect(try await fixture.claim(limit: 4).map(\.payload.integerValue) == [2, 4, 3, 1])
            #expect(try await fixture.claim(limit: 4).map(\.payload.integerValue) == [0])
        }
    }

    @Test func `a unique key belongs to one unfinished job at a time`() async throws {
        try await JobFixture.run { fixture in
            #expect(try await fixture.enqueue { $0.uniqueKey = "once" } != nil)
            #expect(try await fixture.enqueue { $0.uniqueKey = "once" } == nil)
            #expect(try await fixture.enqueue { $0.uniqueKey = "other" } != nil)
            let job = try #require(try await fixture.claim().first { $0.uniqueKey == "once" })
            #expect(try await fixture.enqueue { $0.uniqueKey = "once" } == nil)
            #expect(try await fixture.finish(job))
            #expect(try await fixture.enqueue { $0.uniqueKey = "once" } != nil)
        }
    }

    @Test func `jobs of one ordering key are claimed one after another, and others are not delayed`() async throws {
        try await JobFixture.run { fixture in
            for number in 0..<3 { try await fixture.enqueue(.integer(Int64(number))) { $0.orderingKey = "ticket" } }
            try await fixture.enqueue(9) { $0.orderingKey = "another" }
            try await fixture.enqueue(8)
            var claimed = try await fixture.claim()
            #expect(Set(claimed.map(\.payload)) == [0, 9, 8])
            for next in 1..<3 {
                #expect(try await fixture.claim().isEmpty)
                let first = try #require(claimed.first { $0.orderingKey == "ticket" })
                try await fixture.finish(first, as: next == 1 ? .dead : .succeeded)
                claimed = try await fixture.claim()
                #expect(claimed.map(\.payload.integerValue) == [Int64(next)])
            }
        }
    }

    @Test func `a job that waits for its next attempt blocks those after it`() async throws {
        try await JobFixture.run { fixture in
            for number in 0..<2 { try await fixture.enqueue(.integer(Int64(number))) { $0.orderingKey = "ticket" } }
            let job = try #require(try await fixture.claim().first)
            let claim = try #require(job.claim)
            #expect(try await fixture.jobs.putBack(claim, runAt: fixture.clock.now() + .seconds(10), error: "not yet"))
            #expect(try await fixture.claim().isEmpty)
            fixture.clock.advance(by: .seconds(10))
            #expect(try await fixture.claim().map(\.payload) == [0])
        }
    }

    @Test func `the order is that of the commits, also when transactions overlap`() async throws {
        try await JobFixture.run { fixture in
            let (begun, hasBegun) = AsyncStream.makeStream(of: Void.self)
            async let slow: Void = fixture.database.transaction { transaction in
                try await fixture.queue.enqueue(
                    JobDraft(kind: "test", payload: 0, orderingKey: "ticket"), in: transaction)
                hasBegun.yield()
                // Long enough for the other one to have run if it did not wait.
                try await transaction.run("SELECT pg_sleep(0.2)")
            }
            for await _ in begun { break }
            try await fixture.enqueue(1) { $0.orderingKey = "ticket" }
            try await slow
            let first = try #require(try await fixture.claim().first)
            #expect(first.payload == 0)
            try await fixture.finish(first)
            #expect(try await fixture.claim().map(\.payload) == [1])
        }
    }

    @Test func `a job is claimed once, however many workers compete`() async throws {
        try await JobFixture.run { fixture in
            for number in 0..<200 { try await fixture.enqueue(.integer(Int64(number))) }
            let claimed = try await withThrowingTaskGroup(of: [Job].self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        var all: [Job] = []
                        while case let jobs = try await fixture.claim("\(worker)", limit: 7), !jobs.isEmpty {
                            all += jobs
                        }
                        return all
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == 200)
            #expect(Set(claimed.map(\.id)).count == 200)
        }
    }

    @Test func `a worker that lost a job can no longer change it`() async throws {
        try await JobFixture.run { fixture in
            try await fixture.enqueue()
            let lost = try #require(try await fixture.claim("first").first)
            let claim = try #require(lost.claim)
            #expect(try await fixture.jobs.renew([claim], lease: JobFixture.lease, at: fixture.clock.now()) == [claim])
            #expect(try await fixture.jobs.abandoned(limit: 10, at: fixture.clock.now()).isEmpty)
            fixture.clock.advance(by: .seconds(31))
            let now = fixture.clock.now()
            #expect(try await fixture.jobs.abandoned(limit: 10, at: now).map(\.id) == [lost.id])
            #expect(try await fixture.jobs.putBack(claim, runAt: now, error: "gone", leaseBefore: now))
            let taken = try #require(try await fixture.claim("second").first)
            #expect(taken.attempts == 2)
            #expect(try await fixture.jobs.renew([claim], lease: JobFixture.lease, at: now).isEmpty)
            #expect(try await !fixture.finish(lost))
            #expect(try await !fixture.jobs.putBack(claim, runAt: now, error: nil))
            #expect(try await fixture.finish(taken))
            #expect(try await !fixture.finish(taken))
            #expect(try await fixture.jobs.find(lost.id)?.state == .succeeded)
        }
    }

    @Test func `old jobs are deleted, each state at its own time`() async throws {
        try await JobFixture.run { fixture in
            for _ in 0..<5 { try await fixture.enqueue() }
            for (number, job) in try await fixture.claim(limit: 4).enumerated() {
                try await fixture.finish(job, as: number == 0 ? .dead : .succeeded)
            }
            let later = fixture.clock.now() + .seconds(1)
            #expect(try await fixture.jobs.deleteFinished(.succeeded, before: fixture.clock.now(), limit: 10) == 0)
            #expect(try await fixture.jobs.deleteFinished(.succeeded, before: later, limit: 2) == 2)
            #expect(try await fixture.jobs.deleteFinished(.succeeded, before: later, limit: 2) == 1)
            #expect(try await fixture.count(.dead) == 1)
            #expect(try await fixture.count(.queued) == 1)
        }
    }

    @Test func `a list shows live and finished jobs, newest first, page by page`() async throws {
        try await JobFixture.run { fixture in
            for number in 0..<6 { try await fixture.enqueue { $0.kind = number % 2 == 0 ? "even" : "odd" } }
            for job in try await fixture.claim(limit: 3) { try await fixture.finish(job) }
            let first = try await fixture.jobs.list(JobFilter(), after: nil, limit: 4)
            let second = try await fixture.jobs.list(JobFilter(), after: first.last?.id, limit: 4)
            #expect((first + second).map(\.id) == (first + second).map(\.id).sorted(by: >))
            #expect((first + second).count == 6)
            var filter = JobFilter()
            filter.kind = "even"
            filter.state = .succeeded
            #expect(try await fixture.jobs.list(filter, after: nil, limit: 10).count == 2)
        }
    }
}
