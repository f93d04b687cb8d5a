import EventFeed
import HTTPTypes
import JobQueue
import Logging
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ResourceTestSupport
import Rules
import TestSupport
import Testing
import Tickets
import TrackerKit

/// Channels `demo` and `ops` on a faulty tracker, rules, and workers that run only when the test calls them.
struct RuleFixture: Sendable {
    static let rules = "/api/v1/rules"
    static let author = TicketAPI.Caller(scopes: [.admin])

    let api: TicketAPI
    let faults: Faults
    let clock: ManualClock
    let dispatcher: EventDispatcher

    static func run(_ body: @Sendable (RuleFixture) async throws -> Void) async throws {
        let faults = Faults(), clock = ManualClock(.now)
        try await TicketAPI.run(driver: { faults.driver($0) }, clock: clock) { api in
            let provider = api.environment.provider
            try await TicketAPI.makeChannel("ops", tracker: api.channel.tracker, in: api.database, provider: provider)
            let logger = Logger(label: "test")
            let dispatcher = EventDispatcher(
                database: api.database, consumers: [RuleConsumer(environment: api.rules, logger: logger)],
                logger: logger)
            try await dispatcher.dispatchDue()
            try await addAuthor(in: api.database, at: clock.now())
            try await body(RuleFixture(api: api, faults: faults, clock: clock, dispatcher: dispatcher))
        }
    }

    /// Stores the token of most callers, because a rule has the current rights of its author.
    private static func addAuthor(in database: PostgresClient, at now: Timestamp) async throws {
        let id = try #require(APIToken.ID(TicketAPI.Caller.standardToken))
        let token = APIToken(
            id: id, title: "test", prefix: "tgw_", scopes: [.admin], channels: nil, expiresAt: nil, lastUsedAt: nil,
            createdAt: now)
        try await APITokenRepository(database).add(token, hash: Array(id.text.utf8))
    }

    /// Creates a rule and returns it.
    @discardableResult
    func rule(_ fields: JSON, as caller: TicketAPI.Caller = author, sourceLocation: SourceLocation = #_sourceLocation)
        async throws -> JSON
    {
        let made = try await api.call(.post, Self.rules, body: fields, as: caller, sourceLocation: sourceLocation)
        #expect(made.status == 201, "\(made.json.text)", sourceLocation: sourceLocation)
        return made.json
    }

    /// Passes all new events to the rules.
    func dispatch() async throws { try await dispatcher.dispatchDue() }

    /// Runs all due jobs, and returns their number.
    @discardableResult
    func work() async throws -> Int {
        try await JobWorker(
            database: api.database, handlers: JobHandlers(only: RuleRunHandler(environment: api.rules, random: { 0 })),
            clock: clock,
            identifiers: UUIDv7Source(), random: { 0 }, logger: Logger(label: "test")
        ).runDue()
    }

    /// Dispatches events and runs jobs until nothing is due.
    func settle() async throws {
        repeat { try await dispatch() } while try await work() > 0
    }

    /// Advances the clock, and does everything that is due then.
    func settle(after wait: Duration) async throws {
        clock.advance(by: wait)
        try await settle()
    }

    /// The runs of a rule, newest first.
    func runs(_ rule: String) async throws -> [JSON] {
        try await api.call(.get, "\(Self.rules)/\(rule)/runs", as: Self.author).json["data"]?.arrayValue ?? []
    }

    /// The texts of a ticket's comments.
    func comments(_ key: String = "1", in channel: String = "demo") async throws -> [String] {
        let path = "/api/v1/channels/\(channel)/tickets/\(key)/comments"
        return try await api.call(.get, path, as: .trusted).each("body").compactMap(\.stringValue)
    }

    func ticket(_ key: String = "1", in channel: String = "demo") async throws -> JSON {
        try await api.call(.get, "/api/v1/channels/\(channel)/tickets/\(key)", as: .trusted).json
    }

    /// The keys of a channel's tickets, oldest first.
    func keys(_ channel: String) async throws -> [String] {
        try await api.call(.get, "/api/v1/channels/\(channel)/tickets?sort=created_at", as: .trusted).each("key")
            .compactMap(\.stringValue)
    }

    /// Changes a ticket through the API.
    func change(_ fields: JSON, _ key: String = "1", in channel: String = "demo") async throws {
        let answer = try await api.call(
            .patch, "/api/v1/channels/\(channel)/tickets/\(key)", body: fields, as: .trusted)
        #expect(answer.status == 200, "\(answer.json.text)")
    }

    /// Adds a comment through the API.
    func comment(_ text: String, _ key: String = "1", in channel: String = "demo") async throws {
        let path = "/api/v1/channels/\(channel)/tickets/\(key)/comments"
        #expect(try await api.call(.post, path, body: ["body": .string(text)], as: .trusted).status == 201)
    }

    /// The events of a type, oldest first.
    func events(_ type: String) async throws -> [JSON] {
        try await api.call(.get, "/api/v1/events?type=\(type)&sort=occurred_at&limit=200", as: .admin).json["data"]?
            .arrayValue ?? []
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
