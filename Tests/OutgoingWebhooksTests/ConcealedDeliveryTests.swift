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

/// Outgoing webhooks contain only what their subscriptions may see when they are sent.
@Suite struct ConcealedDeliveryTests {
    private static let plain = Principal(kind: .client, id: "c", name: "c", scopes: [.rulesAdmin, .ticketsRead])

    private struct Fixture {
        let ops: SubscriptionFixture
        let mirror: MirrorFixture
        let dispatcher: EventDispatcher

        /// A subscription `all` that may know of everything, and one `plain` that may not know of confidential tickets.
        static func run(_ body: (Fixture) async throws -> Void) async throws {
            try await SubscriptionFixture.run { ops in
                let channel = try await MirrorFixture.makeChannel("demo", in: ops.database)
                let consumer = SubscriptionConsumer(
                    service: ops.service, logger: TestServer.silentLogger,
                    documents: EventDocument(tickets: TicketDocument(capabilities: [:])))
                let dispatcher = EventDispatcher(
                    database: ops.database, consumers: [consumer], logger: TestServer.silentLogger)
                try await dispatcher.dispatchDue()
                try await ops.subscribe("all")
                try await ops.subscribe("plain", as: plain)
                try await body(
                    Fixture(
                        ops: ops, mirror: MirrorFixture(database: ops.database, channel: channel),
                        dispatcher: dispatcher))
            }
        }

        func sent(to slug: String) throws -> [JSON] {
            try ops.receiver.calls.filter { $0.host == "\(slug).example" }.map {
                try JSON(parsing: $0.request.body ?? [])
            }
        }
    }

