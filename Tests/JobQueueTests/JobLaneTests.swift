import HTTPKit
import JobQueue
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Testing
import TrackerKit

/// Jobs that depend on one tracker leave slots for the others.
@Suite struct JobLaneTests {
    @Test func `a hanging tracker uses no more than its lane's slots`() async throws {
        try await JobFixture.run { fixture in
            for _ in 0..<50 { try await fixture.enqueue("hangs") { $0.lane = "a" } }
            for _ in 0..<20 { try await fixture.enqueue("fine") { $0.lane = "b" } }
            for _ in 0..<5 { try await fixture.enqueue("fine") }
            let (hanging, others, end) = (Gate(), Gate(), Gate())
            let begun = Counter(to: 2) { hanging.open() }
            let done = Counter(to: 25) { others.open() }
            let handler = ScriptedHandler { job in
                guard job.payload == "hangs" else { return done.count() }
                begun.count()
                try await end.pass()
            }
            let worker = try fixture.worker(handler) { $0.concurrency = 6 }
            async let running: Void = worker.run()
            try await hanging.pass()
            try await others.pass()
            #expect(handler.jobs.filter { $0.payload == "hangs" }.count == 2)
            worker.stop()
            end.open()
            await running
            #expect(try await fixture.count(.queued) == 48)
        }
    }

    @Test func `within one claim a lane's slots are shared by all priorities, highest first`() async throws {
        try await JobFixture.run { fixture in
            for priority in [JobPriority.low, .normal, .high] {
                for lane in ["a", "b", ""] {
                    for number in 0..<3 {
                        try await fixture.enqueue(.integer(Int64(number))) { draft in
                            draft.priority = priority
                            draft.lane = lane
                        }
                    }
                }
            }
            let jobs = try await fixture.claim(limit: 7, lanes: JobLanes(limit: 4, taken: ["b": 3]))
            #expect(
                jobs.map { "\($0.priority.rawValue)\($0.lane)" }.sorted() == ["2", "2", "2", "2a", "2a", "2a", "2b"])
        }
    }

    @Test func `a throttled lane is skipped until the given time`() async throws {
        try await JobFixture.run { fixture in
            for number in 0..<20 { try await fixture.enqueue(.integer(Int64(number))) { $0.lane = "a" } }
            try await fixture.enqueue("other") { $0.lane = "b" }
            let open = TransportError(.circuitOpen(retryAfter: .seconds(20)))
            let handler = ScriptedHandler { job in
                if job.lane == "a" { throw TrackerError.unreachable(open) }
            }
            let worker = try fixture.worker(handler) { $0.concurrency = 6 }
            #expect(try await worker.runDue() == 3)
            fixture.clock.advance(by: .seconds(19))
            #expect(try await worker.runDue() == 0)
            fixture.clock.advance(by: .seconds(1))
            #expect(try await worker.runDue() == 2)
        }
    }

    @Test
    func `a lane held by a job is skipped, and its jobs keep their order and attempts`()
        async throws
    {
        try await JobFixture.run { fixture in
            for number in 0..<10 { try await fixture.enqueue(.integer(Int64(number))) { $0.lane = "a" } }
            let early = try await fixture.enqueue("early")
            let moment = fixture.clock.now() + .seconds(7)
            let handler = ScriptedHandler { [clock = fixture.clock] job in
                guard clock.now() < moment else { return }
                throw job.lane.isEmpty
                    ? JobFailure.postponed(.seconds(5), "early") : JobFailure.laneHeld(.seconds(7), "held")
            }
            let worker = try fixture.worker(handler) { $0.concurrency = 6 }
            #expect(try await worker.runDue() == 3)
            #expect(try await fixture.job(early)?.attempts == 0)
            #expect(try await fixture.job(early)?.runAt == fixture.clock.now() + .seconds(5))
            fixture.clock.advance(by: .seconds(6))
            #expect(try await worker.runDue() == 1)
            fixture.clock.advance(by: .seconds(1))
            let before = handler.jobs.count
            #expect(try await worker.runDue() == 10)
            let order = handler.jobs.dropFirst(before).map(\.payload)
            #expect(Set(order.prefix(2)) == [0, 1])
            #expect(try await fixture.count(.succeeded) == 10)
        }
    }

    @Test func `a retried dead job keeps its lane`() async throws {
        try await JobFixture.run { fixture in
            let id = try await fixture.enqueue { $0.lane = "a" }
            try await fixture.worker(ScriptedHandler { _ in throw JobFailure.final("no") }).runDue()
            #expect(try await fixture.job(id)?.state == .dead)
            #expect(try await fixture.job(id)?.lane == "a")
        }
    }
}
