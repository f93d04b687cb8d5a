import HTTPKit
import Logging
import Models
import Postgres
import Primitives
import Repositories
import Services
import Synchronization
import Testing

/// A database with a channel, a process that serves streams of its events, and readers.
struct StreamFixture: Sendable {
    let mirror: MirrorFixture
    let service: EventStreamService

    /// Runs a test. Callers are not asked for again, and nothing is silent for long enough to need a sign of life, unless the policy says so.
    static func run(
        _ policy: EventStreamPolicy = EventStreamPolicy(heartbeat: .seconds(3600), recheck: .seconds(3600)),
        _ body: @escaping @Sendable (StreamFixture) async throws -> Void
    ) async throws {
        try await MirrorFixture.run { mirror in
            let fixture = StreamFixture(mirror: mirror, service: service(policy, mirror))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await fixture.service.run() }
                try await body(fixture)
                group.cancelAll()
            }
        }
    }

    /// Another process on the same database.
    static func service(_ policy: EventStreamPolicy, _ mirror: MirrorFixture) -> EventStreamService {
        EventStreamService(database: mirror.database, policy: policy, clock: SystemClock(), logger: Logger(label: "test")) { event in
            Array(#"{"id":"\#(event.event.id.text)"}"#.utf8)
        }
    }

    /// Lets a reader in.
    func open(
        after last: Event.ID? = nil, channels: Set<String>? = nil, confidential: Bool = true,
        filter: EventStreamFilter = EventStreamFilter()
    ) async throws -> EventStream {
        var scopes: Set<Scope> = [.ticketsRead]
        if confidential { scopes.insert(.ticketsConfidential) }
        let caller = Principal(kind: .client, id: "c", name: "c", scopes: scopes, channels: channels)
        let authenticator = Authenticator(
            database: mirror.database, issuer: await TokenIssuer(secret: "no secret at all, but long enough", clock: SystemClock()),
            times: AccessTimes(), clock: SystemClock())
        return try await service.open(
            .events, filter: filter, after: last, context: CallContext(principal: caller, requestID: "r"),
            standing: CallerStanding(credential: "none", authenticator: authenticator))
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

/// What a reader of a test got, one after the other.
struct StreamReader: EventStream.Sink {
    enum Item: Sendable, Equatable {
        case begin(Event.ID?)
        case event(Event.ID)
        case heartbeat(Event.ID?)
        case end(EventStreamEnd)
    }

    let items: AsyncStream<Item>
    private let continuation: AsyncStream<Item>.Continuation
    /// Holds the reader up until it is finished.
    private let gate: AsyncStream<Void>?

    init(gate: AsyncStream<Void>? = nil) {
        (items, continuation) = AsyncStream.makeStream()
        self.gate = gate
    }

    func begin(_ event: Event.ID?) async throws { continuation.yield(.begin(event)) }

    func send(_ event: StreamedEvent) async throws {
        if let gate { for await _ in gate {} }
        continuation.yield(.event(event.place.event))
    }

    func heartbeat(_ event: Event.ID?) async throws { continuation.yield(.heartbeat(event)) }
    func end(_ reason: EventStreamEnd) async throws { continuation.yield(.end(reason)) }

    /// Reads a stream while the closure looks at what comes, and leaves then.
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
    /// The next events, so many of them; whatever else comes is passed over.
    mutating func events(_ count: Int) async -> [Event.ID] {
        var ids: [Event.ID] = []
        while ids.count < count, let item = await next() {
            if case .event(let id) = item { ids.append(id) }
        }
        return ids
    }
}
