@testable import JobQueue
import Models
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Testing

/// Hanging jobs leave capacity for the others, however many hang.
@Suite struct SlowLaneTests {
    @Test func `forty hanging lanes leave slots to one that is known to be fast`() async throws {
        try await JobFixture.run { fixture in
            let (hanging, others, end) = (Gate(), Gate(), Gate())
            let begun = Counter(to: 16) { hanging.open() }
            let done = Counter(to: 31) { others.open() }
            let handler = ScriptedHandler { job in
                guard job.payload == "hangs" else { return done.count() }
                begun.count()
                try await end.pass()
            }
            let worker = try fixture.worker(handler) { $0.pollInterval = .milliseconds(20) }
            try await fixture.enqueue("fine") { $0.lane = "quick" }
            try await worker.runDue()
            for lane in 0..<40 { for _ in 0..<3 { try await fixture.enqueue("hangs") { $0.lane = "slow \(lane)" } } }
            async let running: Void = worker.run()
            try await hanging.pass()
            for _ in 0..<30 { try await fixture.enqueue("fine") { $0.lane = "quick" } }
            try await others.pass()
            #expect(handler.jobs.filter { $0.payload == "hangs" }.count == 16)
            worker.stop()
            end.open()
            await running
        }
    }

    @Test func `lanes that turn out to hang give up their slots to unknown lanes`() async throws {
        try await JobFixture.run { fixture in
            let (hanging, others, end) = (Gate(), Gate(), Gate())
            let begun = Counter(to: 16) { hanging.open() }
            let done = Counter(to: 5) { others.open() }
            let handler = ScriptedHandler { job in
                guard job.payload == "hangs" else { return done.count() }
                begun.count()
                try await end.pass()
            }
            let worker = try fixture.worker(handler) { $0.pollInterval = .milliseconds(20) }
            for lane in 0..<16 { try await fixture.enqueue("hangs") { $0.lane = "slow \(lane)" } }
            async let running: Void = worker.run()
            try await hanging.pass()
            for lane in 0..<5 { try await fixture.enqueue("fine") { $0.lane = "new \(lane)" } }
            fixture.clock.advance(by: .seconds(2))
            try await others.pass()
            worker.stop()
            end.open()
            await running
        }
    }

    @Test func `within one claim slow lanes share their slots, and follow the others`() async throws {
        try await JobFixture.run { fixture in
            for lane in ["slow 1", "slow 2", "new 1", "new 2", "quick"] {
                for _ in 0..<3 { try await fixture.enqueue { $0.lane = lane } }
                fixture.clock.advance(by: .seconds(1))
            }
            var lanes = JobLanes(limit: 8)
            lanes.slow = ["slow 1", "slow 2"]
            lanes.proven = ["quick"]
            (lanes.slowLimit, lanes.slowRoom, lanes.unprovenRoom) = (1, 2, 4)
            let claimed = try await fixture.claim("first", limit: 6, lanes: lanes)
            #expect(claimed.map(\.lane).sorted() == ["new 1", "new 1", "quick", "quick", "slow 1", "slow 2"])
            lanes.queuesSlowBehind = true
            let next = try await fixture.claim("second", limit: 5, lanes: lanes)
            // Due the longest, and still the last: the slots for unproven lanes go to the new ones.
            #expect(next.map(\.lane).sorted() == ["new 1", "new 2", "new 2", "new 2", "quick"])
        }
    }

