import HTTPKit
import Intake
import JobQueue
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Synchronization
import Testing
import TrackerKit

@Suite struct DeliveryHandlerTests {
    private static func changed(_ id: String, _ key: String = "1") -> JSON {
        ["id": .string(id), "news": "ticket", "key": .string(key)]
    }

    @Test func `the subject of a delivery is read and emitted as events once`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            let now = fixture.sync.clock.now()
            fixture.tracker.add(1...1, from: now)
            let first = try await fixture.deliver(Self.changed("e1"), proof: secret)
            try await fixture.work()
            fixture.tracker.change(1, at: now + .seconds(60)) { $0.title = "Changed" }
            for id in ["e2", "e3", "e4"] { try await fixture.deliver(Self.changed(id), proof: secret) }
            try await fixture.work()
            #expect(try await fixture.state(first) == .applied)
            #expect(try await fixture.events() == ["ticket.created", "ticket.updated"])
            let origins = try await fixture.database.run("SELECT DISTINCT origin FROM event").map {
                try $0.decode(0, as: String.self)
            }
            #expect(origins == ["webhook"])
        }
    }

    @Test func `the subject of a delivery is read again, without sharing an earlier read`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            fixture.tracker.add(1...1, from: fixture.sync.clock.now())
            try await fixture.deliver(Self.changed("e1"), proof: secret)
            try await fixture.work()
            let shared = fixture.tracker.state.withLock { $0.readsShared }
            #expect(shared == [.onlyWithLater])
        }
    }

    @Test func `a replay does not change what the mirror already has`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            fixture.tracker.add(1...2, from: fixture.sync.clock.now())
            let id = try await fixture.deliver(Self.changed("e1"), proof: secret)
            try await fixture.deliver(Self.changed("e2", "2"), proof: secret)
            try await fixture.work()
            _ = try await fixture.deliveries.replay(try #require(id), context: fixture.context)
            #expect(try await fixture.state(id) == .received)
            var filter = DeliveryFilter()
            filter.state = .applied
            #expect(try await fixture.deliveries.replay(filter, context: fixture.context) == 1)
            #expect(try await fixture.work().count == 2)
            #expect(try await fixture.events() == ["ticket.created", "ticket.created"])
        }
    }

    @Test func `a deleted ticket leaves the mirror, unless the whole project is missing`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            fixture.tracker.add(1...2, from: fixture.sync.clock.now())
            for key in ["1", "2"] { try await fixture.deliver(Self.changed("c" + key, key), proof: secret) }
            try await fixture.work()
            fixture.tracker.remove(1)
            try await fixture.deliver(["id": "d1", "news": "deleted", "key": "1"], proof: secret)
            try await fixture.work()
            #expect(try await fixture.sync.mirrored() == 1)
            fixture.tracker.remove(2)
            fixture.tracker.state.withLock { $0.isProjectGone = true }
            let lost = try await fixture.deliver(["id": "d2", "news": "deleted", "key": "2"], proof: secret)
            #expect(try await fixture.work().first is TrackerError?)
            #expect(try await fixture.sync.mirrored() == 1)
            #expect(try await fixture.state(lost) == .received)
            #expect(try await fixture.events().filter { $0 == "ticket.deleted" }.count == 1)
        }
    }

    @Test func `a deletion reported for an existing ticket deletes nothing`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            fixture.tracker.add(1...1, from: fixture.sync.clock.now())
            try await fixture.deliver(["id": "d1", "news": "deleted", "key": "1"], proof: secret)
            try await fixture.work()
            #expect(try await fixture.sync.mirrored() == 1)
        }
    }

    @Test func `an unreadable operation fails immediately; one that the tracker refuses is retried and then fails`()
        async throws
    {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            let bad = try await fixture.deliver(bytes: Array("{".utf8), proof: secret)
            #expect(try await fixture.work().first as? JobFailure == .final("the body"))
            #expect(try await fixture.state(bad) == .failed)
            let away = UpstreamFailure(status: 503, message: "later", retryAfter: .seconds(7))
            fixture.tracker.state.withLock { $0.ticketFailures = [.upstream(away)] }
            let late = try await fixture.deliver(Self.changed("e1"), proof: secret)
            guard case .upstream(let failure)? = try await fixture.work().first as? TrackerError else {
                Issue.record("not tried again")
                return
            }
            #expect(failure.retryAfter == .seconds(7))
            #expect(try await fixture.state(late) == .received)
        }
    }

    @Test func `deliveries about another project are ignored, and vague ones start a sync`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            fixture.tracker.add(1...1, from: fixture.sync.clock.now())
            let other = try await fixture.deliver(
                ["id": "e1", "news": "ticket", "key": "1", "project": "else/where"], proof: secret)
            let own = try await fixture.deliver(
                ["id": "e2", "news": "ticket", "key": "1", "project": "A/B"], proof: secret)
            let vague = try await fixture.deliver(["id": "e3", "news": "anything"], proof: secret)
            let unknown = try await fixture.deliver(["id": "e4", "news": "star"], proof: secret)
            try await fixture.work()
            #expect(try await fixture.state(other) == .ignored)
            #expect(try await fixture.state(own) == .applied)
            #expect(try await fixture.state(vague) == .applied)
            #expect(try await fixture.state(unknown) == .ignored)
            #expect(try await fixture.sync.status().state == .queued)
        }
    }

    @Test func `old deliveries are deleted, but not pending ones`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            try await fixture.deliver(["id": "e1"], proof: secret)
            try await fixture.work()
            try await fixture.deliver(["id": "e2"], proof: secret)
            try await fixture.deliveries.prune(before: fixture.sync.clock.now() + .seconds(1))
            #expect(try await fixture.count("delivery") == 1)
        }
    }
}
