import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Testing
import TrackerKit

@Suite struct SyncWorkerTests {
    @Test func `the first sync reads every page and reports its progress`() async throws {
        try await SyncFixture.run { fixture in
            let start = fixture.clock.now()
            fixture.tracker.add(1...25, from: start)
            let queued = try await fixture.service().start(fixture.channel, full: false)
            #expect(queued.state == .queued)
            fixture.clock.advance(by: .seconds(60))
            #expect(try await fixture.worker().runDue() == 1)
            let sync = try await fixture.status()
            #expect(sync.state == .idle)
            #expect(sync.mode == .full)
            #expect(sync.tickets == 25)
            #expect(sync.ticketsTotal == 25)
            #expect(sync.watermark == start + .seconds(25))
            #expect(sync.nextAt == fixture.clock.now() + .seconds(300))
            #expect(try await fixture.mirrored() == 25)
            #expect(fixture.tracker.askedTokens == [nil, "10", "20"])
        }
    }

    @Test func `the first import emits no events, later syncs do`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...3, from: fixture.clock.now())
            _ = try await fixture.service().start(fixture.channel, full: false)
            try await fixture.worker().runDue()
            #expect(try await fixture.database.run("SELECT 1 FROM event").isEmpty)
            fixture.tracker.add(4...4, from: fixture.clock.now())
            fixture.clock.advance(by: .seconds(301))
            try await fixture.worker().runDue()
            let rows = try await fixture.database.run("SELECT type FROM event")
            #expect(try rows.map { try $0.decode("type", as: String.self) } == ["ticket.created"])
        }
    }

    @Test func `a finding of a later full sync is an event too`() async throws {
        try await SyncFixture.run { fixture in
            _ = try await fixture.service().start(fixture.channel, full: true)
            try await fixture.worker().runDue()
            fixture.tracker.add(1...1, from: fixture.clock.now())
            _ = try await fixture.service().start(fixture.channel, full: true)
            try await fixture.worker().runDue()
            let rows = try await fixture.database.run("SELECT type FROM event")
            #expect(try rows.map { try $0.decode("type", as: String.self) } == ["ticket.created"])
        }
    }

    @Test func `an incremental sync starts the overlap before the latest change`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...3, from: fixture.clock.now())
            let latest = fixture.clock.now() + .seconds(3)
            fixture.clock.advance(by: .seconds(60))
            _ = try await fixture.service().start(fixture.channel, full: false)
            try await fixture.worker().runDue()
            fixture.clock.advance(by: .seconds(301))
            #expect(try await fixture.worker().runDue() == 1)
            #expect(fixture.tracker.askedSince == [nil, latest - SyncPolicy().overlap])
            #expect(try await fixture.status().mode == .incremental)
        }
    }

    @Test func `a failed sync keeps its position, deletes nothing and resumes there`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...30, from: fixture.clock.now())
            _ = try await fixture.service().start(fixture.channel, full: true)
            fixture.tracker.failNext(nil, nil, .upstream(UpstreamFailure(status: 500, message: "boom")))
            try await fixture.worker().runDue()
            let failed = try await fixture.status()
            #expect(failed.state == .failed)
            #expect(failed.errorCode == "tracker_error")
            #expect(failed.pageToken == "20")
            #expect(try await fixture.mirrored() == 20)
            fixture.clock.advance(by: .seconds(3601))
            try await fixture.worker().runDue()
            #expect(try await fixture.status().state == .idle)
            #expect(try await fixture.mirrored() == 30)
            #expect(fixture.tracker.askedTokens == [nil, "10", "20", "20"])
        }
    }

    @Test func `a list that takes several attempts is read to its end, and none of them begins again`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...60, from: fixture.clock.now())
            // Each page of ten contains a broken ticket, and a sync gives up after the third.
            fixture.tracker.state.withLock { $0.rereads = 8 }
            _ = try await fixture.service().start(fixture.channel, full: true)
            for (token, failures) in [("20", 1), ("40", 1), (nil, 0)] as [(String?, Int)] {
                try await fixture.worker { $0.maximumRereads = 20 }.runDue()
                let status = try await fixture.status()
                #expect(status.pageToken == token && status.failures == failures)
                fixture.clock.advance(by: .seconds(3601))
            }
            #expect(fixture.tracker.askedTokens == [nil, "10", "20", "20", "30", "40", "40", "50"])
            #expect(try await fixture.mirrored() == 60)
        }
    }

    @Test func `a sync that fails twice at the same page begins again`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...30, from: fixture.clock.now())
            _ = try await fixture.service().start(fixture.channel, full: true)
            let boom = TrackerError.upstream(UpstreamFailure(status: 500, message: "boom"))
            fixture.tracker.failNext(nil, boom, boom)
            for (token, failures) in [("10", 1), (nil, 2)] as [(String?, Int)] {
                try await fixture.worker().runDue()
                let status = try await fixture.status()
                #expect(status.pageToken == token && status.failures == failures)
                fixture.clock.advance(by: .seconds(3601))
            }
            try await fixture.worker().runDue()
            #expect(fixture.tracker.askedTokens == [nil, "10", "10", nil, "10", "20"])
            #expect(try await fixture.status().state == .idle)
        }
    }

    @Test func `a throttled sync resumes when the tracker allows it`() async throws {
        try await SyncFixture.run { fixture in
            _ = try await fixture.service().start(fixture.channel, full: true)
            fixture.tracker.failNext(
                .rateLimited(retryAfter: .seconds(77), UpstreamFailure(status: 429, message: "slow down")))
            try await fixture.worker().runDue()
            let sync = try await fixture.status()
            #expect(sync.nextAt == fixture.clock.now() + .seconds(77))
            #expect(sync.fullRequested)
        }
    }

    @Test func `refused credentials are shown at the connection until a sync succeeds`() async throws {
        try await SyncFixture.run { fixture in
            _ = try await fixture.service().start(fixture.channel, full: true)
            fixture.tracker.failNext(.unauthorized(UpstreamFailure(status: 401, message: "Bad credentials")))
            try await fixture.worker().runDue()
            let connections = ConnectionRepository(fixture.database)
            #expect(try await connections.find(slug: "scripted")?.status == .unauthorized)
            fixture.clock.advance(by: .seconds(3601))
            try await fixture.worker().runDue()
            #expect(try await connections.find(slug: "scripted")?.status == .ok)
        }
    }

    @Test func `the work of a crashed worker resumes at its page after its lease expires`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...30, from: fixture.clock.now())
            _ = try await fixture.service().start(fixture.channel, full: true)
            let syncs = ChannelSyncRepository(fixture.database)
            // The crashed worker: it claims the sync, stores the first page, and stops responding.
            var dead = try #require(try await syncs.claim(owner: "dead", lease: .seconds(30), at: fixture.clock.now()))
            dead.pageToken = "10"
            dead.tickets = 10
            #expect(try await syncs.advance(dead, owner: "dead", lease: .seconds(30), at: fixture.clock.now()))
            #expect(try await fixture.worker().runDue() == 0)
            fixture.clock.advance(by: .seconds(31))
            #expect(try await fixture.worker().runDue() == 1)
            let sync = try await fixture.status()
            #expect(sync.state == .idle)
            #expect(sync.tickets == 30)
            #expect(fixture.tracker.askedTokens == ["10", "20"])
            #expect(try await syncs.advance(dead, owner: "dead", lease: .seconds(30), at: fixture.clock.now()) == false)
        }
    }

    @Test func `a sync requested while one runs follows it`() async throws {
        try await SyncFixture.run { fixture in
            _ = try await fixture.service().start(fixture.channel, full: false)
            let syncs = ChannelSyncRepository(fixture.database)
            let running = try #require(
                try await syncs.claim(owner: "one", lease: .seconds(30), at: fixture.clock.now()))
            let again = try await fixture.service().start(fixture.channel, full: true)
            #expect(again.state == .running)
            try await syncs.finish(
                running, owner: "one", next: nil, fullDue: fixture.clock.now(), at: fixture.clock.now())
            #expect(try await fixture.status().state == .queued)
            #expect(try await fixture.worker().runDue() == 1)
            #expect(try await fixture.status().mode == .full)
        }
    }

    @Test func `two workers never run the same sync`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...5, from: fixture.clock.now())
            _ = try await fixture.service().start(fixture.channel, full: true)
            let (one, two) = (fixture.worker(), fixture.worker())
            async let first = one.runDue()
            async let second = two.runDue()
            #expect(try await first + second == 1)
        }
    }
}

