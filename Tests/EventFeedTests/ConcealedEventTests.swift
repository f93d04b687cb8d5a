import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Testing
import Tickets
import TrackerKit

/// Events reveal nothing about a ticket to callers who may not read it now.
@Suite struct ConcealedEventTests {
    private static let plain = TicketAudience(channels: nil, includesConfidential: false)

    /// The types of the events that an audience may list, oldest first.
    private static func types(_ fixture: MirrorFixture, for audience: TicketAudience = plain) async throws
        -> [EventType]
    {
        try await list(fixture, for: audience).map { try #require(EventType(rawValue: $0.text(.type))) }
    }

    private static func list(_ fixture: MirrorFixture, for audience: TicketAudience = plain) async throws
        -> [EventRecord]
    {
        let page = TimePage<Event>(order: TimeOrder(.occurredAt, descending: false), limit: 50)
        return try await EventRepository(fixture.database).list(EventFilter(audience: audience), page: page)
    }

    private static func secret(_ number: Int = 1, age: Int64, _ isConfidential: Bool = true) -> Ticket {
        Ticket.made(number, title: "Title \(age)", age: age).with { $0.confidential = isConfidential }
    }

    @Test
    func `earlier events of a ticket that has become confidential are hidden, and visible again when it no longer is`()
        async throws
    {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made(1), .made(2)])
            try await fixture.store([.made(1, title: "Other", age: 5)])
            #expect(try await Self.types(fixture) == [.ticketCreated, .ticketCreated, .ticketUpdated])
            try await fixture.store([Self.secret(age: 10)])
            #expect(try await Self.types(fixture) == [.ticketCreated])
            #expect(try await Self.types(fixture, for: .everything).count == 4)
            let feed = try await EventFeedRepository(fixture.database).events(after: .beginning, limit: 10).events
            #expect(feed.filter { $0.isVisible(to: Self.plain) }.count == 1)
            // A reader that saw them before may resume from them.
            #expect(feed.filter { $0.wasVisible(to: Self.plain) }.count == 3)
            let triggers = feed.map(RuleTrigger.init)
            #expect(triggers.map(\.confidential) == feed.map { !$0.isVisible(to: Self.plain) })
            // Events from while it was confidential stay hidden.
            try await fixture.store([Self.secret(age: 20, false)])
            #expect(try await Self.types(fixture) == [.ticketCreated, .ticketCreated, .ticketUpdated])
        }
    }

    @Test func `the last state of a deleted ticket is kept`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made(1), .made(2)])
            try await fixture.store([Self.secret(age: 10)])
            _ = try await fixture.database.transaction { transaction in
                try await fixture.mirror.remove(["1", "2"], in: fixture.channel, origin: .poll, executor: transaction)
            }
            #expect(try await Self.types(fixture) == [.ticketCreated, .ticketDeleted])
            #expect(try await fixture.events().filter { $0 == "ticket.deleted" }.count == 2)
            let ids = try await fixture.database.run(
                "SELECT ticket_id FROM event WHERE type = 'ticket.deleted' ORDER BY ticket_key"
            ).map { try $0.decode(0, as: MirroredTicket.ID.self) }
            let hidden = HiddenTickets(fixture.database)
            #expect(try await hidden.among(ids, from: Self.plain) == [ids[0]])
            #expect(
                try await hidden.among(ids, from: TicketAudience(channels: ["other"], includesConfidential: true))
                    == Set(ids))
            #expect(try await hidden.among(ids, from: .everything) == [])
        }
    }

    @Test func `an event that was read before its ticket became confidential is written as a confidential one`()
        async throws
    {
        try await MirrorFixture.run { fixture in
            try await fixture.store([Self.secret(age: 10)])
            let ticket = try #require(
                try await fixture.database.run("SELECT id FROM ticket").first?.decode(0, as: MirroredTicket.ID.self))
            var event = Event(
                id: fixture.identifiers.next(), type: .commentCreated, occurredAt: fixture.clock.now(), origin: .poll)
            (event.channelID, event.ticketID, event.ticketKey) = (fixture.channel.id, ticket, "1")
            try await EventRepository(fixture.database).insert([event])
            #expect(try await Self.types(fixture) == [])
        }
    }

    @Test func `the events of a comment that has become internal are hidden`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made(1)])
            try await fixture.database.run(
                """
                INSERT INTO comment (id, channel_id, ticket_id, remote_id, body, internal, system, remote_data, created_at, updated_at,
                    synced_at, content_hash)
                SELECT gen_random_uuid(), channel_id, id, '1', 'text', false, false, '{}', now(), now(), now(), '' FROM ticket
                """)
            let row = try #require(try await fixture.database.run("SELECT id, ticket_id FROM comment").first)
            var event = Event(
                id: fixture.identifiers.next(), type: .commentCreated, occurredAt: fixture.clock.now(), origin: .poll)
            (event.channelID, event.ticketID, event.commentID) = (
                fixture.channel.id, try row.decode("ticket_id"), try row.decode("id")
            )
            try await EventRepository(fixture.database).insert([event])
            #expect(try await Self.types(fixture) == [.ticketCreated, .commentCreated])
            try await fixture.database.run("UPDATE comment SET internal = true")
            #expect(try await Self.types(fixture) == [.ticketCreated])
            // A ticket that becomes public again reveals no internal comment.
            try await fixture.store([Self.secret(age: 10)])
            try await fixture.store([Self.secret(age: 20, false)])
            #expect(try await Self.types(fixture) == [.ticketCreated])
            try await fixture.database.run("UPDATE comment SET internal = false")
            #expect(try await Self.types(fixture) == [.ticketCreated, .commentCreated])
        }
    }

    @Test func `events name no parent that is hidden, in lists and in the feed`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made(1), .made(7), .made(8).with { $0.confidential = true }])
            for (age, parent) in [(5, "7"), (10, "8"), (15, "9")] {
                try await fixture.store([Ticket.made(1, age: Int64(age)).with { $0.parent = parent }])
            }
            let shown = try await Self.list(fixture).filter { $0.text(.type) == "ticket.updated" }.map {
                try JSON(parsing: Array($0.text(.changes).utf8))["parent"]
            }
            #expect(shown == [["from": .null, "to": "7"], ["from": "7", "to": .null], ["from": .null, "to": .null]])
            let all = try await Self.list(fixture, for: .everything).map { $0.text(.changes) }.joined()
            #expect(all.contains(#""8""#) && all.contains(#""9""#))
            let feed = EventFeedRepository(fixture.database)
            let events = try await feed.restricting(try await feed.events(after: .beginning, limit: 10).events)
            let restricted = events.compactMap(\.restrictedRecord).map { $0.text(.changes) }
            #expect(restricted.count == 3)
            #expect(!restricted.joined().contains(#""8""#) && !restricted.joined().contains(#""9""#))
        }
    }
}

extension EventRecord {
    fileprivate func text(_ field: Field) -> String { text(of: field) ?? "" }
}
