package import Connections
import HTTPTypes
package import Intake
package import JobQueue
package import Models
package import Postgres
package import Primitives
import PrimitivesTestSupport
import Repositories
package import ServiceKit
import Synchronization
import TestSupport
import Testing
package import Tickets
import TrackerKit

/// A channel with a webhook at the scripted tracker, and the services that receive and apply deliveries.
package struct WebhookFixture {
    package static let callback = "https://gateway.example/webhooks/project"

    package let sync: SyncFixture
    package let inbox: WebhookInbox
    package let webhooks: WebhookService
    package let deliveries: DeliveryService
    package let handler: DeliveryHandler
    package let environment: TicketEnvironment
    package let context = CallContext(principal: .system("test"), requestID: "test")

    package var database: PostgresClient { sync.database }
    package var tracker: ScriptedTracker { sync.tracker }

    package static func run(_ body: (WebhookFixture) async throws -> Void) async throws {
        try await SyncFixture.run { sync in try await body(try WebhookFixture(sync)) }
    }

    private init(_ sync: SyncFixture) throws {
        self.sync = sync
        let clock = sync.clock, identifiers = UUIDv7Source(clock: sync.clock), database = sync.database
        environment = TicketEnvironment(
            database: database, provider: sync.provider, audit: AuditLog(clock: clock, identifiers: identifiers),
            identifiers: identifiers,
            clock: clock)
        let directory = WebhookDirectory(
            registry: sync.registry, reader: database.reader, vault: sync.vault, clock: clock)
        let addresses = WebhookAddresses(publicURL: "https://gateway.example")
        let queue = JobQueue(clock: clock, identifiers: identifiers)
        inbox = WebhookInbox(
            directory: directory, writer: DeliveryWriter(database: database, queue: queue), addresses: addresses,
            identifiers: identifiers)
        webhooks = WebhookService(
            environment: environment, directory: directory, vault: sync.vault, registry: sync.registry,
            addresses: addresses,
            logger: TestServer.silentLogger)
        deliveries = DeliveryService(
            database: database, queue: queue, audit: AuditLog(clock: clock, identifiers: identifiers))
        handler = DeliveryHandler(environment: environment, registry: sync.registry, sync: sync.service())
    }

    /// Registers the webhook and returns its secret, as the tracker received it.
    package func register() async throws -> String {
        _ = try await webhooks.create(channel: "project", manually: false, context: context)
        return try #require(tracker.state.withLock { $0.webhooks["hook"]?.secret })
    }

    /// Sends a delivery as the tracker would.
    @discardableResult
    package func deliver(_ body: JSON, proof: String) async throws -> Delivery.ID? {
        try await deliver(bytes: body.serialized(), proof: proof)
    }

    @discardableResult
    package func deliver(bytes: [UInt8], proof: String, to slug: String = "project") async throws -> Delivery.ID? {
        let name = try #require(HTTPField.Name("X-Proof"))
        let admission = try await inbox.admit([name: proof], channel: slug, secret: nil, peer: "192.0.2.1")
        return try await inbox.receive(bytes, admission, at: sync.clock.now())
    }

    /// The webhook service of another process, with its own cache.
    package func elsewhere() -> WebhookService {
        WebhookService(
            environment: TicketEnvironment(
                database: database, provider: sync.provider, audit: AuditLog(clock: sync.clock, identifiers: sync.ids),
                identifiers: sync.ids, clock: sync.clock),
            directory: WebhookDirectory(
                registry: sync.registry, reader: database.reader, vault: sync.vault, clock: sync.clock),
            vault: sync.vault, registry: sync.registry,
            addresses: WebhookAddresses(publicURL: "https://gateway.example"),
            logger: TestServer.silentLogger)
    }

    /// Creates another channel with a webhook.
    package func addChannel(_ slug: String, secret: String) async throws -> Channel {
        var channel = sync.channel
        channel.id = sync.ids.next()
        channel.slug = slug
        channel.path = slug
        try await ChannelRepository(database).insert(channel)
        _ = try await webhooks.create(channel: slug, manually: true, secret: secret, context: context)
        return channel
    }

    package func channels() -> ChannelService {
        ChannelService(
            database: database, provider: sync.provider, sync: sync.service(), webhooks: webhooks,
            audit: AuditLog(clock: sync.clock, identifiers: sync.ids),
            clock: sync.clock, identifiers: sync.ids)
    }

    /// Performs every queued job once.
    /// - Returns: The error of each job, or nil.
    @discardableResult
    package func work() async throws -> [(any Error)?] {
        let jobs = try await JobRepository(database).list(JobFilter(), after: nil, limit: 1000).filter {
            $0.state == .queued
        }
        var results: [(any Error)?] = []
        for job in jobs.sorted(by: { $0.id < $1.id }) {
            do {
                try await handler.perform(job)
                results.append(nil)
            } catch {
                results.append(error)
                if case JobFailure.final(let text) = error {
                    try await database.transaction { try await handler.gaveUp(job, error: text, in: $0) }
                }
            }
            try await database.run("DELETE FROM job WHERE id = \(job.id)")
        }
        return results
    }

    /// A worker that runs the jobs as in production.
    package func worker() -> JobWorker {
        JobWorker(
            database: database, handlers: JobHandlers(only: handler), clock: sync.clock, identifiers: sync.ids,
            random: { 0.5 },
            logger: TestServer.silentLogger)
    }

    /// The administrators' operations on jobs.
    package var jobs: JobService {
        JobService(
            database: database, handlers: JobHandlers(only: handler),
            audit: AuditLog(clock: sync.clock, identifiers: sync.ids),
            clock: sync.clock)
    }

    /// The job of the only delivery.
    package func job() async throws -> Job {
        try #require(try await jobs.list(JobFilter(), after: nil, limit: 2, context: context).first)
    }

    /// The state of a delivery.
    package func state(_ id: Delivery.ID?) async throws -> DeliveryState? {
        try await DeliveryRepository(database).find(try #require(id))?.state
    }

    /// The number of rows in a table.
    package func count(_ table: String) async throws -> Int {
        try await database.run("SELECT count(*)::int FROM \(unsafeSQL: table)")[0].decode(0)
    }

    /// The types of the events, oldest first.
    package func events() async throws -> [String] {
        try await database.run("SELECT type FROM event ORDER BY id").map { try $0.decode(0) }
    }
}
