@testable import Intake
@testable import JobQueue
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
@testable import ServiceKit
import ServiceTestSupport
import TestSupport
import Testing

/// Jobs run when they are due, even if a clock is set.
@Suite(.timeLimit(.minutes(2))) struct ClockStepTests {
    @Test func `when the database's clock is set back by an hour, due times keep their distance`() async throws {
        try await JobFixture.run { fixture in
            let handler = ScriptedHandler()
            let worker = try fixture.worker(handler)
            let keeper = ClockMonitor(database: fixture.database, clock: nil, logger: TestServer.silentLogger)
            try await keeper.follow(fixture.clock.now())
            try await fixture.enqueue("now")
            try await fixture.enqueue("soon") { $0.runAt = fixture.clock.now() + .seconds(60) }
            let dead = try await fixture.enqueue("dead") { $0.priority = .high }
            #expect(try await fixture.claim("died", limit: 1).map(\.id) == [dead])
            fixture.clock.step(by: .seconds(-3_600))
            #expect(try await worker.runDue() == 0)
            try await keeper.follow(fixture.clock.now())
            #expect(try await worker.runDue() == 1)
            fixture.clock.advance(by: .seconds(60))
            #expect(try await worker.runDue() == 1)
            #expect(handler.jobs.map(\.payload) == ["now", "soon"])
            fixture.clock.advance(by: .seconds(1))
            #expect(await worker.reclaim() == 1)
        }
    }

    @Test func `only one of two that see a step moves due times, and a small step is ignored`() async throws {
        try await JobFixture.run { fixture in
            let start = fixture.clock.now()
            let id = try await fixture.enqueue { $0.runAt = start + .seconds(7_200) }
            func follow(_ moment: Timestamp) async throws -> Duration? {
                try await fixture.database.transaction { try await DueTimeRepository($0).follow(moment) }
            }
            #expect(try await follow(start) == nil)
            #expect(try await follow(start - .seconds(4)) == nil)
            #expect(try await follow(start - .seconds(3_604)) == .seconds(3_600))
            #expect(try await follow(start - .seconds(3_604)) == nil)
            #expect(try await follow(start) == nil)
            #expect(try await fixture.job(id)?.runAt == start + .seconds(3_600))
        }
    }

    @Test func `a process that waits for another to store the time reads it afterwards, and sees no step`() async throws
    {
        try await JobFixture.run { fixture in
            let database = fixture.database
            try await database.transaction { _ = try await DueTimeRepository($0).follow() }
            let (noted, run) = try await database.transaction { holder in
                try await holder.run("SELECT FROM clock_watch FOR UPDATE")
                let run = Task { try await database.transaction { try await DueTimeRepository($0).follow() } }
                while try await database.run(
                    """
                    SELECT FROM pg_locks WHERE locktype IN ('transactionid', 'tuple') AND NOT granted
                        AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())
                    """
                ).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
                let noted = try await holder.run(
                    "UPDATE clock_watch SET seen_at = clock_timestamp() RETURNING seen_at")[0]
                    .decode(0, as: Timestamp.self)
                return (noted, run)
            }
            #expect(try await run.value == nil)
            let last = try await database.run("SELECT seen_at FROM clock_watch")[0].decode(0, as: Timestamp.self)
            #expect(last >= noted)
        }
    }

    @Test
    func `when the clock is set forward by an hour, only a crashed worker's job is taken over`()
        async throws
    {
        try await JobFixture.run { fixture in
            let worker = try fixture.worker(ScriptedHandler())
            try await fixture.enqueue("held")
            try await fixture.enqueue("left")
            let jobs = try await fixture.claim("alive", limit: 1) + fixture.claim("dead", limit: 1)
            let held = try #require(jobs.first?.claim)
            #expect(await worker.reclaim() == 0)
            fixture.clock.step(by: .seconds(3_600))
            #expect(await worker.reclaim() == 0)
            fixture.clock.advance(by: .seconds(10))
            #expect(await worker.reclaim() == 0)
            #expect(try await fixture.jobs.renew([held], lease: JobFixture.lease, at: fixture.clock.now()) == [held])
            fixture.clock.advance(by: .seconds(20))
            #expect(await worker.reclaim() == 1)
            #expect(try await fixture.job(jobs[0].id)?.state == .running)
            #expect(try await fixture.job(jobs[1].id)?.state == .queued)
            #expect(try await fixture.finish(jobs[0]))
            #expect(try await !fixture.finish(jobs[1]))
        }
    }

    @Test func `when the clock is set forward by an hour, no sync of a running worker is taken over`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...3, from: fixture.clock.now())
            _ = try await fixture.service().start(fixture.channel, full: true)
            let (syncs, worker) = (ChannelSyncRepository(fixture.database), fixture.worker())
            let lease = Duration.seconds(30)
            _ = try #require(try await syncs.claim(owner: "alive", lease: lease, at: fixture.clock.now()))
            #expect(try await worker.runDue() == 0)
            fixture.clock.step(by: .seconds(3_600))
            #expect(try await worker.runDue() == 0)
            fixture.clock.advance(by: .seconds(20))
            #expect(try await syncs.renew(fixture.channel.id, owner: "alive", lease: lease, at: fixture.clock.now()))
            fixture.clock.advance(by: .seconds(20))
            #expect(try await worker.runDue() == 0)
            fixture.clock.advance(by: .seconds(31))
            #expect(try await worker.runDue() == 1)
        }
    }

    @Test
    func `leases are evaluated again a lease's duration after a clock step, and a step back blocks nothing`() {
        let clock = ManualClock()
        let watch = TakeoverTracker(clock: clock, lease: .seconds(30))
        #expect(watch.moment() == clock.now())
        clock.step(by: .seconds(4))
        #expect(watch.moment() == clock.now())
        clock.step(by: .seconds(6))
        #expect(watch.moment() == nil)
        clock.advance(by: .seconds(29))
        #expect(watch.moment() == nil)
        clock.advance(by: .seconds(1))
        #expect(watch.moment() == clock.now())
        clock.step(by: .seconds(-3_600))
        #expect(watch.moment() == clock.now())
        clock.advance(by: .seconds(7_200))
        #expect(watch.moment() == clock.now())
    }

    @Test func `a retry of an outgoing webhook and its receiver's breaker move with the clock`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            fixture.receiver.answers(500)
            try await fixture.notify()
            let keeper = ClockMonitor(database: fixture.database, clock: nil, logger: TestServer.silentLogger)
            try await keeper.follow(fixture.clock.now())
            try await fixture.worker.runDue()
            #expect(fixture.receiver.calls.count == 1)
            fixture.clock.step(by: .seconds(-86_400))
            try await keeper.follow(fixture.clock.now())
            fixture.receiver.answers(200)
            fixture.clock.advance(by: .seconds(6))
            try await fixture.worker.runDue()
            #expect(try await fixture.deliveries().map(\.state) == [.delivered])
        }
    }

    @Test func `a process that follows the database's time does not mind its machine's clock`() async throws {
        try await JobFixture.run { fixture in
            let clock = DatabaseClock(base: fixture.clock)
            #expect(clock.now() == fixture.clock.now())
            let keeper = ClockMonitor(database: fixture.database, clock: clock, logger: TestServer.silentLogger)
            try await keeper.read(clock)
            let known = clock.now()
            #expect(abs((known - Timestamp.now) / .seconds(1)) < 60)
            fixture.clock.step(by: .seconds(3_600))
            #expect(clock.now() == known)
            fixture.clock.step(by: .seconds(-7_200))
            fixture.clock.advance(by: .seconds(5))
            #expect(clock.now() == known + .seconds(5))
        }
    }

    @Test
    func `an unchanged time does not move the clock, and a changed one moves it only as far as necessary`() {
        let (base, start) = (ManualClock(), Timestamp(microseconds: 1_000_000_000_000))
        let clock = DatabaseClock(base: base)
        let began = base.uptime()
        clock.observe(start, asked: began, answered: began)
        #expect(clock.now() == start)
        base.advance(by: .seconds(5))
        for (told, expected) in [(4_900, 5_000), (5_000, 5_000), (5_200, 5_200), (3_000, 3_100)] {
            let now = base.uptime()
            clock.observe(start + .milliseconds(told), asked: now - .milliseconds(100), answered: now)
            #expect(clock.now() == start + .milliseconds(expected))
        }
    }
}
