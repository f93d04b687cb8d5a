import Access
import EventFeed
import HTTPKit
import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing

/// A database with a channel, a process that serves streams of its events, and readers.
struct StreamFixture: Sendable {
    let mirror: MirrorFixture
    let service: EventStreamService
    let authenticator: Authenticator

    /// The reader.
    struct Caller: Sendable {
        var principal: Principal
        var credential: String
    }

    /// Runs a test. Callers are not rechecked, and no stream is silent long enough to need a heartbeat,
    /// unless the policy says so.
    /// - Parameter hearsOfChanges: Whether notifications of changed callers arrive.
    static func run(
        _ policy: EventStreamPolicy = EventStreamPolicy(heartbeat: .seconds(3600), recheck: .seconds(3600)),
        hearsOfChanges: Bool = true,
        _ body: @escaping @Sendable (StreamFixture) async throws -> Void
    ) async throws {
        try await MirrorFixture.run { mirror in
            let authenticator = Authenticator(
                database: mirror.database,
                issuer: await TokenIssuer(secret: "no secret at all, but long enough", clock: SystemClock()),
                times: AccessTimes(memory: policy.recheck), clock: SystemClock())
            let fixture = StreamFixture(mirror: mirror, service: service(policy, mirror), authenticator: authenticator)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await fixture.service.run() }
                if hearsOfChanges {
                    group.addTask { await authenticator.followChanges { fixture.service.callersChanged() } }
                }
                try await body(fixture)
                group.cancelAll()
            }
        }
    }

    /// Another process on the same database.
    static func service(_ policy: EventStreamPolicy, _ mirror: MirrorFixture) -> EventStreamService {
        EventStreamService(
            database: mirror.database, policy: policy, clock: SystemClock(), logger: Logger(label: "test")
        ) { record in
            Array(#"{"id":"\#(record.text(of: .id) ?? "")"}"#.utf8)
        }
    }

    /// Admits a reader; without a caller, one with its own token.
    func open(
        after last: Event.ID? = nil, channels: Set<String>? = nil, confidential: Bool = true,
        filter: EventStreamFilter = EventStreamFilter(), as known: Caller? = nil
    ) async throws -> EventStream {
        let reader = if let known { known } else { try await caller(channels: channels, confidential: confidential) }
        return try await service.open(
            .events, filter: filter, after: last, context: CallContext(principal: reader.principal, requestID: "r"),
            recheck: CallerRecheck(credential: reader.credential, authenticator: authenticator))
    }

    /// The holder of a new token.
    func caller(channels: Set<String>? = nil, confidential: Bool = true) async throws -> Caller {
        let tokens = TokenService(
            database: mirror.database, authenticator: nil,
            audit: AuditLog(clock: SystemClock(), identifiers: mirror.identifiers),
            clock: SystemClock(), identifiers: mirror.identifiers)
        let scopes: Set<Scope> = confidential ? [.ticketsRead, .ticketsConfidential] : [.ticketsRead]
        let made = try await tokens.create(
            .init(title: "reader", scopes: scopes, channels: channels),
            context: CallContext(principal: .system("test"), requestID: "r"))
        let principal = try #require(try await authenticator.authenticate(made.secret))
        return Caller(principal: principal, credential: made.secret)
    }

    /// Takes a caller's token from the database, as another process would.
    func revoke(_ caller: Caller) async throws {
        try await mirror.database.run("DELETE FROM api_token WHERE id::text = \(caller.principal.id)")
    }

    /// Writes events, each in a transaction of its own.
    @discardableResult
    func write(_ count: Int = 1, _ change: (inout Event) -> Void = { _ in }) async throws -> [Event.ID] {
        var ids: [Event.ID] = []
        for _ in 0..<count {
            var event = mirror.event()
            change(&event)
            try await EventRepository(mirror.database).insert([event])
            ids.append(event.id)
        }
        return ids
    }
}

/// The items that a test's reader received, in order.
struct StreamReader: EventStream.Sink {
    enum Item: Sendable, Equatable {
        case begin(Event.ID?)
        case event(Event.ID)
        case heartbeat(Event.ID?)
        case end(EventStreamEnd)
    }

    let items: AsyncStream<Item>
    private let continuation: AsyncStream<Item>.Continuation
    /// Blocks the reader until it is finished.
    private let gate: AsyncStream<Void>?

    init(gate: AsyncStream<Void>? = nil) {
        (items, continuation) = AsyncStream.makeStream()
        self.gate = gate
    }

    func begin(_ event: Event.ID?) async throws { continuation.yield(.begin(event)) }

    func send(_ event: StreamedEvent) async throws {
        if let gate { for await _ in gate {} }
        continuation.yield(.event(event.position.event))
    }

    func heartbeat(_ event: Event.ID?) async throws { continuation.yield(.heartbeat(event)) }
    func end(_ reason: EventStreamEnd) async throws { continuation.yield(.end(reason)) }

    /// Reads a stream while the closure examines the items, then disconnects.
    func read<Value: Sendable>(
        _ stream: EventStream, _ body: @Sendable (inout AsyncStream<Item>.Iterator) async throws -> Value
    ) async throws -> Value {
        async let reading: Void = stream.run(self)
        var iterator = items.makeAsyncIterator()
        do {
            let value = try await body(&iterator)
            stream.leave()
            try await reading
            return value
        } catch {
            stream.leave()
            throw error
        }
    }
}

extension AsyncStream<StreamReader.Item>.Iterator {
    /// The next `count` events; other items are skipped.
    mutating func events(_ count: Int) async -> [Event.ID] {
        var ids: [Event.ID] = []
        while ids.count < count, let item = await next() {
            if case .event(let id) = item { ids.append(id) }
        }
        return ids
    }
}
