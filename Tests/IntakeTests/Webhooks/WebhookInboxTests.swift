import HTTPKit
import HTTPTypes
import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing
import TrackerKit

@Suite struct WebhookInboxTests {
    @Test func `a delivery is stored once with its job, however often and concurrently it arrives`()
        async throws
    {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        try await fixture.deliver(["id": "e1", "news": "ticket", "key": "1"], proof: secret) != nil
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.filter(\.self).count == 1)
            #expect(try await fixture.count("delivery") == 1)
            #expect(try await fixture.count("job") == 1)
        }
    }

    @Test func `many concurrent deliveries share transactions, and each gets its own response`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            let ids = try await withThrowingTaskGroup(of: Delivery.ID?.self) { group in
                for number in 0..<600 {
                    group.addTask { try await fixture.deliver(["id": .string("e\(number)")], proof: secret) }
                }
                return try await group.reduce(into: Set<Delivery.ID>()) { if let id = $1 { $0.insert(id) } }
            }
            #expect(ids.count == 600)
            #expect(try await fixture.count("delivery") == 600)
            #expect(try await fixture.count("job") == 600)
        }
    }

    @Test func `credentials in the body and the header fields of a delivery are not stored`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            let name = try #require(HTTPField.Name("X-Proof")), key = try #require(HTTPField.Name("X-Api-Key"))
            let agent = try #require(HTTPField.Name("X-Agent"))
            let admission = try await fixture.inbox.admit(
                [name: secret, key: "s3cret", agent: "a"], channel: "project", secret: nil, peer: "192.0.2.1")
            let body: JSON = ["id": "e1", "config": ["access_token": "s3cret", "url": "u"]]
            _ = try await fixture.inbox.receive(body.serialized(), admission, at: fixture.sync.clock.now())
            let row = try await fixture.database.run("SELECT convert_from(body, 'UTF8'), headers FROM delivery")[0]
            #expect(
                try JSON(parsing: Array(row.decode(0, as: String.self).utf8)) == [
                    "id": "e1", "config": ["access_token": "***", "url": "u"],
                ])
            #expect(try row.decode(1, as: JSON.self) == ["x-agent": "a"])
        }
    }

    @Test func `unauthenticated deliveries are refused and leave nothing behind`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            for proof in ["", "wrong", secret + "x", String(secret.dropLast())] {
                await #expect(throws: Failure.self) { try await fixture.deliver(["id": "e1"], proof: proof) }
            }
            await #expect(throws: ServiceError.self) {
                try await fixture.inbox.admit([:], channel: "unknown", secret: nil, peer: "192.0.2.1")
            }
            await #expect(throws: Failure.self) {
                try await fixture.inbox.probe(channel: "project", secret: "any", peer: "192.0.2.1")
            }
            try await fixture.inbox.probe(channel: "project", secret: nil, peer: "192.0.2.1")
            #expect(try await fixture.count("delivery") == 0)
        }
    }

    @Test func `a delivery without an identifier is identified by its body, and no signature is stored`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            let id = try await fixture.deliver(bytes: Array("not json \u{0}".utf8), proof: secret)
            #expect(try await fixture.deliver(bytes: Array("not json \u{0}".utf8), proof: secret) == nil)
            let stored = try await fixture.deliveries.find(try #require(id), context: fixture.context).delivery
            #expect(stored.remoteID.hasPrefix("sha256:") && stored.remoteID.count == 71)
            #expect(stored.body == Array("not json \u{0}".utf8))
            #expect(stored.headers == [:])
        }
    }

    @Test func `a removed webhook accepts nothing`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            #expect(fixture.tracker.state.withLock { $0.webhooks["hook"]?.callbackURL } == WebhookFixture.callback)
            let status = try await fixture.webhooks.find(channel: "project", context: fixture.context)
            #expect(status.remote?.failing == true && status.isKnownToTracker == true && status.secret == nil)
            await #expect(throws: ServiceError.self) { try await fixture.register() }
            try await fixture.webhooks.delete(channel: "project", context: fixture.context)
            #expect(fixture.tracker.state.withLock { $0.webhooks.isEmpty })
            await #expect(throws: ServiceError.self) { try await fixture.deliver(["id": "e1"], proof: secret) }
        }
    }

    @Test func `a secret generated by the tracker is accepted for a manual webhook, and never shown`() async throws {
        try await WebhookFixture.run { fixture in
            let secret = "the-tracker-made-this"
            await #expect(throws: ServiceError.self) {
                try await fixture.webhooks.create(
                    channel: "project", manually: false, secret: secret, context: fixture.context)
            }
            let status = try await fixture.webhooks.create(
                channel: "project", manually: true, secret: secret, context: fixture.context)
            #expect(status.secret == nil)
            #expect(try await fixture.deliver(["id": "e1"], proof: secret) != nil)
        }
    }

    @Test func `a refused registration leaves no webhook, and a manual one shows its secret once`()
        async throws
    {
        try await WebhookFixture.run { fixture in
            fixture.tracker.state.withLock { $0.refusesWebhooks = true }
            await #expect(throws: ServiceError.self) { try await fixture.register() }
            #expect(try await fixture.count("webhook") == 0)
            let manual = try await fixture.webhooks.create(channel: "project", manually: true, context: fixture.context)
            let secret = try #require(manual.secret)
            #expect(manual.callbackURL == WebhookFixture.callback)
            #expect(try await fixture.deliver(["id": "e1"], proof: secret) != nil)
            #expect(try await fixture.webhooks.find(channel: "project", context: fixture.context).secret == nil)
        }
    }
}
