@testable import EventFeed
import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import Testing
import TrackerKit

/// Streams reveal nothing about a ticket to readers who may not read it now.
@Suite(.timeLimit(.minutes(2))) struct ConcealedStreamTests {
    private static func secret(age: Int64 = 10) -> Ticket {
        Ticket.made(1, age: age).with { $0.confidential = true }
    }

    @Test func `a reader that reconnects misses what has become confidential, and may resume from it`() async throws {
        try await StreamFixture.run { fixture in
            try await fixture.mirror.store([.made(1), .made(2)])
            let feed = EventFeedRepository(fixture.mirror.database)
            let events = try await feed.events(after: .beginning, limit: 10).events.map(\.event)
            let secret = try #require(events.first { $0.ticketKey == "1" }),
                open = try #require(events.first { $0.ticketKey == "2" })
            try await fixture.mirror.store([Self.secret()])
            let plain = try await fixture.open(after: FeedPosition.beginning.event, confidential: false)
            try await StreamReader().read(plain) { #expect(await $0.events(1) == [open.id]) }
            let trusted = try await fixture.open(after: FeedPosition.beginning.event)
            try await StreamReader().read(trusted) { #expect(await $0.events(3).prefix(2).contains(secret.id)) }
            _ = try await fixture.open(after: secret.id, confidential: false)
        }
    }

    @Test func `pending events are not sent to a reader if their ticket becomes confidential`() async throws {
        try await StreamFixture.run { fixture in
            let mirror = fixture.mirror
            try await mirror.store([.made(1), .made(2)])
            let feed = EventFeedRepository(mirror.database)
            let old = try await feed.events(after: .beginning, limit: 10).events.map { StreamedEvent($0, json: []) }
            try await mirror.store([Self.secret()])
            let news = try await feed.events(after: try #require(old.last).position, limit: 10).events.map {
                StreamedEvent($0, json: [])
            }
            let hub = EventStreamHub(maximum: 10, maximumPerCaller: 10)
            var readers: [EventSubscription] = []
            for isTrusted in [false, true] {
                let caller = try await fixture.caller(confidential: isTrusted)
                let recheck = CallerRecheck(credential: caller.credential, authenticator: fixture.authenticator)
                let subscription = EventSubscription(
                    filter: EventStreamFilter(), of: caller.principal, recheck: recheck, buffer: 10,
                    clock: SystemClock())
                try hub.admit(subscription, .events)
                _ = hub.join(subscription, at: .beginning)
                readers.append(subscription)
            }
            hub.publish(old, readAfter: .beginning)
            // One of two readers is already sending events that the other has not taken yet.
            guard case .events(let taken) = await readers[0].next() else { throw CancellationError() }
            hub.publish(news, readAfter: try #require(old.last).position)
            let sent = taken.filter { if case .due = readers[0].turn(of: $0) { true } else { false } }
            #expect(
                sent.map(\.ticket)
                    == old.filter { $0.conceals == nil }.map(\.ticket).filter { $0 != news.first?.ticket })
            guard case .events(let waiting) = await readers[1].next() else { throw CancellationError() }
            #expect(waiting.count == 3)
            for reader in readers { reader.end(.clientGone) }
        }
    }
}
