@testable import Access
@testable import EventFeed
import HTTPKit
import HTTPTypes
import Models
import Primitives
import Repositories
import ServiceTestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct StreamCallerTests {
    private let hour = Duration.seconds(3600)

    @Test func `a caller has a limited number of streams, and uses none of the others' slots`() async throws {
        let policy = EventStreamPolicy(maximumStreams: 3, maximumPerCaller: 2, heartbeat: hour, recheck: hour)
        try await StreamFixture.run(policy) { fixture in
            let greedy = try await fixture.caller()
            var streams = [try await fixture.open(as: greedy), try await fixture.open(as: greedy)]
            let problem = await #expect(throws: Failure.self) { try await fixture.open(as: greedy) }
            #expect(problem?.code.status == .tooManyRequests)
            #expect(problem?.code == .streamLimitReached)
            #expect(problem?.retryAfter == 5)
            streams.append(try await fixture.open())
            // All slots are in use now; a caller with too many streams gets its own limit first.
            let full = await #expect(throws: Failure.self) { try await fixture.open() }
            #expect(full?.code == .tooManyStreams)
            let own = await #expect(throws: Failure.self) { try await fixture.open(as: greedy) }
            #expect(own?.code == .streamLimitReached)
            withExtendedLifetime(streams) {}
        }
    }

    @Test func `a caller's slot is freed however its stream ended`() async throws {
        let policy = EventStreamPolicy(maximumPerCaller: 1, heartbeat: hour, recheck: hour)
        try await StreamFixture.run(policy) { fixture in
            let caller = try await fixture.caller()
            for _ in 0..<3 {
                // Refused after it was counted.
                await #expect(throws: Failure.self) {
                    try await fixture.open(after: fixture.mirror.identifiers.next(Event.self), as: caller)
                }
                // Never begun.
                _ = try await fixture.open(as: caller)
                // Left by its client.
                try await StreamReader().read(try await fixture.open(as: caller)) { _ = await $0.next() }
                // Ended by a client that has disconnected.
                await #expect(throws: DisconnectedSink.Gone.self) {
                    try await fixture.open(as: caller).run(DisconnectedSink())
                }
            }
            #expect(fixture.service.statistics.open[.events] == 0)
        }
    }

    @Test func `a stream ends as soon as its token is revoked, and no other does`() async throws {
        try await StreamFixture.run { fixture in
            let caller = try await fixture.caller()
            try await StreamReader().read(try await fixture.open()) { others in
                _ = await others.next()
                try await StreamReader().read(try await fixture.open(as: caller)) { items in
                    _ = await items.next()
                    try await fixture.revoke(caller)
                    #expect(await items.next() == .end(.accessRevoked))
                }
                let ids = try await fixture.write()
                #expect(await others.events(1) == ids)
            }
            #expect(fixture.service.statistics.ended[.accessRevoked] == 1)
        }
    }

    @Test func `a stream ends soon after its token is revoked, even without a notification`() async throws {
        let policy = EventStreamPolicy(heartbeat: hour, recheck: .milliseconds(20))
        try await StreamFixture.run(policy, hearsOfChanges: false) { fixture in
            let caller = try await fixture.caller()
            try await StreamReader().read(try await fixture.open(as: caller)) { items in
                _ = await items.next()
                try await fixture.revoke(caller)
                #expect(await items.next() == .end(.accessRevoked))
            }
        }
    }

    @Test func `a stream whose token was revoked while it was being opened ends`() async throws {
        try await StreamFixture.run(hearsOfChanges: false) { fixture in
            let caller = try await fixture.caller()
            try await fixture.revoke(caller)
            // The notification arrived after the request was admitted and before its stream was counted.
            fixture.authenticator.invalidate(caller.principal)
            try await StreamReader().read(try await fixture.open(as: caller)) { items in
                while let item = await items.next(), item != .end(.accessRevoked) { #expect(item == .begin(nil)) }
            }
            #expect(fixture.service.statistics.ended[.accessRevoked] == 1)
        }
    }

    @Test func `pending events that a reader may no longer see are not sent`() async throws {
        try await StreamFixture.run { fixture in
            let other = try await MirrorFixture.makeChannel("other", in: fixture.mirror.database)
            try await fixture.write { $0.confidential = true }
            try await fixture.write { $0.channelID = other.id }
            let plain = try await fixture.write()
            let caller = try await fixture.caller()
            let subscription = EventSubscription(
                filter: EventStreamFilter(), of: caller.principal,
                recheck: CallerRecheck(credential: caller.credential, authenticator: fixture.authenticator),
                buffer: 10,
                clock: SystemClock())
            let page = try await EventFeedRepository(fixture.mirror.database).events(after: .beginning, limit: 10)
            let events = page.events.map { StreamedEvent($0, json: []) }
            subscription.offer(events)
            subscription.move(to: TicketAudience(channels: ["demo"], includesConfidential: false))
            guard case .events(let waiting) = await subscription.next() else {
                Issue.record("nothing waits")
                return
            }
            #expect(waiting.map(\.position.event) == plain)
            // Events passed earlier are checked again.
            var sent: [Event.ID] = []
            for event in events { if case .due = subscription.turn(of: event) { sent.append(event.position.event) } }
            #expect(sent == plain)
            subscription.end(.accessRevoked)
            guard case .over(.accessRevoked) = subscription.turn(of: events[2]) else {
                Issue.record("it goes on")
                return
            }
        }
    }
}

/// A client that has disconnected.
private struct DisconnectedSink: EventStream.Sink {
    struct Gone: Error {}

    func begin(_ event: Event.ID?) async throws { throw Gone() }
    func send(_ event: StreamedEvent) async throws {}
    func heartbeat(_ event: Event.ID?) async throws {}
    func end(_ reason: EventStreamEnd) async throws {}
}
