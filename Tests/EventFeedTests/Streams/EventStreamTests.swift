import EventFeed
import HTTPKit
import Logging
import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct EventStreamTests {
    @Test func `a reader receives events after it connected, in any process`() async throws {
        try await StreamFixture.run { fixture in
            let old = try await fixture.write()
            try await StreamReader().read(try await fixture.open()) { items in
                #expect(await items.next() == .begin(old[0]))
                let new = try await fixture.write(3)
                #expect(await items.events(3) == new)
            }
        }
    }

    @Test func `a reader that reconnects gets missed events over many pages, and continues`() async throws {
        var policy = EventStreamPolicy(heartbeat: .seconds(3600), recheck: .seconds(3600))
        policy.pageSize = 7
        try await StreamFixture.run(policy) { fixture in
            let ids = try await fixture.write(40)
            try await StreamReader().read(try await fixture.open(after: ids[2])) { items in
                #expect(await items.events(37) == Array(ids[3...]))
                let more = try await fixture.write(2)
                #expect(await items.events(2) == more)
            }
            // From the very beginning.
            try await StreamReader().read(try await fixture.open(after: FeedPosition.beginning.event)) { items in
                #expect(await items.events(40) == ids)
            }
        }
    }

    @Test func `a stream that catches up renders no more at a time than it may buffer, and misses nothing`()
        async throws
    {
        try await StreamFixture.run { fixture in
            let ids = try await fixture.write(40)
            let rendered = RenderCounter()
            var policy = EventStreamPolicy(heartbeat: .seconds(3600), recheck: .seconds(3600))
            (policy.pageSize, policy.pageBytes) = (7, 1)
            let service = EventStreamService(
                database: fixture.mirror.database, policy: policy, clock: SystemClock(), logger: Logger(label: "test")
            ) { _ in rendered.count() }
            let other = StreamFixture(mirror: fixture.mirror, service: service, authenticator: fixture.authenticator)
            try await StreamReader().read(try await other.open(after: FeedPosition.beginning.event)) { items in
                #expect(await items.events(40) == ids)
            }
            #expect(rendered.total == 40)
        }
    }

    @Test func `events that a stream's filter excludes are not rendered while it catches up`() async throws {
        try await StreamFixture.run { fixture in
            try await fixture.write(30)
            let closed = try await fixture.write { $0.type = .ticketClosed }
            let rendered = RenderCounter()
            let service = EventStreamService(
                database: fixture.mirror.database, policy: EventStreamPolicy(), clock: SystemClock(),
                logger: Logger(label: "test")
            ) { _ in rendered.count() }
            let other = StreamFixture(mirror: fixture.mirror, service: service, authenticator: fixture.authenticator)
            var filter = EventStreamFilter()
            filter.types = [.ticketClosed]
            try await StreamReader().read(try await other.open(after: FeedPosition.beginning.event, filter: filter)) {
                items in
                #expect(await items.events(1) == closed)
            }
            #expect(rendered.total == 1)
        }
    }

    @Test func `readers that connect and disconnect during many writes miss nothing and see nothing twice`()
        async throws
    {
        var policy = EventStreamPolicy(heartbeat: .seconds(3600), recheck: .seconds(3600))
        policy.pageSize = 5
        try await StreamFixture.run(policy) { fixture in
            let (writers, each) = (6, 30)
            let total = 2 * writers * each
            let first = try await fixture.write()[0]
            try await withThrowingTaskGroup(of: [Event.ID].self) { group in
                for _ in 0..<writers {
                    group.addTask {
                        for _ in 0..<each {
                            try await fixture.mirror.database.transaction { transaction in
                                try await EventRepository(transaction).insert([
                                    fixture.mirror.event(), fixture.mirror.event(),
                                ])
                                try await transaction.run("SELECT pg_sleep(random() * 0.005)")
                            }
                        }
                        return []
                    }
                }
                // One reader stays; several disconnect after a few events and resume from the last one.
                group.addTask {
                    try await StreamReader().read(try await fixture.open(after: first)) { await $0.events(total) }
                }
                for seed in 1...4 {
                    group.addTask {
                        var seen: [Event.ID] = []
                        var state = seed
                        while seen.count < total {
                            state = state &* 1_103_515_245 &+ 12_345
                            let count = min(total - seen.count, 1 + abs(state / 65_536) % 23)
                            let stream = try await fixture.open(after: seen.last ?? first)
                            seen += try await StreamReader().read(stream) { await $0.events(count) }
                        }
                        return seen
                    }
                }
                let stored = total + 1
                var readers: [[Event.ID]] = []
                for try await seen in group where !seen.isEmpty { readers.append(seen) }
                #expect(readers.count == 5)
                let count = try await fixture.mirror.database.run("SELECT count(*) FROM event").first?.decode(
                    0, as: Int.self)
                #expect(count == stored)
                let order = try await EventFeedRepository(fixture.mirror.database).events(
                    after: .beginning, limit: stored
                ).events
                for seen in readers { #expect(seen == order.dropFirst().map(\.event.id)) }
            }
        }
    }

    @Test func `a reader that is too slow is disconnected with the reason, and blocks nobody`() async throws {
        let policy = EventStreamPolicy(heartbeat: .seconds(3600), buffer: 40, recheck: .seconds(3600))
        try await StreamFixture.run(policy) { fixture in
            let (gate, open) = AsyncStream.makeStream(of: Void.self)
            let slow = StreamReader(gate: gate)
            let slowStream = try await fixture.open()
            try await StreamReader().read(try await fixture.open()) { items in
                async let reading: Void = slowStream.run(slow)
                var slowItems = slow.items.makeAsyncIterator()
                _ = await slowItems.next()
                for _ in 0..<10 {
                    let ids = try await fixture.write(20)
                    #expect(await items.events(20) == ids)
                }
                #expect(fixture.service.statistics.ended[.slowReader] == 1)
                open.finish()
                try await reading
                var last: StreamReader.Item?
                while last != .end(.slowReader) { last = await slowItems.next() }
            }
            #expect(fixture.service.statistics.ended[.slowReader] == 1)
        }
    }

    @Test func `a reader sees the events that it selected and may see, and no others`() async throws {
        try await StreamFixture.run { fixture in
            let other = try await MirrorFixture.makeChannel("other", in: fixture.mirror.database)
            var filter = EventStreamFilter()
            filter.types = [.ticketClosed]
            let streams = [
                try await fixture.open(channels: ["demo"], confidential: false),
                try await fixture.open(channels: ["other"]),
                try await fixture.open(filter: filter), try await fixture.open(channels: []),
            ]
            let elsewhere = try await fixture.write { $0.channelID = other.id }
            let secret = try await fixture.write { $0.confidential = true }
            let closed = try await fixture.write { $0.type = .ticketClosed }
            let plain = try await fixture.write()
            for (stream, expected) in zip(streams, [closed + plain, elsewhere, closed, []]) {
                try await StreamReader().read(stream) { #expect(await $0.events(expected.count) == expected) }
            }
            #expect(secret.count == 1)
            filter = EventStreamFilter()
            filter.channels = ["other"]
            let missed = try await fixture.open(after: FeedPosition.beginning.event, filter: filter)
            try await StreamReader().read(missed) { #expect(await $0.events(1) == elsewhere) }
        }
    }

    @Test func `a silent stream sends heartbeats, which contain its position`() async throws {
        let policy = EventStreamPolicy(heartbeat: .milliseconds(20), recheck: .seconds(3600))
        try await StreamFixture.run(policy) { fixture in
            var filter = EventStreamFilter()
            filter.types = [.ticketClosed]
            try await StreamReader().read(try await fixture.open(channels: ["demo"], filter: filter)) { items in
                #expect(await items.next() == .begin(nil))
                #expect(await items.next() == .heartbeat(nil))
                let seen = try await fixture.write()[0]
                try await fixture.write { $0.channelID = nil }
                // Events that the reader may not see do not move its position.
                while let item = await items.next(), item != .heartbeat(seen) { #expect(item == .heartbeat(nil)) }
            }
        }
    }

    @Test func `an unknown or invisible event is not a position to resume from`() async throws {
        try await StreamFixture.run { fixture in
            let id = try await fixture.write()[0]
            for (last, channels) in [(fixture.mirror.identifiers.next(Event.self), nil), (id, Set(["other"]))] {
                let problem = await #expect(throws: Failure.self) {
                    try await fixture.open(after: last, channels: channels)
                }
                #expect(problem?.code == .lastEventUnknown)
            }
            #expect(fixture.service.statistics.open[.events] == 0)
        }
    }

    @Test func `the number of streams is limited, and slots are returned`() async throws {
        let policy = EventStreamPolicy(maximumStreams: 2, heartbeat: .seconds(3600), recheck: .seconds(3600))
        try await StreamFixture.run(policy) { fixture in
            var streams = [try await fixture.open(), try await fixture.open()]
            let problem = await #expect(throws: Failure.self) { try await fixture.open() }
            #expect(problem?.code == .tooManyStreams)
            streams.removeLast()
            #expect(fixture.service.statistics.open[.events] == 1)
            streams.append(try await fixture.open())
            #expect(fixture.service.statistics.open[.events] == 2)
        }
    }

    @Test func `a stopping process ends its streams and opens none`() async throws {
        try await StreamFixture.run { fixture in
            try await StreamReader().read(try await fixture.open()) { items in
                _ = await items.next()
                fixture.service.stop()
                #expect(await items.next() == .end(.stopping))
            }
            let problem = await #expect(throws: Failure.self) { try await fixture.open() }
            #expect(problem?.code == .serverStopping)
        }
    }

    @Test func `the follower reads nothing while nobody listens`() async throws {
        try await StreamFixture.run { fixture in
            try await fixture.write(3)
            #expect(fixture.service.statistics.events == 0)
            try await StreamReader().read(try await fixture.open()) { items in
                try await fixture.write(2)
                #expect(await items.events(2).count == 2)
            }
            try await fixture.write(3)
            try await StreamReader().read(try await fixture.open()) { items in
                try await fixture.write(2)
                #expect(await items.events(2).count == 2)
            }
            #expect(fixture.service.statistics.events == 4)
        }
    }
}

/// Counts the documents that were created.
private final class RenderCounter: Sendable {
    private let number = Atomic(0)
    var total: Int { number.load(ordering: .relaxed) }

    func count() -> [UInt8] {
        number.wrappingAdd(1, ordering: .relaxed)
        return Array("{}".utf8)
    }
}
