import Models
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import TestSupport
import Testing
import Tickets

@Suite(.timeLimit(.minutes(2))) struct EventFeedTests {
    @Test func `an event waits for the transactions that began to write before it`() async throws {
        try await MirrorFixture.run { fixture in
            let feed = EventFeedRepository(fixture.database)
            let (first, second) = (fixture.event(), fixture.event())
            let (isWritten, written) = AsyncStream.makeStream(of: Void.self)
            let (mayCommit, commit) = AsyncStream.makeStream(of: Void.self)
            async let slow: Void = fixture.database.transaction { transaction in
                try await EventRepository(transaction).insert([first])
                written.finish()
                for await _ in mayCommit {}
            }
            for await _ in isWritten {}
            try await EventRepository(fixture.database).insert([second])
            let before = try await feed.events(after: .beginning, limit: 10)
            #expect(before.events.isEmpty)
            #expect(before.isWaiting)
            #expect(try await feed.end() == .beginning)
            commit.finish()
            try await slow
            let after = try await feed.events(after: .beginning, limit: 10)
            #expect(after.events.map(\.event.id) == [first.id, second.id])
            #expect(!after.isWaiting)
            #expect(try await feed.end() == after.events.last?.position)
            #expect(try await feed.position(of: second.id) == after.events.last?.position)
        }
    }

    @Test func `readers that continue during many writes miss nothing and see nothing twice`() async throws {
        try await MirrorFixture.run { fixture in
            let (writers, each) = (8, 40)
            let seen = try await withThrowingTaskGroup(of: [Event.ID].self) { group in
                for _ in 0..<writers {
                    group.addTask {
                        for _ in 0..<each {
                            try await fixture.database.transaction { transaction in
                                try await EventRepository(transaction).insert([fixture.event(), fixture.event()])
                                try await transaction.run("SELECT pg_sleep(random() * 0.005)")
                            }
                        }
                        return []
                    }
                }
                group.addTask {
                    var (place, seen) = (FeedPosition.beginning, [Event.ID]())
                    while seen.count < 2 * writers * each {
                        let page = try await EventFeedRepository(fixture.database).events(after: place, limit: 7)
                        place = page.events.last?.position ?? place
                        seen += page.events.map(\.event.id)
                    }
                    return seen
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let stored = try await fixture.database.run("SELECT id FROM event").map {
                try $0.decode(0, as: Event.ID.self)
            }
            #expect(seen.count == stored.count)
            #expect(Set(seen) == Set(stored))
        }
    }

    @Test func `an event is read from the feed as it was written`() async throws {
        try await MirrorFixture.run { fixture in
            let outcome = try await fixture.store([.made()], origin: .webhook)
            let event = try #require(
                try await EventFeedRepository(fixture.database).events(after: .beginning, limit: 10).events.first)
            #expect(event.event.type == .ticketCreated)
            #expect(event.event.origin == .webhook)
            #expect(event.event.channelID == fixture.channel.id)
            #expect(event.event.ticketID == outcome.identifiers["r1"])
            #expect(event.event.ticketKey == "1")
            #expect(event.event.occurredAt == MirrorFixture.start)
            #expect(event.channel == "demo")
            #expect(event.isVisible(to: TicketAudience(channels: ["demo"], includesConfidential: false)))
            #expect(!event.isVisible(to: TicketAudience(channels: ["other"], includesConfidential: true)))
            #expect(try await EventFeedRepository(fixture.database).find(event.event.id)?.position == event.position)
        }
    }

    @Test func `rows restored from another server stay before later ones`() async throws {
        try await MirrorFixture.run { fixture in
            let feed = EventFeedRepository(fixture.database)
            let (old, older) = (fixture.event(), fixture.event())
            try await EventRepository(fixture.database).insert([old, older])
            let future: Int64 = 1 << 40
            try await fixture.database.run("UPDATE event SET transaction_id = \(future) WHERE id = \(old.id)")
            try await fixture.database.run("UPDATE event SET transaction_id = 3 WHERE id = \(older.id)")
            try await EventConsumerRepository(fixture.database).begin(
                "rules", at: FeedPosition(transactionID: 3, event: older.id))
            for _ in 0..<2 { try await fixture.database.run("SELECT adopt_restored_events()") }
            let new = fixture.event()
            try await EventRepository(fixture.database).insert([new])
            #expect(
                try await feed.events(after: .beginning, limit: 10).events.map(\.event.id) == [
                    older.id, old.id, new.id,
                ])
            let place = try #require(try await EventConsumerRepository(fixture.database).lock("rules"))
            #expect(try await feed.events(after: place, limit: 10).events.map(\.event.id) == [old.id, new.id])
        }
    }
}

extension MirrorFixture {
    /// An event of the channel.
    func event(_ type: EventType = .ticketUpdated) -> Event {
        var event = Event(id: identifiers.next(), type: type, occurredAt: Self.start, origin: .poll)
        event.channelID = channel.id
        return event
    }
}