    @Test func `pending deliveries are not sent to receivers without access to a ticket made confidential`()
        async throws
    {
        try await Fixture.run { fixture in
            let ops = fixture.ops
            ops.receiver.answers(500)
            try await fixture.mirror.store([.made(1), .made(2)])
            try await fixture.dispatcher.dispatchDue()
            try await ops.drive(for: .seconds(1))
            #expect(ops.receiver.calls.count == 4)
            try await fixture.mirror.store([Ticket.made(1, age: 10).with { $0.confidential = true }])
            ops.receiver.answers(200)
            try await ops.drive(for: .seconds(3600))
            #expect(try fixture.sent(to: "plain").compactMap { $0["data"]?["ticket"]?["key"] }.suffix(1) == ["2"])
            #expect(try fixture.sent(to: "plain").count == 3)
            #expect(try fixture.sent(to: "all").count == 4)
            let states = try await ops.deliveries(of: "plain").map(\.state)
            #expect(states.sorted { $0.rawValue < $1.rawValue } == [.delivered, .failed])
            // It is neither shown to callers that may not read it nor sent again.
            let context = CallContext(principal: Self.plain, requestID: "r")
            let page = TimePage<OutgoingDelivery>(order: TimeOrder(.createdAt, descending: false), limit: 10)
            for slug in ["all", "plain"] {
                let shown = try await ops.service.deliveries(of: slug, context: context, page: page) { _ in }
                #expect(shown.count == 1)
                for delivery in try await ops.deliveries(of: slug) where !shown.map(\.id).contains(delivery.id) {
                    await #expect(throws: ServiceError.self) {
                        try await ops.service.delivery(delivery.id, of: slug, context: context)
                    }
                }
            }
            #expect(try await ops.service.replay(of: "plain", context: context) { _ in } == 1)
            #expect(
                try await ops.service.replay(of: "plain", context: SubscriptionFixture.context) { $0.state = .failed }
                    == 0)
        }
    }

    @Test func `hidden links and parents are not sent, and their later confidentiality counts`()
        async throws
    {
        try await Fixture.run { fixture in
            let ops = fixture.ops
            try await fixture.mirror.store([.made(1), .made(2), .made(3).with { $0.confidential = true }])
            for target in ["2", "3"] {
                try await ops.database.run(
                    """
                    INSERT INTO ticket_link (id, type, source_id, target_id, target_url, created_at)
                    SELECT gen_random_uuid(), 'relates_to', s.id, t.id, t.url, now() FROM ticket s, ticket t WHERE s.key = '1' AND t.key = \(target)
                    """)
            }
            try await ops.database.run("UPDATE ticket SET has_links = true")
            try await fixture.dispatcher.dispatchDue()
            try await fixture.mirror.store([Ticket.made(1, title: "New", age: 10).with { $0.parent = "3" }])
            try await fixture.dispatcher.dispatchDue()
            try await ops.drive(for: .seconds(1))
            let all = try #require(
                try fixture.sent(to: "all").last { $0["type"] == "ticket.updated" }?["data"]?["ticket"])
            #expect(all["links"]?.arrayValue?.count == 2)
            #expect(all["parent"] == "3")
            let plain = try #require(
                try fixture.sent(to: "plain").last { $0["type"] == "ticket.updated" }?["data"]?["ticket"])
            #expect(plain["links"]?.arrayValue?.compactMap { $0["target"]?["key"] } == ["2"])
            #expect(plain["parent"] == .null)
            // The payload that was sent names the other ticket, which becomes confidential too.
            let context = CallContext(principal: Self.plain, requestID: "r")
            let delivery = try #require(try await ops.deliveries(of: "plain").last { $0.type == "ticket.updated" })
            #expect(try await ops.service.delivery(delivery.id, of: "plain", context: context).showsPayload)
            try await fixture.mirror.store([Ticket.made(2, age: 20).with { $0.confidential = true }])
            await #expect(throws: ServiceError.self) {
                try await ops.service.delivery(delivery.id, of: "plain", context: context)
            }
        }
    }

    @Test func `internal comments are not counted in events for receivers who may not read them`() async throws {
        try await Fixture.run { fixture in
            let ops = fixture.ops
            try await fixture.mirror.store([.made(1)])
            try await ops.database.run(
                """
                INSERT INTO comment (id, channel_id, ticket_id, remote_id, body, internal, system, remote_data, created_at, updated_at, synced_at,
                    content_hash)
                SELECT gen_random_uuid(), channel_id, id, n::text, 'x', n < 3, n = 1, '{}', now(), now(), now(), '' FROM ticket, generate_series(1, 3) n
                """)
            try await fixture.mirror.store([Ticket.made(1, title: "New", age: 10).with { $0.commentCount = 2 }])
            try await fixture.dispatcher.dispatchDue()
            try await ops.drive(for: .seconds(1))
            for (slug, count) in [("all", 2), ("plain", 1)] as [(String, JSON)] {
                let sent = try #require(try fixture.sent(to: slug).last { $0["type"] == "ticket.updated" })
                #expect(sent["data"]?["ticket"]?["comment_count"] == count, "\(slug)")
            }
        }
    }

    @Test func `a subscription whose author has lost a right receives no more than the author may see`() async throws {
        try await Fixture.run { fixture in
            let ops = fixture.ops
            let id: APIToken.ID = ops.identifiers.next()
            let scopes: Set<Scope> = [.rulesAdmin, .ticketsRead, .ticketsConfidential]
            let token = APIToken(
                id: id, title: "t", prefix: "tgw_", scopes: scopes, channels: nil, expiresAt: nil, lastUsedAt: nil,
                createdAt: ops.clock.now())
            try await APITokenRepository(ops.database).add(token, hash: [1])
            try await ops.subscribe("own", as: token.principal)
            let steps: [(change: String, count: Int)] = [
                ("scopes = scopes", 2), ("scopes = '{rules:admin,tickets:read}'", 1), ("channels = '{other}'", 0),
            ]
            for (number, step) in steps.enumerated() {
                try await ops.database.run("UPDATE api_token SET \(unsafeSQL: step.change)")
                let before = try fixture.sent(to: "own").count
                try await fixture.mirror.store([
                    .made(2 * number), .made(2 * number + 1).with { $0.confidential = true },
                ])
                try await fixture.dispatcher.dispatchDue()
                try await ops.drive(for: .seconds(1))
                #expect(try fixture.sent(to: "own").count - before == step.count)
            }
            try await ops.database.run("UPDATE api_token SET channels = NULL")
            try await ops.database.run("DELETE FROM api_token")
            try await fixture.mirror.store([.made(10)])
            try await fixture.dispatcher.dispatchDue()
            try await ops.drive(for: .seconds(1))
            #expect(try fixture.sent(to: "own").count == 3)
        }
    }
}
