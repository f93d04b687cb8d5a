import HTTPKit
import HTTPTypes
import Models
import OpenAPISupport
import Postgres
import Primitives
import Repositories
import Resources
import Routes
import Services
import TestSupport
import Testing
import TrackerKit
import TrackerLocal

/// The verbs of tickets on a fresh database with a channel `demo` of the local tracker; every answer is held to
/// `openapi.yaml`.
struct TicketAPI: Sendable {
    /// Who calls in a test.
    struct Caller: Sendable {
        var scopes: Set<Scope>
        var channels: Set<String>?

        /// Which token it is.
        var token = standardToken

        /// The token of most tests.
        static let standardToken = "01900000-0000-7000-8000-000000000001"
        /// Another one.
        static let otherToken = "01900000-0000-7000-8000-000000000002"
        static let stranger = Caller(scopes: [.ticketsRead, .ticketsWrite], token: otherToken)
        static let writer = Caller(scopes: [.ticketsRead, .ticketsWrite])
        static let trusted = Caller(scopes: [.ticketsRead, .ticketsWrite, .ticketsConfidential])
        static let admin = Caller(scopes: [.admin])
        static func bound(to channels: Set<String>) -> Caller {
            Caller(scopes: [.ticketsRead, .ticketsWrite], channels: channels)
        }
    }

    /// An answer.
    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var bytes: [UInt8]
        var json: JSON

        /// A member of the answer's object.
        subscript(name: String) -> JSON? { json[name] }
        /// The identifiers, keys or whatever a list's elements have.
        func each(_ name: String) -> [JSON] { (json["data"]?.arrayValue ?? []).compactMap { $0[name] } }
        /// The cursor of the next page.
        var next: String? { json["page"]?["next"]?.stringValue }
        /// Where the errors point.
        var pointers: [String] { (json["errors"]?.arrayValue ?? []).compactMap { $0["pointer"]?.stringValue }.sorted() }
    }

    let database: PostgresClient
    let environment: TicketEnvironment
    let rules: RuleEnvironment
    let channel: Channel
    let clock: any WallClock
    private let router: Router
    private let checker: ContractChecker

    /// - Parameter driver: what to make of the local tracker's driver, for tests of its troubles.
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
        var table = RouteTable()
        let queue = JobQueue(clock: clock, identifiers: identifiers)
        let operations = OperationService(environment: environment, queue: queue)
        var rules = RuleEnvironment(tickets: environment, queue: queue, documents: .showing(registry), bodies: .ofCalls)
        rules.templateExists = TemplateService(environment).exists(_:context:)
        self.rules = rules
        table.add(TicketResources(environment: environment, registry: registry, operations: operations))
        let ruleService = RuleService(environment: rules)
        table.add(RuleResource(service: ruleService), RuleRunResource(service: ruleService))
        var router = Router(middleware: [ProblemMiddleware()], onError: { error, _ in Issue.record("\(error)") })
        for route in table.routes { router.on(route.method, route.pattern, use: route.handler) }
        self.router = router
        checker = ContractChecker(document: try OpenAPIDocument.ofProject())
    }

    /// Makes a channel and lets its tracker know of the project, as the making of a channel does.
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

    /// Calls, and holds the answer to the document.
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

    /// Makes a ticket and answers it.
    @discardableResult
    func ticket(_ fields: JSON = ["title": "Title"], channel: String = "demo", as caller: Caller = .trusted)
        async throws -> JSON
    {
        let made = try await call(.post, "/api/v1/channels/\(channel)/tickets", fields, as: caller)
        #expect(made.status == 201, "\(made.json.text)")
        return made.json
    }
}

/// For trackers that call nobody.
struct NoUpstreams: UpstreamFactory {
    func makeUpstream(for connection: Connection, policy: UpstreamPolicy) -> any Upstream { Nowhere() }

    private struct Nowhere: Upstream {
        var budget: UpstreamBudget { UpstreamBudget() }
        func send(_ request: ClientRequest) async throws -> ClientResponse { throw TransportError(.connect) }
    }
}

/// Answers failures as the gateway's pipeline does; what nobody foresaw goes on to the router.
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
