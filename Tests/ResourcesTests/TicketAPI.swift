import APIContract
import Connections
import Documents
import EventFeed
import Gateway
import HTTPKit
import HTTPTypes
import JobQueue
import Models
import OpenAPISupport
import Postgres
import Primitives
import Repositories
import Resources
import Rules
import ServiceKit
import TestSupport
import Testing
import Tickets
import TrackerKit
import TrackerLocal

/// The API's ticket and rule routes on a new database, with a channel `demo` on the local tracker. Every response is
/// validated against `openapi.yaml`.
struct TicketAPI: Sendable {
    /// A caller and its rights.
    struct Caller: Sendable {
        var scopes: Set<Scope>
        var channels: Set<String>?

        /// The ID of the caller's API token.
        var token = standardToken

        /// The ID of the token used in most tests.
        static let standardToken = "01900000-0000-7000-8000-000000000001"
        static let otherToken = "01900000-0000-7000-8000-000000000002"
        static let stranger = Caller(scopes: [.ticketsRead, .ticketsWrite], token: otherToken)
        static let writer = Caller(scopes: [.ticketsRead, .ticketsWrite])
        static let trusted = Caller(scopes: [.ticketsRead, .ticketsWrite, .ticketsConfidential])
        static let admin = Caller(scopes: [.admin])
        static func bound(to channels: Set<String>) -> Caller {
            Caller(scopes: [.ticketsRead, .ticketsWrite], channels: channels)
        }
    }

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var bytes: [UInt8]
        var json: JSON

