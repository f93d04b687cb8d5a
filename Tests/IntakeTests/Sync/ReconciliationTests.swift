import Connections
import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Synchronization
import Testing
import TrackerKit

@Suite struct ReconciliationTests {
    private static func mirrored(_ fixture: SyncFixture) async throws -> [String] {
        try await fixture.database.run("SELECT status FROM ticket ORDER BY key").map { try $0.decode(0) }
    }

    /// A channel that was imported.
    private static func run(isBlind: Bool, _ body: (SyncFixture) async throws -> Void) async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.state.withLock { $0.isBlind = isBlind }
            fixture.tracker.add(1...3, from: fixture.clock.now())
            // The last change is far from the others, so that the overlap does not show them again.
            fixture.tracker.change(3, at: fixture.clock.now() + .seconds(1000)) { _ in }
            fixture.clock.advance(by: .seconds(3600))
            _ = try await fixture.service().start(fixture.channel, full: false)
            try await fixture.worker().runDue()
            try await body(fixture)
        }
    }

    /// Closes a ticket without changing any of its times.
    private static func close(_ number: Int, _ fixture: SyncFixture) {
        fixture.tracker.state.withLock { $0.tickets[number - 1].status = .done }
    }

    private static func sync(_ fixture: SyncFixture, after wait: Duration = .seconds(301)) async throws {
        fixture.clock.advance(by: wait)
        try await fixture.worker().runDue()
    }

    @Test
    func
        `what moves no time is seen within the interval of full syncs, where the tracker's list shows it in no other way`()
        async throws
    {
        try await Self.run(isBlind: true) { fixture in
            Self.close(1, fixture)
            try await Self.sync(fixture)
            #expect(try await Self.mirrored(fixture) == ["open", "open", "open"])
            try await Self.sync(fixture, after: .seconds(3600))
            #expect(try await Self.mirrored(fixture) == ["done", "open", "open"])
            #expect(fixture.tracker.askedSince.map { $0 == nil } == [true, false, true])
            #expect(try await fixture.database.run("SELECT FROM event WHERE type = 'ticket.closed'").count == 1)
        }
    }

    @Test func `other trackers get a full sync once a day`() async throws {
        try await Self.run(isBlind: false) { fixture in
            try await Self.sync(fixture, after: .seconds(7200))
            Self.close(2, fixture)
            try await Self.sync(fixture, after: .seconds(24 * 3600))
            #expect(fixture.tracker.askedSince.map { $0 == nil } == [true, false, true])
            #expect(try await Self.mirrored(fixture) == ["open", "done", "open"])
        }
    }

    @Test func `a failed full sync closes and deletes nothing, and is repeated later`() async throws {
        try await Self.run(isBlind: true) { fixture in
            fixture.tracker.remove(3)
            fixture.tracker.failNext(.upstream(UpstreamFailure(status: 502, message: "away")))
            try await Self.sync(fixture, after: .seconds(3700))
            #expect(try await fixture.status().state == .failed)
            #expect(try await Self.mirrored(fixture) == ["open", "open", "open"])
            Self.close(1, fixture)
            try await Self.sync(fixture, after: .seconds(3600))
            #expect(try await Self.mirrored(fixture) == ["done", "open", "open"])
        }
    }

    @Test func `a channel whose full sync is slow is fully synced less often`() async throws {
        try await Self.run(isBlind: true) { fixture in
            let clock = fixture.clock
            fixture.tracker.state.withLock { $0.onPage = { clock.advance(by: .seconds(600)) } }
            try await Self.sync(fixture, after: .seconds(3700))
            fixture.tracker.state.withLock { $0.onPage = nil }
            #expect(try await fixture.status().mode == .full)
            #expect(try await fixture.status().fullDueAt == clock.now() + .seconds(12_000))
        }
    }

    @Test func `a full sync is postponed while little of the limit is left, unless it was requested`() async throws {
        try await Self.run(isBlind: true) { fixture in
            let reset = fixture.clock.now() + .seconds(6000)
            let short = UpstreamBudget.Resource(name: "core", limit: 5000, remaining: 1000, resetsAt: reset)
            fixture.upstreams.budget.withLock { $0.resources = [short] }
            Self.close(1, fixture)
            try await Self.sync(fixture, after: .seconds(3700))
            let status = try await fixture.status()
            #expect(status.mode == .incremental && status.fullDueAt == reset)
            #expect(status.nextAt == fixture.clock.now() + .seconds(600))
            _ = try await fixture.service().start(fixture.channel, full: true)
            try await fixture.worker().runDue()
            #expect(try await Self.mirrored(fixture) == ["done", "open", "open"])
        }
    }
}

extension ReconciliationTests {
    @Test func `a channel with a complete webhook is polled less and less often, until a gap is found`()
        async throws
    {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            let clock = fixture.sync.clock
            clock.advance(by: .seconds(3600))
            _ = try await fixture.sync.service().start(fixture.sync.channel, full: false)
            try await fixture.sync.worker().runDue()
            try await fixture.deliver(["id": "e1", "news": "anything"], proof: secret)
            var pauses: [Duration] = []
            for _ in 0..<5 {
                clock.advance(by: .seconds(3600))
                try await fixture.sync.worker().runDue()
                pauses.append(try #require(try await fixture.sync.status().nextAt) - clock.now())
            }
            #expect(pauses == [600, 1200, 2400, 3600, 3600].map { .seconds($0) })
            fixture.tracker.add(1...1, from: clock.now())
            clock.advance(by: .seconds(3600))
            try await fixture.sync.worker().runDue()
            #expect(try await fixture.sync.status().nextAt == clock.now() + .seconds(300))
            #expect(try await fixture.sync.mirrored() == 1)
        }
    }

    @Test func `a webhook that is silent for a day is not trusted`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            try await fixture.deliver(["id": "e1", "news": "anything"], proof: secret)
            _ = try await fixture.sync.service().start(fixture.sync.channel, full: false)
            for _ in 0..<3 {
                fixture.sync.clock.advance(by: .seconds(25 * 3600))
                try await fixture.sync.worker().runDue()
            }
            #expect(try await fixture.sync.status().nextAt == fixture.sync.clock.now() + .seconds(300))
        }
    }
}
