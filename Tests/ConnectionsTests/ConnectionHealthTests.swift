import Connections
import HTTPKit
import Intake
import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import Synchronization
import TestSupport
import Testing
import TrackerKit

/// The health of a connection, derived from syncs and circuit breakers.
@Suite struct ConnectionHealthTests {
    /// Syncs with each of these results in turn. Returns the connection and the types of its events.
    private static func sync(
        _ results: [TrackerError?], _ fixture: SyncFixture
    ) async throws -> (connection: Connection?, events: [String]) {
        for result in results {
            fixture.tracker.failNext(result)
            _ = try await fixture.service().start(fixture.channel, full: false)
            try await fixture.worker().runDue()
        }
        return try await look(fixture)
    }

    private static func look(_ fixture: SyncFixture) async throws -> (connection: Connection?, events: [String]) {
        let connection = try await ConnectionRepository(fixture.database).find(slug: "scripted")
        let rows = try await fixture.database.run("SELECT type FROM event WHERE type LIKE 'connection.%' ORDER BY id")
        return (connection, try rows.map { try $0.decode(0) })
    }

    private static func watch(_ fixture: SyncFixture) -> ConnectionHealthMonitor {
        ConnectionHealthMonitor(
            provider: fixture.provider, database: fixture.database, identifiers: fixture.ids, clock: fixture.clock,
            logger: TestServer.silentLogger)
    }

    private static let away = TrackerError.upstream(UpstreamFailure(status: 502, message: "away"))
    private static let throttled = TrackerError.rateLimited(
        retryAfter: .seconds(60), UpstreamFailure(status: 429, message: "slow down"))

    @Test(
        arguments: [
            .notFound(what: "project"), .malformedResponse(detail: "tickets[0].key is no text"),
            .forbidden(UpstreamFailure(status: 403, message: "no")),
            .invalid([], UpstreamFailure(status: 422, message: "no")),
            .unreachable(TransportError(.responseTooLarge)), .upstream(UpstreamFailure(status: 418, message: "teapot")),
        ] as [TrackerError])
    func `a failure of one channel is not one of its connection`(_ error: TrackerError) async throws {
        try await SyncFixture.run { fixture in
            let seen = try await Self.sync([nil, error, error, error, nil], fixture)
            #expect(seen.connection?.status == .ok && seen.connection?.statusDetail == nil && seen.events.isEmpty)
        }
    }

    @Test func `a single failure changes nothing, nor does a single success`() async throws {
        try await SyncFixture.run { fixture in
            let flapping = try await Self.sync([nil, Self.away, nil, Self.throttled, nil, Self.away, nil], fixture)
            #expect(flapping.connection?.status == .ok && flapping.events.isEmpty)
            let down = try await Self.sync([Self.away, Self.away, nil, Self.away], fixture)
            #expect(down.connection?.status == .failing && down.connection?.statusDetail == "502: away")
            #expect(down.events == ["connection.degraded"])
            let up = try await Self.sync([nil, nil], fixture)
            #expect(up.connection?.status == .ok && up.events == ["connection.degraded", "connection.recovered"])
        }
    }

    @Test func `a limit that is reached again and again degrades the connection`() async throws {
        try await SyncFixture.run { fixture in
            let seen = try await Self.sync([nil, Self.throttled, Self.throttled], fixture)
            #expect(seen.connection?.status == .degraded)
        }
    }

    @Test func `statistics do not create a new revision of the connection`() async throws {
        try await SyncFixture.run { fixture in
            let before = try await Self.sync([nil], fixture).connection
            let after = try await Self.sync([Self.away], fixture).connection
            #expect(before?.revision == after?.revision && before?.updatedAt == after?.updatedAt)
        }
    }

    @Test func `the opening and closing of a breaker is reported immediately, whichever call caused it`()
        async throws
    {
        try await SyncFixture.run { fixture in
            _ = try await Self.sync([nil], fixture)
            let budget = fixture.upstreams, watch = Self.watch(fixture)
            await watch.look()
            #expect(try await Self.look(fixture).events.isEmpty)
            budget.budget.withLock {
                $0.breaker = .open
                $0.failures = 10
            }
            for _ in 0..<2 { await watch.look() }
            let open = try await Self.look(fixture)
            #expect(open.connection?.status == .failing && open.events == ["connection.degraded"])
            budget.budget.withLock { $0.breaker = .halfOpen }
            await watch.look()
            #expect(try await Self.look(fixture).connection?.status == .failing)
            budget.budget.withLock {
                $0.breaker = .closed
                $0.failures = 0
                $0.calls.answered = 1
            }
            for _ in 0..<2 { await watch.look() }
            let closed = try await Self.look(fixture)
            #expect(
                closed.connection?.status == .ok && closed.events == ["connection.degraded", "connection.recovered"])
        }
    }

    @Test
    func
        `a first answer takes back what an earlier process told, and an answer does not take back refused credentials`()
        async throws
    {
        try await SyncFixture.run { fixture in
            _ = try await Self.sync([nil, Self.away, Self.away], fixture)
            let watch = Self.watch(fixture)
            await watch.look()
            #expect(try await Self.look(fixture).connection?.status == .failing)
            fixture.upstreams.budget.withLock { $0.calls.answered = 1 }
            await watch.look()
            #expect(try await Self.look(fixture).connection?.status == .ok)
            _ = try await Self.sync([.unauthorized(UpstreamFailure(status: 401, message: "no"))], fixture)
            await Self.watch(fixture).look()
            #expect(try await Self.look(fixture).connection?.status == .unauthorized)
        }
    }
}
