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

/// Requested syncs run in spite of other syncs and failures.
@Suite struct SyncRequestTests {
    /// An imported channel whose next sync has been requested.
    private static func run(_ body: (SyncFixture) async throws -> Void) async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...3, from: fixture.clock.now())
            _ = try await fixture.service().start(fixture.channel, full: false)
            try await fixture.worker().runDue()
            fixture.clock.advance(by: .seconds(10))
            _ = try await fixture.service().start(fixture.channel, full: false)
            try await body(fixture)
        }
    }

    private static func claim(_ owner: String, _ fixture: SyncFixture) async throws -> ChannelSync {
        try #require(
            try await ChannelSyncRepository(fixture.database).claim(
                owner: owner, lease: .seconds(30), at: fixture.clock.now()))
    }

    @Test func `a sync requested while one runs follows it, even if it reads only changes`() async throws {
        try await Self.run { fixture in
            let now = fixture.clock.now(), syncs = ChannelSyncRepository(fixture.database)
            let running = try await Self.claim("one", fixture)
            #expect(try await fixture.service().start(fixture.channel, full: false).state == .running)
            try await syncs.finish(
                running, owner: "one", next: now + .seconds(300), fullDue: now + .seconds(3600), at: now)
            let queued = try await fixture.status()
            #expect(queued.state == .queued && queued.nextAt == now)
            #expect(try await fixture.worker().runDue() == 1)
            let done = try await fixture.status()
            #expect(done.state == .idle && done.mode == .incremental && done.nextAt == now + .seconds(300))
        }
    }

    @Test func `a requested sync also runs if the running one fails and nothing else would start another`()
        async throws
    {
        try await Self.run { fixture in
            let now = fixture.clock.now(), service = fixture.service()
            try await fixture.database.run("UPDATE channel SET sync_enabled = false")
            let channel = fixture.channel, tracker = fixture.tracker
            tracker.state.withLock {
                $0.duringPage = {
                    tracker.state.withLock { $0.duringPage = nil }
                    _ = try await service.start(channel, full: false)
                }
            }
            fixture.tracker.failNext(.upstream(UpstreamFailure(status: 502, message: "away")))
            try await fixture.worker().runDue()
            #expect(try await fixture.status().state == .failed)
            #expect(try await fixture.status().nextAt == now + .seconds(300))
            fixture.clock.advance(by: .seconds(300))
            #expect(try await fixture.worker().runDue() == 1)
            #expect(try await fixture.status().nextAt == nil)
        }
    }

    @Test func `a sync requested while one runs follows the one that resumes it after a crash`()
        async throws
    {
        try await Self.run { fixture in
            let syncs = ChannelSyncRepository(fixture.database)
            _ = try await Self.claim("dead", fixture)
            _ = try await fixture.service().start(fixture.channel, full: false)
            fixture.clock.advance(by: .seconds(31))
            let heir = try await Self.claim("heir", fixture), now = fixture.clock.now()
            try await syncs.finish(heir, owner: "heir", next: nil, fullDue: now + .seconds(3600), at: now)
            #expect(try await fixture.status().state == .queued)
        }
    }
}

/// Which worker may run a sync.
@Suite struct SyncLeaseTests {
    private static func owner(_ database: PostgresClient) async throws -> String? {
        try await database.run("SELECT lease_owner FROM channel_sync")[0].decode(0)
    }

    @Test func `each run has its own lease, so that a worker that lost one cannot compete with itself`()
        async throws
    {
        try await SyncFixture.run { fixture in
            let owners = Mutex<[String]>([]), database = fixture.database
            fixture.tracker.state.withLock {
                $0.duringPage = {
                    let owner = try await Self.owner(database) ?? ""
                    owners.withLock { $0.append(owner) }
                }
            }
            let worker = fixture.worker()
            for _ in 0..<2 {
                _ = try await fixture.service().start(fixture.channel, full: false)
                try await worker.runDue()
            }
            #expect(Set(owners.withLock { $0 }).count == 2)
        }
    }

    @Test func `a stopped sync is released immediately, and is not a failure`() async throws {
        try await SyncFixture.run { fixture in
            fixture.tracker.add(1...30, from: fixture.clock.now())
            _ = try await fixture.service().start(fixture.channel, full: true)
            let worker = fixture.worker(), tracker = fixture.tracker
            let (secondPages, secondPage) = AsyncStream.makeStream(of: Void.self)
            tracker.state.withLock {
                $0.duringPage = {
                    guard tracker.state.withLock({ $0.asked.count == 1 }) else { return }
                    tracker.state.withLock { $0.duringPage = nil }
                    secondPage.yield()
                    // Until it is cancelled.
                    try await Task.sleep(for: .seconds(600))
                }
            }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await worker.run() }
                for await _ in secondPages { break }
                group.cancelAll()
            }
            let stopped = try await fixture.status()
            #expect(stopped.state == .queued && stopped.failures == 0 && stopped.errorCode == nil)
            #expect(try await Self.owner(fixture.database) == nil)
            #expect(try await fixture.worker().runDue() == 1)
            let done = try await fixture.status()
            #expect(done.state == .idle && done.mode == .full && done.tickets == 30)
            #expect(try await fixture.mirrored() == 30)
        }
    }
}
