import HTTPTypes
import JobQueue
import Logging
import Models
import Postgres
import Primitives
import Repositories
import Resources
import TestSupport
import Testing
import Tickets

/// A channel at a tracker with bad days, a worker that does what a test lets it, and a clock that stands still.
struct OperationFixture: Sendable {
    static let tickets = "/api/v1/channels/demo/tickets"
    static let operations = "/api/v1/operations"
    /// What a caller says who does not want to wait.
    static let prefer = ["Prefer": "respond-async"]

    let api: TicketAPI
    let faults: Faults
    let clock: ManualClock

    static func run(_ body: @Sendable (OperationFixture) async throws -> Void) async throws {
        let faults = Faults(), clock = ManualClock(.now)
        try await TicketAPI.run(driver: { FaultyDriver(local: $0, faults: faults) }, clock: clock) { api in
            let fixture = OperationFixture(api: api, faults: faults, clock: clock)
            for token in [TicketAPI.Caller.standardToken, TicketAPI.Caller.otherToken] {
                try await fixture.addToken(token)
            }
            try await body(fixture)
        }
    }

    /// Lets the caller of most tests have a token.
    func addStandardToken() async throws { try await addToken(TicketAPI.Caller.standardToken) }

    private func addToken(_ id: String) async throws {
        guard let id = APIToken.ID(id) else { throw CancellationError() }
        let token = APIToken(
            id: id, title: "test", prefix: "tgw_", scopes: [.ticketsRead, .ticketsWrite, .ticketsConfidential],
            channels: nil,
            expiresAt: nil, lastUsedAt: nil, createdAt: clock.now())
        try await APITokenRepository(api.database).add(token, hash: Array(id.text.utf8))
    }

    /// Does every job that is due.
    @discardableResult
    func work() async throws -> Int {
        try await JobWorker(
            database: api.database,
            handlers: [OperationHandler(environment: api.environment, read: OperationReader.read, random: { 0 })],
            clock: clock,
            identifiers: UUIDv7Source(), random: { 0 }, logger: Logger(label: "test")
        ).runDue()
    }

    /// Waits longer than any wait between two attempts, and does what is due then.
    func workLater() async throws {
        clock.advance(by: .seconds(90))
        try await work()
    }

    /// Leaves a write with the gateway, and answers where to follow it.
    func leave(
        _ method: HTTPRequest.Method, _ path: String = "", _ body: JSON? = nil, as caller: TicketAPI.Caller = .writer,
        headers: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let answer = try await api.call(
            method, Self.tickets + path, body, as: caller, headers: headers.merging(Self.prefer) { $1 },
            sourceLocation: sourceLocation)
        #expect(answer.status == 202, "\(answer.json.text)", sourceLocation: sourceLocation)
        return try #require(answer.headers[.location], sourceLocation: sourceLocation)
    }

    /// How far an operation is.
    func look(_ location: String, as caller: TicketAPI.Caller = .writer) async throws -> JSON {
        try await api.call(.get, location, as: caller).json
    }

    /// How many rows a table has.
    func count(_ table: String) async throws -> Int {
        try await api.database.run("SELECT FROM \(identifier: table)").count
    }

    /// Makes the transaction fail that keeps a write: as if the worker died between the tracker's answer and the
    /// commit.
    func breakCommits() async throws {
        try await api.database.run("ALTER TABLE audit_entry ADD CONSTRAINT broken CHECK (false) NOT VALID")
    }

    /// Mends what ``breakCommits()`` broke.
    func mendCommits() async throws { try await api.database.run("ALTER TABLE audit_entry DROP CONSTRAINT broken") }
}
