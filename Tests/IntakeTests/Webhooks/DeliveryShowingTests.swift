import HTTPKit
import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceKit
import ServiceTestSupport
import Testing

@Suite struct DeliveryShowingTests {
    private static func context(_ scopes: Set<Scope>) -> CallContext {
        CallContext(principal: Principal(kind: .token, id: "t", name: "t", scopes: scopes), requestID: "r")
    }

    @Test func `a body is shown with masked secrets, and only to callers who may see confidential tickets`()
        async throws
    {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            let body: JSON = ["id": "e1", "config": ["secret": "hush"], "text": "ghp_hush", "title": "Shown"]
            let id = try #require(try await fixture.deliver(body, proof: secret))
            let all = try await fixture.deliveries.find(
                id, context: Self.context([.channelsAdmin, .ticketsConfidential])
            ).content
            #expect(all.body?.contains("Shown") == true && all.body?.contains("hush") == false)
            #expect(try await fixture.deliveries.find(id, context: Self.context([.channelsAdmin])).content.body == nil)
        }
    }

    @Test func `a form is shown as its fields, and proofs of old rows are masked`() async throws {
        try await WebhookFixture.run { fixture in
            let headers = ["content-type": "application/x-www-form-urlencoded", "x-hub-signature": "sha1=hush"]
            let delivery = Delivery(
                id: fixture.sync.ids.next(), channelID: fixture.sync.channel.id, remoteID: "r", event: "issues",
                headers: headers,
                body: Array("payload=%7B%22token%22%3A%22hush%22%2C%22n%22%3A%22a+b%22%7D&key=1".utf8),
                receivedAt: fixture.sync.clock.now()
            )
            _ = try await DeliveryRepository(fixture.database).insert([delivery])
            let shown = try await fixture.deliveries.find(delivery.id, context: fixture.context).content
            #expect(shown.headers["x-hub-signature"] == "***")
            let body = try JSON(parsing: Array((shown.body ?? "").utf8))
            #expect(body["payload"] == ["token": "***", "n": "a b"])
        }
    }

    @Test func `replays are in the audit log, and run oldest first`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            var ids: [Delivery.ID?] = []
            for number in 0..<30 {
                ids.append(try await fixture.deliver(["id": .string("e\(number)")], proof: secret))
                fixture.sync.clock.advance(by: .seconds(1))
            }
            try await fixture.work()
            // The order on disk after the rows have been rewritten.
            try await fixture.database.run(
                "UPDATE delivery SET detail = 'x' WHERE id IN (SELECT id FROM delivery ORDER BY md5(id::text))")
            var filter = DeliveryFilter()
            filter.state = .ignored
            filter.channels = ["project"]
            #expect(try await fixture.deliveries.replay(filter, context: fixture.context) == 30)
            let queued = try await fixture.database.run("SELECT payload->>'delivery' FROM job ORDER BY position").map {
                try $0.decode(0, as: String.self)
            }
            #expect(queued == ids.compactMap { $0?.text })
            _ = try await fixture.deliveries.replay(try #require(ids[0]), context: fixture.context)
            let rows = try await fixture.database.run(
                "SELECT object_id, after FROM audit_entry WHERE action = 'delivery.replay' ORDER BY occurred_at, id")
            #expect(rows.count == 2)
            #expect(try rows[0].decode(1, as: JSON.self)["replayed"] == 30)
            #expect(try rows[0].decode(1, as: JSON.self)["filter"]?["state"] == "ignored")
            #expect(try rows[1].decode(0, as: String?.self) == ids[0]?.text)
        }
    }

    @Test func `a bulk replay skips what a worker holds, a replay of one waits`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            let ids = [
                try await fixture.deliver(["id": "e1"], proof: secret),
                try await fixture.deliver(["id": "e2"], proof: secret),
            ]
            try await fixture.work()
            let count = try await fixture.database.transaction { transaction in
                try await transaction.run("SELECT FROM delivery WHERE id = \(try #require(ids[0])) FOR UPDATE")
                return try await fixture.deliveries.replay(DeliveryFilter(), context: fixture.context)
            }
            #expect(count == 1)
        }
    }
}
