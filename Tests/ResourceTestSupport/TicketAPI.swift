import APIContract
package import Connections
import Documents
import EventFeed
import Gateway
import HTTPKit
import HTTPTestSupport
package import HTTPTypes
import JobQueue
package import Models
import OpenAPISupport
package import Postgres
package import Primitives
import Repositories
import Resources
package import Rules
import ServiceKit
import TestSupport
package import Testing
package import Tickets
package import TrackerKit
package import TrackerLocal

/// The API's ticket and rule routes on a new database, with a channel `demo` on the local tracker. Every response is
/// validated against `openapi.yaml`.
package struct TicketAPI: Sendable {
    /// A caller and its rights.
    package struct Caller: Sendable {
        package var scopes: Set<Scope>
        package var channels: Set<String>?

        /// The ID of the caller's API token.
        package var token: String

        package init(scopes: Set<Scope>, channels: Set<String>? = nil, token: String = standardToken) {
            self.scopes = scopes
            self.channels = channels
            self.token = token
        }

        /// The ID of the token used in most tests.
        package static let standardToken = "01900000-0000-7000-8000-000000000001"
        package static let otherToken = "01900000-0000-7000-8000-000000000002"
        package static let stranger = Caller(scopes: [.ticketsRead, .ticketsWrite], token: otherToken)
        package static let writer = Caller(scopes: [.ticketsRead, .ticketsWrite])
        package static let trusted = Caller(scopes: [.ticketsRead, .ticketsWrite, .ticketsConfidential])
        package static let admin = Caller(scopes: [.admin])
        package static func bound(to channels: Set<String>) -> Caller {
            Caller(scopes: [.ticketsRead, .ticketsWrite], channels: channels)
        }
    }

    package struct Answer: Sendable {
        package var status: Int
        package var headers: HTTPFields
        package var bytes: [UInt8]
        package var json: JSON

        /// A member of the response's JSON object.
        package subscript(name: String) -> JSON? { json[name] }
        /// The values of a member, such as `id`, in the elements of a list.
        package func each(_ name: String) -> [JSON] { (json["data"]?.arrayValue ?? []).compactMap { $0[name] } }
        /// The cursor of the next page.
        package var next: String? { json["page"]?["next"]?.stringValue }
        /// The sorted pointers of the errors.
        package var pointers: [String] {
            (json["errors"]?.arrayValue ?? []).compactMap { $0["pointer"]?.stringValue }.sorted()
        }
    }

    package let database: PostgresClient
    package let environment: TicketEnvironment
    package let rules: RuleEnvironment
    package let channel: Channel
    package let clock: any WallClock
    private let router: Router
    private let checker: ContractChecker

    /// - Parameter driver: Wraps the local tracker's driver, to inject faults.
    package static func run(
        driver: @Sendable (LocalDriver) -> any TrackerDriver = { $0 }, clock: any WallClock = SystemClock(),
        _ body: @Sendable (TicketAPI) async throws -> Void
    ) async throws {
        try await TestDatabase.withDatabase { database in
            let local = LocalDriver(database: database, identifiers: UUIDv7Source())
            try await body(try await TicketAPI(database, driver: driver(local), clock: clock))
        }
    }

    private init(_ database: PostgresClient, driver: any TrackerDriver, clock: any WallClock) async throws {
        let registry = try TrackerRegistry([driver])
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
        channel = try await Self.makeChannel("demo", tracker: driver.kind, in: database, provider: provider)
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
    package static func makeChannel(
        _ slug: String, tracker: TrackerKind, in database: PostgresClient, provider: TrackerProvider
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
    package func call(
        _ method: HTTPRequest.Method, _ target: String, body: JSON? = nil, as caller: Caller = .writer,
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
    package func ticket(_ fields: JSON = ["title": "Title"], channel: String = "demo", as caller: Caller = .trusted)
        async throws -> JSON
    {
        let made = try await call(.post, "/api/v1/channels/\(channel)/tickets", body: fields, as: caller)
        #expect(made.status == 201, "\(made.json.text)")
        return made.json
    }
}

/// Upstreams whose calls fail, for trackers that make no outgoing calls.
private struct NoUpstreams: UpstreamFactory {
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
