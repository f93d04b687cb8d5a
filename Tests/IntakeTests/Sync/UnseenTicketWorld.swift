import Intake
import JobQueue
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceKit
import ServiceTestSupport
import TestSupport
import Tickets
import TrackerKit

/// A channel with this many tickets, and the services that process it.
struct UnseenTicketWorld {
    let fixture: SyncFixture
    let handler: UnseenTicketHandler
    let removals: RemovalService
    let queue: JobQueue

    init(_ fixture: SyncFixture, tickets: Int) async throws {
        self.fixture = fixture
        let audit = AuditLog(clock: fixture.clock, identifiers: fixture.ids)
        queue = JobQueue(clock: fixture.clock, identifiers: fixture.ids)
        handler = UnseenTicketHandler(
            environment: TicketEnvironment(
                database: fixture.database, provider: fixture.provider, audit: audit, identifiers: fixture.ids,
                clock: fixture.clock),
            logger: TestServer.silentLogger)
        removals = RemovalService(database: fixture.database, queue: queue, audit: audit)
        fixture.tracker.add(1...tickets, from: fixture.clock.now() - .seconds(1000))
        try await fullSync()
    }

    func fullSync() async throws {
        fixture.clock.advance(by: .seconds(60))
        _ = try await fixture.service().start(fixture.channel, full: true)
        try await fixture.worker().runDue()
    }

    /// The job, as a worker would pass it to the handler.
    func job() -> Job {
        let payload: JSON = ["channel": .string(fixture.channel.id.text)]
        return Job(
            id: fixture.ids.next(), JobDraft(kind: UnseenTicketHandler.kind, payload: payload), at: fixture.clock.now())
    }

    /// Runs the job until it succeeds.
    func lookUp() async throws {
        let job = job()
        while true {
            do {
                return try await handler.perform(job)
            } catch JobFailure.postponed(let wait, _) {
                fixture.clock.advance(by: wait)
            }
        }
    }

    func deleted() async throws -> [String] {
        try await fixture.database.run(
            "SELECT ticket_key FROM event WHERE type = 'ticket.deleted' ORDER BY occurred_at, id"
        ).map {
            try $0.decode("ticket_key")
        }
    }

    func pending() async throws -> PendingRemovals { try await removals.pending(in: fixture.channel) }

    static func run(tickets: Int = 20, _ body: (UnseenTicketWorld) async throws -> Void) async throws {
        try await SyncFixture.run { fixture in try await body(try await UnseenTicketWorld(fixture, tickets: tickets)) }
    }
}