extension SyncWorkerTests {
    @Test func `a connection whose calls start to fail, and recover, emits an event each time`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...3, from: fixture.clock.now())
            let away = TrackerError.upstream(UpstreamFailure(status: 502, message: "away"))
            for failure in [nil, away, away, nil, nil] {
                fixture.tracker.failNext(failure)
                _ = try await fixture.service().start(fixture.channel, full: false)
                try await fixture.worker().runDue()
            }
            let rows = try await fixture.database.run(
                "SELECT type, changes FROM event WHERE type LIKE 'connection.%' ORDER BY id")
            let types = try rows.map { try $0.decode(0, as: String.self) }
            let statuses = try rows.map { try $0.decode(1, as: JSON.self)["status"]?["to"] }
            #expect(types == ["connection.degraded", "connection.recovered"])
            #expect(statuses == ["failing", "ok"])
        }
    }

    @Test func `channels are skipped if their connection has its share of the syncs`() async throws {
        try await SyncFixture.run { fixture in
            let (syncs, now) = (ChannelSyncRepository(fixture.database), fixture.clock.now())
            let busy = [fixture.channel.connectionID]
            _ = try await fixture.service().start(fixture.channel, full: false)
            #expect(try await syncs.claim(owner: "one", lease: .seconds(30), passing: busy, at: now) == nil)
            #expect(try await syncs.claim(owner: "one", lease: .seconds(30), passing: [], at: now) != nil)
        }
    }
}
