import HTTPKit
import Intake
import JobQueue
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing
import TrackerKit

/// However the job of a delivery ends, the delivery ends with it.
@Suite struct DeliveryEndTests {
    private static let changed: JSON = ["id": "e1", "news": "ticket", "key": "1"]
    private static let broken = TrackerError.upstream(UpstreamFailure(status: 500, message: "boom"))

    @Test func `a delivery whose job has had its attempts has failed, and is applied when the job is tried again`()
        async throws
    {
        try await WebhookFixture.run { fixture in
            let id = try await fixture.deliver(Self.changed, proof: try await fixture.register())
            fixture.tracker.add(1...1, from: fixture.sync.clock.now())
            fixture.tracker.state.withLock { $0.ticketFailures = Array(repeating: Self.broken, count: 12) }
            let worker = fixture.worker()
            for attempt in 1...12 {
                #expect(try await fixture.state(id) == .received)
                try await worker.runDue()
                #expect(try await fixture.job().attempts == attempt)
                fixture.sync.clock.advance(by: .seconds(7200))
            }
            #expect(try await fixture.state(id) == .failed)
            #expect(try await fixture.detail(id) == "500: boom")
            _ = try await fixture.jobs.retry(try await fixture.job().id, context: fixture.context)
            try await worker.runDue()
            #expect(try await fixture.job().state == .succeeded)
            #expect(try await fixture.state(id) == .applied)
            #expect(try await fixture.sync.mirrored() == 1)
        }
    }

    @Test func `a tracker that is left alone for hours fails no delivery`() async throws {
        try await WebhookFixture.run { fixture in
            let id = try await fixture.deliver(Self.changed, proof: try await fixture.register())
            fixture.tracker.add(1...1, from: fixture.sync.clock.now())
            let open = TrackerError.unreachable(TransportError(.circuitOpen(retryAfter: .seconds(1))))
            fixture.tracker.state.withLock { $0.ticketFailures = Array(repeating: open, count: 100) }
            let worker = fixture.worker()
            for _ in 1...101 {
                try await worker.runDue()
                fixture.sync.clock.advance(by: .seconds(300))
            }
            #expect(try await fixture.state(id) == .applied)
            #expect(try await fixture.job().attempts == 1)
        }
    }

    @Test func `a delivery whose worker dies each time has failed`() async throws {
        try await WebhookFixture.run { fixture in
            let id = try await fixture.deliver(Self.changed, proof: try await fixture.register())
            let worker = fixture.worker()
            for attempt in 1...12 {
                #expect(try await fixture.state(id) == .received)
                let now = fixture.sync.clock.now()
                let claimed = try await JobRepository(fixture.database).claim(
                    owner: "victim \(attempt)", lease: .seconds(30), limit: 1, at: now)
                #expect(claimed.count == 1)
                fixture.sync.clock.advance(by: .seconds(31))
                #expect(await worker.reclaim() == 1)
                fixture.sync.clock.advance(by: .seconds(7200))
            }
            #expect(try await fixture.state(id) == .failed)
            #expect(try await fixture.detail(id) == "its worker died, or lost the database")
        }
    }

    @Test func `a delivery whose job is discarded has failed, and an applied one is unchanged`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            fixture.tracker.add(1...1, from: fixture.sync.clock.now())
            let id = try await fixture.deliver(Self.changed, proof: secret)
            try await fixture.jobs.discard(try await fixture.job().id, if: .none, context: fixture.context)
            #expect(try await fixture.state(id) == .failed)
            #expect(try await fixture.detail(id) == "discarded")
            _ = try await fixture.deliveries.replay(try #require(id), context: fixture.context)
            try await fixture.worker().runDue()
            #expect(try await fixture.state(id) == .applied)
            try await fixture.jobs.discard(try await fixture.job().id, if: .none, context: fixture.context)
            #expect(try await fixture.state(id) == .applied)
        }
    }

    @Test func `an unreadable response of the tracker is retried`() async throws {
        try await WebhookFixture.run { fixture in
            let id = try await fixture.deliver(Self.changed, proof: try await fixture.register())
            fixture.tracker.state.withLock { $0.ticketFailures = [.malformedResponse(detail: "a proxy's page")] }
            try await fixture.worker().runDue()
            #expect(try await fixture.state(id) == .received)
            #expect(try await fixture.job().state == .queued)
        }
    }

    @Test func `an old delivery whose job no longer exists has failed`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            let lost = try await fixture.deliver(Self.changed, proof: secret)
            try await fixture.database.run("DELETE FROM job")
            let waits = try await fixture.deliver(["id": "e2", "news": "ticket", "key": "1"], proof: secret)
            let now = fixture.sync.clock.now()
            #expect(try await fixture.deliveries.failStranded(before: now, at: now) == 0)
            #expect(try await fixture.deliveries.failStranded(before: now + .seconds(1), at: now) == 1)
            #expect(try await fixture.state(lost) == .failed)
            #expect(try await fixture.state(waits) == .received)
        }
    }
}

extension WebhookFixture {
    fileprivate func detail(_ id: Delivery.ID?) async throws -> String? {
        try await DeliveryRepository(database).find(try #require(id))?.detail
    }
}