    @Test func `slow lanes share their slots, and what hangs beyond them uses none`() {
        let policy = JobPolicy()
        let runningJobs = RunningJobs(policy)
        func begin(_ lane: String, at now: Duration) -> JobClaim {
            let claim = JobClaim(id: UUIDv7Source().next(), owner: lane)
            runningJobs.add(claim, lane: lane, at: now, heldUntil: now + .seconds(30))
            return claim
        }
        let first = (0..<16).map { begin("lane \($0)", at: .zero) }
        #expect(runningJobs.freeSlots(at: .seconds(1)) == 8)
        #expect(runningJobs.lanes(at: .seconds(1)).unprovenRoom == 0)
        // Now all of them hang: they keep eight slots, and the others are free again.
        #expect(runningJobs.freeSlots(at: .seconds(2)) == 16)
        let lanes = runningJobs.lanes(at: .seconds(2))
        #expect(lanes.slow.count == 16 && lanes.slowRoom == 0 && lanes.slowLimit == 1 && lanes.unprovenRoom == 8)
        #expect(lanes.queuesSlowBehind)
        for claim in first { runningJobs.remove(claim, .retried, at: .seconds(15)) }
        #expect(runningJobs.lanes(at: .seconds(100)).slow.count == 16)
        #expect(runningJobs.lanes(at: .seconds(106)).slow.isEmpty)
        #expect(runningJobs.lanes(at: .seconds(106)).proven.isEmpty)
    }

    @Test func `running work is bounded however much of it hangs`() {
        let runningJobs = RunningJobs(JobPolicy())
        var now = Duration.zero
        var count = 0
        while runningJobs.freeSlots(at: now) > 0, count < 1_000 {
            runningJobs.add(
                JobClaim(id: UUIDv7Source().next(), owner: "\(count)"), lane: "lane \(count)", at: now,
                heldUntil: .seconds(1_000))
            count += 1
            if runningJobs.freeSlots(at: now) == 0 { now += .seconds(2) }
        }
        #expect(count == 72)
    }

    @Test func `a single slow lane may use as many slots as any other`() {
        let runningJobs = RunningJobs(JobPolicy())
        let claim = JobClaim(id: UUIDv7Source().next(), owner: "a")
        runningJobs.add(claim, lane: "a", at: .zero, heldUntil: .seconds(30))
        runningJobs.remove(claim, .succeeded, at: .seconds(5))
        let lanes = runningJobs.lanes(at: .seconds(6))
        #expect(lanes.slow == ["a"] && lanes.slowLimit == 8 && lanes.slowRoom == 8 && !lanes.queuesSlowBehind)
    }

    @Test func `a job that was returned untried does not change its lane's state`() {
        let runningJobs = RunningJobs(JobPolicy())
        for (outcome, isProven) in [
            (JobOutcome.postponed, false), (.lost, false), (.succeeded, true), (.retried, true),
        ] {
            let claim = JobClaim(id: UUIDv7Source().next(), owner: outcome.rawValue)
            runningJobs.add(claim, lane: outcome.rawValue, at: .zero, heldUntil: .seconds(30))
            runningJobs.remove(claim, outcome, at: .seconds(1))
            #expect(runningJobs.lanes(at: .seconds(1)).proven.contains(outcome.rawValue) == isProven)
        }
    }

    @Test func `lanes are remembered up to a number, those that were used last`() {
        var memory = JobLaneMemory(slowAfter: .seconds(2), slowMemory: .seconds(90))
        for number in 0..<1_000 { memory.saw("lane \(number)", taking: .zero, at: .seconds(number)) }
        #expect(Array(memory.lanes).count == JobLaneMemory.capacity)
        #expect(memory.speed(of: "lane 0", at: .seconds(1_000)) == .unknown)
        #expect(memory.speed(of: "lane 999", at: .seconds(1_000)) == .proven)
    }

    @Test func `a step of the wall clock neither loses leases nor blocks a lane`() async throws {
        try await JobFixture.run { fixture in
            for step in [Duration.seconds(7_200), .seconds(-7_200)] {
                let (begun, end) = (Gate(), Gate())
                try await fixture.enqueue()
                let stages = StageLog()
                let worker = try fixture.worker(
                    ScriptedHandler { _ in
                        begun.open()
                        try await end.pass()
                    }, observer: stages)
                async let running = worker.runDue()
                try await begun.pass()
                fixture.clock.step(by: step)
                await worker.sendHeartbeats()
                end.open()
                _ = try await running
                #expect(stages.outcomes == [.succeeded])
            }
        }
    }
}