        /// A member of the response's JSON object.
        subscript(name: String) -> JSON? { json[name] }
        /// The values of a member, such as `id`, in the elements of a list.
        func each(_ name: String) -> [JSON] { (json["data"]?.arrayValue ?? []).compactMap { $0[name] } }
        /// The cursor of the next page.
        var next: String? { json["page"]?["next"]?.stringValue }
        /// The sorted pointers of the errors.
        var pointers: [String] { (json["errors"]?.arrayValue ?? []).compactMap { $0["pointer"]?.stringValue }.sorted() }
    }

    let database: PostgresClient
    let environment: TicketEnvironment
    let rules: RuleEnvironment
    let channel: Channel
    let clock: any WallClock
    private let router: Router
    private let checker: ContractChecker

    /// - Parameter driver: Wraps the local tracker's driver, to inject faults.
    static func run(
        driver: @Sendable (LocalDriver) -> any TrackerDriver = { $0 }, clock: any WallClock = SystemClock(),
        _ body: @Sendable (TicketAPI) async throws -> Void
    ) async throws {
        try await TestDatabase.withDatabase { database in
            let local = LocalDriver(database: database, identifiers: UUIDv7Source())
            try await body(try await TicketAPI(database, driver: driver(local), clock: clock))
        }
    }

    private init(_ database: PostgresClient, driver: any TrackerDriver, clock: any WallClock) async throws {
        let registry = TrackerRegistry([driver])
        guard let key = SecretVault.Key(id: "k", bytes: Array(repeating: 7, count: SecretVault.keyLength)) else {
            throw CancellationError()
        }
        let identifiers = UUIDv7Source()
        let provider = TrackerProvider(
            registry: registry, reader: database.reader, vault: SecretVault(current: key), upstreams: NoUpstreams(),
            clock: clock)
        let audit = AuditLog(clock: clock, identifiers: identifiers)
        self.database = database
        self.clock = clock
        environment = TicketEnvironment(
            database: database, provider: provider, audit: audit, identifiers: identifiers, clock: clock)
        channel = try await Self.makeChannel("demo", driver.kind, in: database, provider)
        var table = HandlerTable()
        let queue = JobQueue(clock: clock, identifiers: identifiers)
        let operations = OperationService(environment: environment, queue: queue)
        let documents = EventDocument(tickets: TicketDocument(capabilities: registry.capabilitiesByKind))
        rules = RuleEnvironment(tickets: environment, queue: queue, documents: documents)
        table.add(TicketResources(environment: environment, registry: registry, operations: operations))
        let ruleService = RuleService(environment: rules)
        table.add(RuleResource(service: ruleService), runs: RuleRunResource(service: ruleService))
        var router = Router(middleware: [ProblemMiddleware()], onError: { error, _ in Issue.record("\(error)") })
        for (endpoint, handler) in table.entries { router.on(endpoint.route.method, endpoint.route.path, use: handler) }
        self.router = router
        checker = ContractChecker(document: try OpenAPIDocument.ofProject())
    }

    /// Creates a channel and, like the API, its project at the local tracker.
    @discardableResult
    static func makeChannel(
        _ slug: String, _ tracker: TrackerKind, in database: PostgresClient, _ provider: TrackerProvider
    ) async throws -> Channel {
        let ids = UUIDv7Source(), now = Timestamp.now
        let connection = Connection(
            id: ids.next(), slug: "\(slug)-connection", title: "", tracker: tracker, baseURL: nil, at: now)
        let channel = Channel(id: ids.next(), slug: slug, title: slug, connection: connection, path: slug, at: now)
        try await database.transaction { transaction in
            _ = try await ConnectionRepository(transaction).insert(connection)
            try await ChannelRepository(transaction).insert(channel)
        }
        _ = try await provider.tracker(for: channel).project(channel.path)
        return channel
    }

    /// Sends a request, and validates the response against `openapi.yaml`.
    func call(
        _ method: HTTPRequest.Method, _ target: String, _ body: JSON? = nil, as caller: Caller = .writer,
        headers: [String: String] = [:],
        bytes: [UInt8]? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        var fields: HTTPFields = body == nil ? [:] : [.contentType: "application/json"]
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        var request = Request.test(method, target, headers: fields, body: bytes ?? body?.serialized() ?? [])
        request.principal = Principal(
            kind: .token, id: caller.token, name: "test", scopes: caller.scopes, channels: caller.channels)
        var response = await router.respond(to: request)
        if let name = HTTPField.Name("X-Request-Id") { response.headers[name] = "test-request" }
        let bytes = try await response.body.collect()
        let seen = ObservedResponse(
            method: method.rawValue, path: target, status: response.status.code,
            headers: response.headers.map { ($0.name.canonicalName, $0.value) }, body: bytes)
        let mismatches = checker.mismatches(seen)
        #expect(mismatches.isEmpty, "\(String(decoding: bytes, as: UTF8.self))", sourceLocation: sourceLocation)
        return Answer(
            status: response.status.code, headers: response.headers, bytes: bytes,
            json: (try? JSON(parsing: bytes)) ?? .null)
    }

    /// Creates a ticket and returns it.
    @discardableResult
    func ticket(_ fields: JSON = ["title": "Title"], channel: String = "demo", as caller: Caller = .trusted)
        async throws -> JSON
    {
        let made = try await call(.post, "/api/v1/channels/\(channel)/tickets", fields, as: caller)
        #expect(made.status == 201, "\(made.json.text)")
        return made.json
    }
}

/// Upstreams whose calls fail, for trackers that make no outgoing calls.
struct NoUpstreams: UpstreamFactory {
    func makeUpstream(for connection: Connection, policy: UpstreamPolicy) -> any Upstream { Nowhere() }

    private struct Nowhere: Upstream {
        var budget: UpstreamBudget { UpstreamBudget() }
        func send(_ request: ClientRequest) async throws -> ClientResponse { throw TransportError(.connect) }
    }
}

/// Converts failures to problem details like the gateway's pipeline. Unexpected errors are passed on to the router.
private struct ProblemMiddleware: Middleware {
    func respond(to request: Request, next: Handler) async throws -> Response {
        do {
            return try await next(request)
        } catch {
            guard let problem = Problem.known(for: error) else { throw error }
            return problem.response(requestID: request.id, timestamp: .now)
        }
    }
}
