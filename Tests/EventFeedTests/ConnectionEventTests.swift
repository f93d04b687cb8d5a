import Documents
import EventFeed
import Models
import OutgoingWebhooks
import Postgres
import Primitives
import Repositories
import ServiceTestSupport
import TestSupport
import Testing

/// Callers restricted to channels see events of the connections that these use, as in the API, and of no others.
@Suite struct ConnectionEventTests {
    private static func audience(_ channels: Set<String>?) -> TicketAudience {
        TicketAudience(channels: channels, includesConfidential: false)
    }

    /// An event of the connection of `demo`, one of another connection, and one of a rule.
    private static func run(_ body: @Sendable (MirrorFixture, Event.ID) async throws -> Void) async throws {
        try await MirrorFixture.run { fixture in
            let other = try await MirrorFixture.makeChannel("other", of: "gitlab", in: fixture.database)
            let id: Event.ID = fixture.identifiers.next()
            try await EventRepository(fixture.database).insert([
                event(id, of: fixture.channel.connectionID), event(fixture.identifiers.next(), of: other.connectionID),
                Event(
                    id: fixture.identifiers.next(), type: .ruleDisabled, occurredAt: MirrorFixture.start,
                    origin: .rule),
            ])
            try await body(fixture, id)
        }
    }

    private static func event(_ id: Event.ID, of connection: Connection.ID) -> Event {
        var event = Event(
            id: id, type: .connectionDegraded, occurredAt: MirrorFixture.start + .seconds(10), origin: .poll)
        event.connectionID = connection
        return event
    }

    private static func list(_ fixture: MirrorFixture, _ change: (inout EventFilter) -> Void) async throws -> [String?]
    {
        var filter = EventFilter(audience: audience(["demo"]))
        change(&filter)
        let page = TimePage<Event>(order: TimeOrder(.occurredAt, descending: true), limit: 2)
        return try await EventRepository(fixture.database).list(filter, page: page).map { record in
            record.text(of: .id)
        }
    }

    @Test func `a list has the events of connections that the reader's channels use`() async throws {
        try await Self.run { fixture, id in
            try await fixture.store([.made(1), .made(2, age: 1), .made(3, age: 2)])
            #expect(try await Self.list(fixture) { $0.types = [.connectionDegraded, .ruleDisabled] } == [id.text])
            #expect(try await Self.list(fixture) { $0.types = [.connectionRecovered] } == [])
            #expect(try await Self.list(fixture) { $0.audience = Self.audience([]) } == [])
            #expect(
                try await Self.list(fixture) { ($0.types, $0.audience) = ([.connectionDegraded], Self.audience(nil)) }
                    .count == 2)
            // Together with those of its channels, in order; a filter by channel returns only that channel's events.
            #expect(try await Self.list(fixture) { _ in }.first == id.text)
            #expect(try await Self.list(fixture) { $0.channels = ["demo"] }.contains(id.text) == false)
        }
    }

    @Test func `streams, rules and stored texts follow the same rule`() async throws {
        try await Self.run { fixture, id in
            let audience = Self.audience(["demo"])
            let feed = try await EventFeedRepository(fixture.database).events(after: .beginning, limit: 10).events
            #expect(feed.count == 3)
            #expect(feed.filter { $0.isVisible(to: audience) }.map(\.event.id) == [id])
            #expect(feed.filter { $0.wasVisible(to: audience) }.map(\.event.id) == [id])
            let triggers = try await RuleTriggerRepository(fixture.database).events(
                from: MirrorFixture.start, to: MirrorFixture.start + .seconds(60),
                types: [.connectionDegraded, .ruleDisabled],
                for: audience, after: nil, limit: 10
            ).map(RuleTrigger.init)
            #expect(triggers.map(\.id) == [id] && triggers[0].connectionUsers == ["demo"])
            let contexts = try await EventContextReader(fixture.database).contexts(of: feed)
            #expect(contexts.filter { EventForms([:], of: $0).isVisible(to: audience) }.map(\.event.event.id) == [id])
            let deliveries = OutgoingDeliveryRepository(fixture.database)
            for event in feed {
                let isReported = try await deliveries.hasAccess(to: event.event.id, mentioning: [], audience: audience)
                #expect(isReported == (event.event.id == id))
            }
            // The current state counts: the channel has no connection from the event.
            try await fixture.database.run("DELETE FROM channel WHERE slug = 'demo'")
            let later = try await EventFeedRepository(fixture.database).events(after: .beginning, limit: 10).events
            #expect(later.allSatisfy { !$0.isVisible(to: audience) })
        }
    }

    @Test func `a subscription is sent the events of connections that its author's channels use`() async throws {
        try await SubscriptionFixture.run { ops in
            let channel = try await MirrorFixture.makeChannel("demo", in: ops.database)
            _ = try await MirrorFixture.makeChannel("other", in: ops.database)
            let consumer = SubscriptionConsumer(
                service: ops.service, logger: TestServer.silentLogger,
                documents: EventDocument(tickets: TicketDocument(capabilities: [:])))
            let dispatcher = EventDispatcher(
                database: ops.database, consumers: [consumer], logger: TestServer.silentLogger)
            try await dispatcher.dispatchDue()
            for slug in ["demo", "other"] {
                try await ops.subscribe(
                    slug,
                    as: Principal(
                        kind: .client, id: slug, name: slug, scopes: [.rulesAdmin, .ticketsRead], channels: [slug]))
            }
            try await EventRepository(ops.database).insert([
                Self.event(ops.identifiers.next(), of: channel.connectionID)
            ])
            try await dispatcher.dispatchDue()
            try await ops.drive(for: .seconds(1))
            #expect(ops.receiver.calls.map(\.host) == ["demo.example"])
        }
    }
}
