package import Connections
package import HTTPKit
package import Intake
package import Logging
package import Models
package import Postgres
package import Primitives
package import PrimitivesTestSupport
import Repositories
package import ServiceKit
package import Synchronization
import TestSupport
import Testing
import Tickets
import TrackerKit

/// A channel of a scripted tracker on its own database, with workers.
package struct SyncFixture {
    package let database: PostgresClient
    package let tracker = ScriptedTracker()
    package let clock = ManualClock()
    package let channel: Channel
    package let provider: TrackerProvider
    package let registry: TrackerRegistry
    package let vault: SecretVault
    package let upstreams = ScriptedUpstreams()
    /// A shared source, so that ids created at the same instant are ordered by creation.
    package let ids: UUIDv7Source

    package static func run(_ body: (SyncFixture) async throws -> Void) async throws {
        try await TestDatabase.withDatabase { database in try await body(SyncFixture(database)) }
    }

    private init(_ database: PostgresClient) async throws {
        self.database = database
        vault = SecretVault(current: try #require(SecretVault.Key(id: "a", bytes: Array(repeating: 7, count: 32))))
        registry = try TrackerRegistry([ScriptedDriver(tracker: tracker)])
        provider = TrackerProvider(
            registry: registry, reader: database.reader, vault: vault, upstreams: upstreams,
            clock: clock)
        ids = UUIDv7Source(clock: clock)
        let connection = try await ConnectionRepository(database).insert(
            Connection(
                id: ids.next(), slug: "scripted", title: "Scripted", tracker: ScriptedTracker.kind, baseURL: nil,
                at: clock.now()))
        let channel = Channel(
            id: ids.next(), slug: "project", title: "Project", connection: connection, path: "a/b", at: clock.now())
        try await ChannelRepository(database).insert(channel)
        self.channel = channel
    }

    package func worker(
        pageSize: Int = 10, logger: Logger = TestServer.silentLogger, _ change: (inout SyncPolicy) -> Void = { _ in }
    ) -> SyncWorker {
        var policy = SyncPolicy()
        policy.pageSize = pageSize
        change(&policy)
        return SyncWorker(
            database: database, provider: provider, mirror: TicketMirror(ids: ids, clock: clock), policy: policy,
            clock: clock,
            identifiers: ids,
            logger: logger)
    }

    package func service() -> SyncService { SyncService(database: database, clock: clock) }

    package func status() async throws -> ChannelSync { try await service().status(of: channel) }

    package func mirrored() async throws -> Int {
        try await database.run("SELECT count(*)::int AS n FROM ticket WHERE channel_id = \(channel.id)")[0].decode("n")
    }
}

/// Upstreams that refuse every call, with a budget set by the test.
package final class ScriptedUpstreams: UpstreamFactory {
    package let budget = Mutex(UpstreamBudget())

    package struct Refusing: Upstream {
        package let owner: ScriptedUpstreams
        package var budget: UpstreamBudget { owner.budget.withLock { $0 } }
        package func send(_ request: ClientRequest) async throws -> ClientResponse { throw TransportError(.invalidURL) }
    }

    package func makeUpstream(for connection: Connection, policy: UpstreamPolicy) -> any Upstream {
        Refusing(owner: self)
    }
}
