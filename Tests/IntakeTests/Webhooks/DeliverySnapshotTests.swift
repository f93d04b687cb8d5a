import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Synchronization
import Testing
import TrackerKit

@Suite struct DeliverySnapshotTests {
    /// A delivery with the ticket as it was this many seconds after the tracker's start.
    private static func shown(
        _ id: String, title: String, fixture: WebhookFixture, after seconds: Int64, status: String = "open"
    )
        -> JSON
    {
        let moment = fixture.sync.clock.now().seconds + seconds
        return [
            "id": .string(id), "news": "ticket", "key": "1",
            "snapshot": ["title": .string(title), "seconds": .integer(moment), "status": .string(status)],
        ]
    }

    private static func reads(_ fixture: WebhookFixture) -> Int { fixture.tracker.state.withLock { $0.ticketReads } }

    private static func titles(_ fixture: WebhookFixture) async throws -> [String] {
        try await fixture.database.run("SELECT title FROM ticket ORDER BY key").map { try $0.decode(0) }
    }

    @Test func `a complete later state is stored without reading the tracker, with the channel's status map`()
        async throws
    {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            try await fixture.database.run("UPDATE channel SET status_map = '{\"shut\": \"done\"}'")
            for body in [
                Self.shown("e1", title: "One", fixture: fixture, after: 1),
                Self.shown("e2", title: "Two", fixture: fixture, after: 2, status: "shut"),
            ] {
                try await fixture.deliver(body, proof: secret)
            }
            try await fixture.work()
            #expect(try await fixture.events() == ["ticket.created", "ticket.closed", "ticket.updated"])
            #expect(Self.reads(fixture) == 0)
        }
    }

    @Test func `an earlier or repeated state changes nothing and causes no read`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            for body in [
                Self.shown("e2", title: "Two", fixture: fixture, after: 2),
                Self.shown("e1", title: "One", fixture: fixture, after: 1),
                Self.shown("e3", title: "Two", fixture: fixture, after: 2),
            ] { try await fixture.deliver(body, proof: secret) }
            try await fixture.work()
            #expect(try await Self.titles(fixture) == ["Two"])
            #expect(try await fixture.events() == ["ticket.created"])
            #expect(Self.reads(fixture) == 0)
        }
    }

    @Test func `the tracker decides which of two states of one second is the last, in any order`()
        async throws
    {
        for order in [["First", "Last"], ["Last", "First"]] {
            try await WebhookFixture.run { fixture in
                let secret = try await fixture.register()
                fixture.tracker.add(1...1, from: fixture.sync.clock.now())
                fixture.tracker.change(1, at: fixture.sync.clock.now() + .seconds(5)) { $0.title = "Last" }
                for title in order {
                    try await fixture.deliver(
                        Self.shown(title, title: title, fixture: fixture, after: 5), proof: secret)
                }
                try await fixture.work()
                #expect(try await Self.titles(fixture) == ["Last"])
                #expect(Self.reads(fixture) == 1)
            }
        }
    }

    @Test func `a state that may omit what the mirror has causes a read`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            fixture.tracker.add(1...1, from: fixture.sync.clock.now())
            fixture.tracker.change(1, at: fixture.sync.clock.now() + .seconds(3)) { $0.parent = "9" }
            try await fixture.deliver(["id": "e1", "news": "ticket", "key": "1"], proof: secret)
            try await fixture.work()
            fixture.tracker.change(1, at: fixture.sync.clock.now() + .seconds(4)) { $0.title = "Later" }
            try await fixture.deliver(Self.shown("e2", title: "Later", fixture: fixture, after: 4), proof: secret)
            try await fixture.work()
            #expect(
                try await fixture.database.run("SELECT FROM ticket WHERE parent_key = '9' AND title = 'Later'").count
                    == 1)
            #expect(Self.reads(fixture) == 2)
        }
    }

    @Test func `an echo with a different envelope around the same ticket leaves the row unchanged`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            fixture.tracker.add(1...1, from: fixture.sync.clock.now())
            try await fixture.deliver(["id": "e1", "news": "ticket", "key": "1"], proof: secret)
            try await fixture.work()
            let before = try await fixture.database.run("SELECT revision, xmin::text FROM ticket").map {
                try $0.decode(0, as: Int64.self)
            }
            fixture.tracker.change(1, at: fixture.sync.clock.now() + .seconds(1)) { $0.remoteData = ["other": "words"] }
            try await fixture.deliver(["id": "e2", "news": "ticket", "key": "1"], proof: secret)
            try await fixture.deliver(Self.shown("e3", title: "Ticket 1", fixture: fixture, after: 1), proof: secret)
            try await fixture.work()
            let after = try await fixture.database.run("SELECT revision, xmin::text FROM ticket").map {
                try $0.decode(0, as: Int64.self)
            }
            #expect(before == after)
        }
    }
}
