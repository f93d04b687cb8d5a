package import Documents
package import HTTPKit
package import HTTPTypes
package import JobQueue
package import Models
package import OutgoingWebhooks
package import Postgres
package import Primitives
package import PrimitivesTestSupport
package import Repositories
package import ServiceKit
import Synchronization
import TestSupport
import Testing

/// Records requests, and responds as a test specifies.
package final class ScriptedReceiver: HTTPTransport {
    package struct Call: Sendable {
        package let at: Timestamp
        package let request: ClientRequest

        package var id: String { field("webhook-id") }
        package func field(_ name: String) -> String { HTTPField.Name(name).flatMap { request.headers[$0] } ?? "" }
        package var host: String { String(request.url.dropFirst("https://".count).prefix { $0 != "/" }) }
    }

    package typealias Script = @Sendable (Call) async throws -> ClientResponse

    private let clock: ManualClock
    private let script = Mutex<Script>({ _ in ClientResponse(status: 204) })
    private let seen = Mutex<[Call]>([])

    package init(_ clock: ManualClock) { self.clock = clock }

    package var calls: [Call] { seen.withLock { $0 } }

    package func answers(_ body: @escaping Script) { script.withLock { $0 = body } }

    /// Sets the status of all following responses.
    package func answers(_ status: Int, headers: HTTPFields = [:]) {
        answers { _ in ClientResponse(status: status, headers: headers) }
    }

    package func send(_ request: ClientRequest) async throws -> ClientResponse {
        let call = Call(at: clock.now(), request: request)
        seen.withLock { $0.append(call) }
        return try await script.withLock { $0 }(call)
    }
}

/// Rejects URLs that contain `inward`.
package struct ScriptedAddresses: AddressChecking {
    package func objection(to url: String) async -> String? {
        url.contains("inward") ? "the address policy forbids it" : nil
    }
}

/// Subscriptions on their own database, with a manual clock and a scripted receiver.
package struct SubscriptionFixture: Sendable {
    package let database: PostgresClient
    package let clock = ManualClock()
    package let identifiers = UUIDv7Source()
    package let receiver: ScriptedReceiver
    package let service: SubscriptionService
    package let worker: JobWorker

    package static let everything = Principal(
        kind: .token, id: "t", name: "test", scopes: [.rulesAdmin, .ticketsRead, .ticketsConfidential])
    package static let context = CallContext(principal: everything, requestID: "request")

    package static func run(_ body: (SubscriptionFixture) async throws -> Void) async throws {
        try await TestDatabase.withDatabase { try await body(try SubscriptionFixture($0)) }
    }

    package static func vault() throws -> SecretVault {
        SecretVault(
            current: try #require(SecretVault.Key(id: "k", bytes: Array(repeating: 7, count: SecretVault.keyLength))))
    }

    package init(_ database: PostgresClient) throws {
        self.database = database
        receiver = ScriptedReceiver(clock)
        service = try Self.service(database, transport: receiver, clock: clock, identifiers: identifiers)
        worker = JobWorker(
            database: database,
            handlers: JobHandlers(
                only: OutgoingDeliveryHandler(
                    service: service, database: database, observer: NoSubscriptionObserver(), random: { 0.5 })
            ), clock: clock, identifiers: identifiers, random: { 0.5 }, logger: TestServer.silentLogger)
    }

    package static func service(
        _ database: PostgresClient, transport: any HTTPTransport, clock: any WallClock,
        identifiers: any IdentifierSource
    ) throws -> SubscriptionService {
        let (vault, policy) = (try vault(), SubscriptionPolicy())
        return SubscriptionService(
            database: database, vault: vault, addresses: ScriptedAddresses(),
            sender: WebhookSender(
                transport: transport, vault: vault, policy: policy, clock: clock, observer: NoSubscriptionObserver()),
            queue: JobQueue(clock: clock, identifiers: identifiers), policy: policy,
            audit: AuditLog(clock: clock, identifiers: identifiers), clock: clock, identifiers: identifiers)
    }

    @discardableResult
    package func subscribe(
        _ slug: String = "ops", as principal: Principal = everything,
        change: (inout SubscriptionDraft) -> Void = { _ in }
    ) async throws -> (subscription: WebhookSubscription, secret: String) {
        var draft = SubscriptionDraft(slug: slug, url: "https://\(slug).example/hook")
        change(&draft)
        return try await service.create(draft, context: CallContext(principal: principal, requestID: "request"))
    }

    /// Makes a subscription send an event.
    @discardableResult
    package func notify(
        _ slug: String = "ops", key: String? = nil, change: (inout SubscriptionService.Notice) -> Void = { _ in }
    ) async throws
        -> SubscriptionService.Notified
    {
        var notice = SubscriptionService.Notice(
            type: "test.happened", occurredAt: clock.now(), data: ["number": 1], channel: nil, isConfidential: false)
        notice.uniqueKey = key
        change(&notice)
        let sent = notice
        return try await database.transaction { try await service.notify(slug, sent, in: $0) }
    }

    /// Performs due jobs and advances the clock to the next due job, until no job is left or the time has passed.
    package func drive(for time: Duration) async throws {
        let end = clock.now() + time
        while true {
            try await worker.runDue()
            guard
                let next = try await database.run("SELECT min(run_at) FROM job").first?.decode(0, as: Timestamp?.self)
                    ?? nil
            else {
                return
            }
            // Jobs of a delayed lane may have an earlier due time.
            let moment = max(next, clock.now() + .seconds(1))
            guard moment <= end else { return clock.set(end) }
            clock.set(moment)
        }
    }

    package func find(_ slug: String = "ops") async throws -> WebhookSubscription {
        try await service.find(slug, context: Self.context)
    }

    /// The deliveries of a subscription, oldest first.
    package func deliveries(of slug: String = "ops", _ filter: (inout OutgoingDeliveryFilter) -> Void = { _ in })
        async throws
        -> [OutgoingDelivery]
    {
        try await service.deliveries(
            of: slug, context: Self.context,
            page: TimePage(order: TimeOrder(.createdAt, descending: false), limit: 100_000), filter: filter
        )
    }

    package func story(of delivery: OutgoingDelivery, _ slug: String = "ops") async throws -> OutgoingDeliveryStory {
        try await service.delivery(delivery.id, of: slug, context: Self.context)
    }

    package func count(_ table: String, where condition: String = "true") async throws -> Int {
        try await database.run("SELECT count(*) FROM \(unsafeSQL: table) WHERE \(unsafeSQL: condition)")[0].decode(0)
    }
}
