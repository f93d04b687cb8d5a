import Documents
import EventFeed
import HTTPKit
import Models
import OutgoingWebhooks
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceKit
import ServiceTestSupport
import TestSupport
import Testing
import TrackerKit

/// From the event log to the receiver.
@Suite struct SubscriptionConsumerTests {
    /// A channel `demo`, subscriptions, and the dispatcher that passes events to them.
    private struct Fixture {
        let subscriptions: SubscriptionFixture
        let mirror: MirrorFixture
        let dispatcher: EventDispatcher

        static func run(_ body: (Fixture) async throws -> Void) async throws {
            try await SubscriptionFixture.run { subscriptions in
                let channel = try await MirrorFixture.makeChannel("demo", in: subscriptions.database)
                let consumer = SubscriptionConsumer(
                    service: subscriptions.service, logger: TestServer.silentLogger,
                    documents: EventDocument(tickets: TicketDocument(capabilities: [:])))
                let fixture = Fixture(
                    subscriptions: subscriptions,
                    mirror: MirrorFixture(database: subscriptions.database, channel: channel),
                    dispatcher: EventDispatcher(
                        database: subscriptions.database, consumers: [consumer], logger: TestServer.silentLogger))
                try await fixture.dispatcher.dispatchDue()
                try await body(fixture)
            }
        }

        /// Dispatches the pending events and sends them. Returns the payloads by receiver.
        func sent() async throws -> [String: [JSON]] {
            try await dispatcher.dispatchDue()
            try await subscriptions.drive(for: .seconds(1))
            let calls = subscriptions.receiver.calls.map { (host: $0.host, body: $0.request.body ?? []) }
            return Dictionary(grouping: try calls.map { (host: $0.host, payload: try JSON(parsing: $0.body)) }) {
                $0.host
            }.mapValues {
                $0.map(\.payload)
            }
        }
    }

    @Test func `an event is sent once to each subscription that selects it`() async throws {
        try await Fixture.run { fixture in
            let ops = fixture.subscriptions
            _ = try await MirrorFixture.makeChannel("other", in: ops.database)
            try await ops.subscribe("all")
            try await ops.subscribe("created") { $0.types = [.ticketCreated] }
            try await ops.subscribe("closed") { $0.types = [.ticketClosed] }
            try await ops.subscribe("elsewhere") { $0.channels = ["other"] }
            try await ops.subscribe("here") { $0.channels = ["demo"] }
            try await ops.subscribe("second") { $0.filter = ["==": [["var": "ticket.key"], "2"]] }
            try await ops.subscribe("off") { $0.isEnabled = false }
            try await fixture.mirror.store([.made(1), .made(2)])
            let sent = try await fixture.sent()
            #expect(
                sent.mapValues(\.count) == [
                    "all.example": 2, "created.example": 2, "here.example": 2, "second.example": 1,
                ])
            let payload = try #require(sent["second.example"]?.first)
            #expect(payload["type"] == "ticket.created")
            #expect(payload["data"]?["event"]?["type"] == "ticket.created")
            #expect(payload["data"]?["event"]?["subscription"] == .null)
            #expect(payload["data"]?["ticket"]?["key"] == "2")
            #expect(payload["timestamp"]?.stringValue == MirrorFixture.start.rfc3339)
            #expect(try await fixture.sent().mapValues(\.count) == sent.mapValues(\.count))
            #expect(try await ops.count("outgoing_delivery", where: "event_id IS NOT NULL") == 7)
        }
    }

    @Test func `confidential events are sent only to subscriptions whose author may see them`() async throws {
        try await Fixture.run { fixture in
            let ops = fixture.subscriptions
            let plain = Principal(kind: .client, id: "c", name: "c", scopes: [.rulesAdmin, .ticketsRead])
            try await ops.subscribe("all")
            try await ops.subscribe("plain", as: plain)
            try await fixture.mirror.store([Ticket.made(1).with { $0.confidential = true }, .made(2)])
            let sent = try await fixture.sent()
            #expect(sent["all.example"]?.count == 2)
            #expect(sent["plain.example"]?.map { $0["data"]?["ticket"]?["key"] } == ["2"])
            // A ticket that became confidential before its event was dispatched is shown in its current state.
            try await fixture.mirror.store([Ticket.made(2, title: "New", age: 10)])
            try await fixture.mirror.store([Ticket.made(2, title: "New", age: 20).with { $0.confidential = true }]
            )
            #expect(try await fixture.sent()["plain.example"]?.count == 1)
        }
    }

    @Test func `an internal comment is confidential`() async throws {
        try await Fixture.run { fixture in
            let ops = fixture.subscriptions
            try await ops.subscribe(
                "plain", as: Principal(kind: .client, id: "c", name: "c", scopes: [.rulesAdmin, .ticketsRead]))
            try await fixture.mirror.store([.made(1)])
            _ = try await fixture.sent()
            for (name, isInternal) in [("public", false), ("internal", true)] {
                let id: Models.Comment.ID = ops.identifiers.next()
                try await ops.database.run(
                    """
                    INSERT INTO comment (id, channel_id, ticket_id, remote_id, body, internal, system, remote_data, created_at, updated_at,
                        synced_at, content_hash)
                    SELECT \(id), channel_id, id, \(name), 'text', \(isInternal), false, '{}', now(), now(), now(), '' FROM ticket
                    """)
                var event = Event(
                    id: ops.identifiers.next(), type: .commentCreated, occurredAt: ops.clock.now(), origin: .poll)
                event.channelID = fixture.mirror.channel.id
                event.commentID = id
                try await EventRepository(ops.database).insert([event])
            }
            #expect(
                try await fixture.sent()["plain.example"]?.map { $0["type"] } == ["ticket.created", "comment.created"])
        }
    }

    @Test func `the disabling of a subscription is visible to others, but not to callers restricted to channels`()
        async throws
    {
        try await Fixture.run { fixture in
            let ops = fixture.subscriptions
            try await ops.subscribe("gone")
            try await ops.subscribe("all") { $0.types = [.subscriptionDisabled] }
            let bound = Principal(
                kind: .client, id: "c", name: "c", scopes: [.rulesAdmin, .ticketsRead], channels: ["demo"])
            try await ops.subscribe("bound", as: bound)
            ops.receiver.answers { call in ClientResponse(status: call.host == "gone.example" ? 410 : 200) }
            try await ops.notify("gone")
            _ = try await fixture.sent()
            let sent = try await fixture.sent()
            #expect(sent["all.example"]?.map { $0["data"]?["event"]?["subscription"] } == ["gone"])
            #expect(sent["bound.example"] == nil)
            #expect(sent["gone.example"]?.count == 1)
        }
    }

    @Test func `an invalid JsonLogic condition is refused with its position`() async throws {
        try await SubscriptionFixture.run { fixture in
            do {
                try await fixture.subscribe { $0.filter = ["no_such_operator": [1]] }
                Issue.record("it was taken")
            } catch ServiceError.invalid(let errors) {
                #expect(errors.first?.pointer.hasPrefix("/if") == true)
            }
        }
    }
}
