@testable import EventFeed
import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import Synchronization
import Testing

/// A reader that has seen the end of a stream also finds it counted.
@Suite(.timeLimit(.minutes(2))) struct StreamEndTests {
    /// The ends that were counted.
    private final class Counted: Sendable {
        private let reasons = Mutex<[EventStreamEnd]>([])
        var all: [EventStreamEnd] { reasons.withLock { $0 } }
        func add(_ reason: EventStreamEnd) { reasons.withLock { $0.append(reason) } }
    }

    private static func subscription(_ fixture: StreamFixture, caller: StreamFixture.Caller, counted: Counted)
        -> EventSubscription
    {
        EventSubscription(
            filter: EventStreamFilter(), of: caller.principal,
            recheck: CallerRecheck(credential: caller.credential, authenticator: fixture.authenticator), buffer: 0,
            clock: SystemClock()
        ) { counted.add($0) }
    }

    /// The counter's value when a reader sees the end.
    private static func countedAtEnd(of stream: EventSubscription, _ counted: Counted) async -> (
        EventStreamEnd, [EventStreamEnd]
    ) {
        while true {
            if case .end(let reason) = await stream.next() { return (reason, counted.all) }
        }
    }

    @Test func `a waiting reader sees the end after it was counted once`() async throws {
        try await StreamFixture.run { fixture in
            let caller = try await fixture.caller()
            for _ in 0..<500 {
                let counted = Counted()
                let stream = Self.subscription(fixture, caller: caller, counted: counted)
                async let seen = Self.countedAtEnd(of: stream, counted)
                async let other: Void = stream.end(.accessRevoked)
                stream.end(.stopping)
                await other
                let (reason, atEnd) = await seen
                #expect(atEnd == [reason])
                #expect(counted.all == [reason])
            }
        }
    }

    @Test func `an end counts under the reason that came first, also of a slow reader and of a cancelled one`()
        async throws
    {
        try await StreamFixture.run { fixture in
            try await fixture.write(2)
            let caller = try await fixture.caller()
            let events = try await EventFeedRepository(fixture.mirror.database).events(after: .beginning, limit: 10)
                .events.map {
                    StreamedEvent($0, json: [])
                }
            let counted = Counted()
            let slow = Self.subscription(fixture, caller: caller, counted: counted)
            slow.offer([events[0]])
            slow.offer([events[1]])
            slow.end(.clientGone)
            guard case .over(.slowReader) = slow.turn(of: events[0]) else {
                Issue.record("it goes on")
                return
            }
            #expect(counted.all == [.slowReader])
            let left = Self.subscription(fixture, caller: caller, counted: counted)
            let reading = Task { await left.next() }
            reading.cancel()
            guard case .end(.clientGone) = await reading.value else {
                Issue.record("it goes on")
                return
            }
            #expect(counted.all == [.slowReader, .clientGone])
        }
    }
}
