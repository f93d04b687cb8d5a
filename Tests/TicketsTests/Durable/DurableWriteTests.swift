import JobQueue
import Models
import Postgres
import Primitives
import Testing
import TrackerKit

@testable import Tickets

/// Every outcome of an attempt of a durable write.
@Suite struct DurableWriteTests {
    private static let down = TrackerError.upstream(UpstreamFailure(status: 503, message: "down"))

    @Test func `a write, its completion and what is committed with it are stored together`() async throws {
        try await DurableFixture.run { fixture in
            try await #expect(fixture.attempt(1) == .done)
            try await #expect(fixture.record() == .init(state: "succeeded", failures: 0))
            try await #expect(fixture.stored() == [1, 1])
            #expect(fixture.effects == ["Hello"])
        }
    }

    @Test func `a write whose worker was killed after the tracker performed it is found by the next attempt`()
        async throws
    {
        try await DurableFixture.run { fixture in
            fixture.script.withLock {
                $0.loss = {
                    withUnsafeCurrentTask { $0?.cancel() }
                    try Task.checkCancellation()
                }
            }
            try await #expect(fixture.attempt(1) == .interrupted)
            #expect(
                try await fixture.record() == .init(state: "pending", failures: 0), "a killed worker records nothing")
            try await #expect(fixture.stored() == [0, 0])
            try await #expect(fixture.attempt(2) == .done)
            try await #expect(fixture.record().state == "succeeded")
            #expect(fixture.effects == ["Hello"])
            try await #expect(fixture.stored() == [1, 1])
        }
    }

    @Test func `a write whose reply was lost is retried and found`() async throws {
        try await DurableFixture.run { fixture in
            fixture.script.withLock { $0.loss = { throw Self.down } }
            // Half of the first backoff, with the lowest random number.
            try await #expect(fixture.attempt(1) == .retried(after: .seconds(1)))
            try await #expect(fixture.record() == .init(state: "pending", failures: 1, problem: "tracker_error"))
            try await #expect(fixture.attempt(2) == .done)
            #expect(fixture.effects == ["Hello"])
            try await #expect(fixture.stored() == [1, 1])
        }
    }

    @Test func `the delay that a tracker asks for is kept`() async throws {
        try await DurableFixture.run { fixture in
            fixture.script.withLock {
                $0.refusal = TrackerError.rateLimited(
                    retryAfter: .seconds(600), UpstreamFailure(status: 429, message: "slow down"))
            }
            try await #expect(fixture.attempt(1) == .retried(after: .seconds(600)))
        }
    }

    @Test func `a refused write fails, and its job is done`() async throws {
        try await DurableFixture.run { fixture in
            fixture.script.withLock { $0.refusal = TrackerError.invalid("/title", "is too long") }
            try await #expect(fixture.attempt(1) == .done)
            try await #expect(fixture.record().state == "failed")
            #expect(fixture.effects == [])
        }
    }

    @Test func `a write is given up at its deadline, and needs an operator`() async throws {
        try await DurableFixture.run { fixture in
            fixture.script.withLock { $0.refusal = Self.down }
            try await #expect(fixture.attempt(1) == .retried(after: .seconds(1)))
            try await #expect(fixture.attempt(2, deadline: .milliseconds(1500)) == .deadLettered)
            try await #expect(fixture.record() == .init(state: "failed", failures: 1, problem: "tracker_error"))
        }
    }

    @Test func `a write that keeps killing its workers fails without another call`() async throws {
        try await DurableFixture.run { fixture in
            try await #expect(fixture.attempt(DurablePolicy.maximumCrashes + 1) == .deadLettered)
            try await #expect(fixture.record() == .init(state: "failed", failures: 0, problem: "internal_error"))
            #expect(fixture.effects == [])
        }
    }

    @Test func `attempts that failed do not count as crashes`() async throws {
        try await DurableFixture.run { fixture in
            try await fixture.database.run("UPDATE scripted_write SET failures = 10")
            try await #expect(fixture.attempt(DurablePolicy.maximumCrashes + 1) == .done)
            try await #expect(fixture.record().state == "succeeded")
        }
    }

    @Test func `a commit that fails stores nothing, and the next attempt finds the write`() async throws {
        try await DurableFixture.run { fixture in
            try await fixture.database.run("ALTER TABLE scripted_extra ADD CONSTRAINT broken CHECK (false)")
            try await #expect(fixture.attempt(1) == .retried(after: .seconds(1)))
            try await #expect(fixture.record() == .init(state: "pending", failures: 1, problem: "internal_error"))
            try await #expect(fixture.stored() == [0, 0])
            try await fixture.database.run("ALTER TABLE scripted_extra DROP CONSTRAINT broken")
            try await #expect(fixture.attempt(2) == .done)
            #expect(fixture.effects == ["Hello"])
            try await #expect(fixture.stored() == [1, 1])
        }
    }

    @Test func `a write that another worker finished in the meantime is not stored again`() async throws {
        try await DurableFixture.run { fixture in
            let database = fixture.database
            fixture.script.withLock {
                $0.rival = { try await database.run("UPDATE scripted_write SET state = 'succeeded'") }
            }
            try await #expect(fixture.attempt(1) == .done)
            try await #expect(fixture.stored() == [0, 0])
            try await #expect(fixture.record() == .init(state: "succeeded", failures: 0))
        }
    }

    @Test func `a write that changes nothing succeeds, and one that is over is not performed`() async throws {
        try await DurableFixture.run { fixture in
            fixture.script.withLock { $0.plan = nil }
            try await #expect(fixture.attempt(1) == .done)
            try await #expect(fixture.record().state == "pending")
            fixture.script.withLock {
                $0.plan = "Hello"
                $0.writes = false
            }
            try await #expect(fixture.attempt(2) == .done)
            try await #expect(fixture.record().state == "succeeded")
            try await #expect(fixture.stored() == [0, 0])
        }
    }

    @Test func `a decision about the job passes unchanged`() async throws {
        try await DurableFixture.run { fixture in
            let postponed = JobFailure.postponed(.seconds(2), "another run is creating it")
            fixture.script.withLock { $0.refusal = postponed }
            try await #expect(fixture.attempt(1) == .postponed(.seconds(2)))
            try await #expect(fixture.record() == .init(state: "pending", failures: 0))
        }
    }

    // MARK: Decisions

    private static let now = Timestamp(seconds: 1_750_000_000)

    private static func decision(
        _ failure: Failure?, failures: Int = 0, attempts: Int = 1, deadline: Duration = .seconds(60)
    ) -> DurableDecision {
        var job = Job(id: UUIDv7Source().next(), JobDraft(kind: "test", payload: .null, maxAttempts: 5), at: now)
        job.attempts = attempts
        let progress = DurableProgress(failures: failures, earlier: nil, deadline: now + deadline)
        return DurableDecision(after: failure, wait: .seconds(10), of: job, progress, at: now)
    }

    @Test func `only failures that may pass are retried, and only within the limits`() {
        let busy = Failure(.trackerUnavailable)
        #expect(Self.decision(busy) == .retry)
        #expect(Self.decision(busy, failures: 5000) == .retry)
        #expect(Self.decision(busy, attempts: 5) == .givenUp)
        #expect(Self.decision(busy, deadline: .seconds(10)) == .givenUp)
        #expect(Self.decision(Failure(.preconditionFailed)) == .refused)
        #expect(Self.decision(Failure(.notFound)) == .refused)
        #expect(Self.decision(Failure(.trackerForbidden)) == .givenUp)
    }

    @Test func `an unexpected error is retried a few times`() {
        #expect(Self.decision(nil) == .retry)
        #expect(Self.decision(nil, failures: DurablePolicy.maximumCrashes - 2) == .retry)
        #expect(Self.decision(nil, failures: DurablePolicy.maximumCrashes - 1) == .givenUp)
    }
}
