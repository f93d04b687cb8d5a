import HTTPTypes
import JobQueue
import Logging
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ResourceTestSupport
import TestSupport
import Testing
import Tickets

/// A channel on a faulty tracker, a worker that runs only when the test calls it, and a manual clock.
struct OperationFixture: Sendable {
    static let tickets = "/api/v1/channels/demo/tickets"
    static let operations = "/api/v1/operations"
    /// The header for an asynchronous write.
    static let prefer = ["Prefer": "respond-async"]

    let api: TicketAPI
    let faults: Faults
    let clock: ManualClock

    static func run(_ body: @Sendable (OperationFixture) async throws -> Void) async throws {
        let faults = Faults(), clock = ManualClock(.now)
        try await TicketAPI.run(driver: { faults.driver($0) }, clock: clock) { api in
            let fixture = OperationFixture(api: api, faults: faults, clock: clock)
            for token in [TicketAPI.Caller.standardToken, TicketAPI.Caller.otherToken] {
                try await fixture.addToken(token)
            }
            try await body(fixture)
        }
    }

    /// Stores the API token of most callers again.
    func addStandardToken() async throws { try await addToken(TicketAPI.Caller.standardToken) }

    private func addToken(_ id: String) async throws {
        guard let id = APIToken.ID(id) else { throw CancellationError() }
        let token = APIToken(
            id: id, title: "test", prefix: "tgw_", scopes: [.ticketsRead, .ticketsWrite, .ticketsConfidential],
            channels: nil,
            expiresAt: nil, lastUsedAt: nil, createdAt: clock.now())
        try await APITokenRepository(api.database).add(token, hash: Array(id.text.utf8))
    }

    /// Runs all due jobs, and returns their number.
    @discardableResult
    func work() async throws -> Int {
        try await JobWorker(
            database: api.database,
            handlers: JobHandlers(only: OperationHandler(environment: api.environment, random: { 0 })),
            clock: clock,
            identifiers: UUIDv7Source(), random: { 0 }, logger: Logger(label: "test")
        ).runDue()
    }

    /// Advances the clock by more than the longest backoff of the tests, and runs all due jobs.
    func workLater() async throws {
        clock.advance(by: .seconds(90))
        try await work()
    }

    /// Requests an asynchronous write of a ticket, and returns the operation's location.
    func leave(
        _ method: HTTPRequest.Method, _ path: String = "", body: JSON? = nil, as caller: TicketAPI.Caller = .writer,
        headers: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let answer = try await api.call(
            method, Self.tickets + path, body: body, as: caller, headers: headers.merging(Self.prefer) { $1 },
            sourceLocation: sourceLocation)
        #expect(answer.status == 202, "\(answer.json.text)", sourceLocation: sourceLocation)
        return try #require(answer.headers[.location], sourceLocation: sourceLocation)
    }

    /// The operation at a location.
    func look(_ location: String, as caller: TicketAPI.Caller = .writer) async throws -> JSON {
        try await api.call(.get, location, as: caller).json
    }

    /// The number of rows in a table.
    func count(_ table: String) async throws -> Int {
        try await api.database.run("SELECT FROM \(identifier: table)").count
    }

    /// Makes transactions that store a write fail, as if the worker crashed between the tracker's response and the
    /// commit.
    func breakCommits() async throws {
        try await api.database.run("ALTER TABLE audit_entry ADD CONSTRAINT broken CHECK (false) NOT VALID")
    }

    /// Reverts ``breakCommits()``.
    func mendCommits() async throws { try await api.database.run("ALTER TABLE audit_entry DROP CONSTRAINT broken") }
}
