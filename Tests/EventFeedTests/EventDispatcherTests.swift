import EventFeed
import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct EventDispatcherTests {
    @Test func `events before a consumer existed are not passed to it, later ones are`() async throws {
        try await MirrorFixture.run { fixture in
            let consumer = RecordingConsumer()
            let dispatcher = fixture.dispatcher(consumer)
            try await EventRepository(fixture.database).insert([fixture.event()])
            #expect(try await dispatcher.dispatchDue() == 0)
            let new = fixture.event()
            try await EventRepository(fixture.database).insert([new])
            #expect(try await dispatcher.dispatchDue() == 1)
            #expect(try await dispatcher.dispatchDue() == 0)
            #expect(consumer.seen == [new.id])
        }
    }

    @Test func `events without any possible effect are skipped, later ones are not`() async throws {
        try await MirrorFixture.run { fixture in
            let consumer = RecordingConsumer()
            let dispatcher = fixture.dispatcher(consumer)
            try await dispatcher.dispatchDue()
            consumer.needs(false)
            try await EventRepository(fixture.database).insert([fixture.event()])
            #expect(try await dispatcher.dispatchDue() == 0)
            #expect(try await dispatcher.dispatchDue() == 0)
            consumer.needs(true)
            let new = fixture.event()
            try await EventRepository(fixture.database).insert([new])
            #expect(try await dispatcher.dispatchDue() == 1)
            #expect(consumer.seen == [new.id])
        }
    }

    @Test func `a consumer that begins to need events while they are skipped gets those that follow`() async throws {
        try await MirrorFixture.run { fixture in
            let consumer = RecordingConsumer()
            let dispatcher = fixture.dispatcher(consumer)
            try await dispatcher.dispatchDue()
            let event = fixture.event()
            // Right after the check that found no consumer that needs events.
            consumer.needs(false) {
                try await EventRepository(fixture.database).insert([event])
                consumer.needs(true)
            }
            // The event is newer than the reading transaction.
            #expect(try await dispatcher.dispatchDue() == 0)
            #expect(try await dispatcher.dispatchDue() == 1)
            #expect(consumer.seen == [event.id])
        }
    }

    @Test func `events whose consumer fails are delivered again, and nothing of the failure is stored`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.database.run("CREATE TABLE noted (event uuid)")
            let consumer = RecordingConsumer(failures: 1)
            let dispatcher = fixture.dispatcher(consumer)
            try await dispatcher.dispatchDue()
            let event = fixture.event()
            try await EventRepository(fixture.database).insert([event])
            await #expect(throws: RecordingConsumer.Failure.self) { try await dispatcher.dispatchDue() }
            #expect(try await fixture.database.run("SELECT FROM noted").isEmpty)
            #expect(try await dispatcher.dispatchDue() == 1)
            #expect(try await fixture.database.run("SELECT FROM noted WHERE event = \(event.id)").count == 1)
        }
    }

    @Test func `of several dispatchers one hands on each event, as soon as it is there`() async throws {
        try await MirrorFixture.run { fixture in
            let consumer = RecordingConsumer()
            let dispatchers = [
                fixture.dispatcher(consumer), fixture.dispatcher(consumer), fixture.dispatcher(consumer),
            ]
            try await dispatchers[0].dispatchDue()
            let events = (0..<300).map { _ in fixture.event() }
            await withTaskGroup { group in
                for dispatcher in dispatchers { group.addTask { await dispatcher.run() } }
                for chunk in stride(from: 0, to: 300, by: 30) {
                    group.addTask {
                        try? await EventRepository(fixture.database).insert(Array(events[chunk..<chunk + 30]))
                    }
                }
                await consumer.wait(for: 300)
                group.cancelAll()
            }
            #expect(consumer.seen.count == 300)
            #expect(Set(consumer.seen) == Set(events.map(\.id)))
        }
    }
}

extension MirrorFixture {
    fileprivate func dispatcher(_ consumer: any EventConsumer) -> EventDispatcher {
        EventDispatcher(database: database, consumers: [consumer], logger: Logger(label: "test"))
    }
}

/// Records its events; fails a few times first, if requested.
private final class RecordingConsumer: EventConsumer {
    struct Failure: Error {}

    let name = "recording"
    private let state: Mutex<(seen: [Event.ID], failures: Int)>
    private let need = Mutex<(isNeeded: Bool, afterwards: (@Sendable () async throws -> Void)?)>((true, nil))
    private let arrivals: AsyncStream<Int>
    private let arrived: AsyncStream<Int>.Continuation

    init(failures: Int = 0) {
        state = Mutex((seen: [], failures: failures))
        (arrivals, arrived) = AsyncStream.makeStream()
    }

    var seen: [Event.ID] { state.withLock { $0.seen } }

    /// Whether events are needed.
    /// - Parameter afterwards: Runs once, after the check.
    func needs(_ isNeeded: Bool, afterwards: (@Sendable () async throws -> Void)? = nil) {
        need.withLock { $0 = (isNeeded, afterwards) }
    }

    func isNeeded(_ executor: any SQLExecutor) async throws -> Bool {
        let (isNeeded, afterwards) = need.withLock { need in
            defer { need.afterwards = nil }
            return need
        }
        try await afterwards?()
        return isNeeded
    }

    func take(_ events: [FeedEvent], in transaction: Transaction) async throws -> Bool {
        let isNoting = try await transaction.run("SELECT to_regclass('noted') IS NOT NULL AS noting").first?.decode(
            0, as: Bool.self)
        if isNoting == true {
            for event in events { try await transaction.run("INSERT INTO noted (event) VALUES (\(event.event.id))") }
        }
        let count = try state.withLock { state throws(Failure) in
            if state.failures > 0 {
                state.failures -= 1
                throw Failure()
            }
            state.seen += events.map(\.event.id)
            return state.seen.count
        }
        arrived.yield(count)
        return isNoting == true
    }

    func wait(for count: Int) async {
        for await arrival in arrivals where arrival >= count { return }
    }
}
