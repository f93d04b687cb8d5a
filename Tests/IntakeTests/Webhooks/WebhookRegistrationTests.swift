import Connections
import Intake
import Models
import Postgres
import Primitives
import Repositories
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing
import TrackerKit

@Suite struct WebhookRegistrationTests {
    private static func hooks(_ fixture: WebhookFixture) -> [String] {
        fixture.tracker.state.withLock { $0.webhooks.keys.sorted() }
    }

    @Test func `a registration whose answer was lost is found by its address`() async throws {
        try await WebhookFixture.run { fixture in
            fixture.tracker.state.withLock { $0.losesReplies = true }
            let status = try await fixture.webhooks.create(
                channel: "project", manually: false, context: fixture.context)
            #expect(status.webhook.remoteID == "hook" && !status.webhook.manual)
            let secret = try #require(fixture.tracker.state.withLock { $0.webhooks["hook"]?.secret })
            #expect(try await fixture.deliver(["id": "e1"], proof: secret) != nil)
        }
    }

    @Test func `what an earlier registration left at the address goes before a new one is made`() async throws {
        try await WebhookFixture.run { fixture in
            _ = try await fixture.register()
            try await fixture.database.run("DELETE FROM webhook")
            let status = try await fixture.webhooks.create(
                channel: "project", manually: false, context: fixture.context)
            #expect(status.webhook.remoteID == "hook1")
            #expect(Self.hooks(fixture) == ["hook1"])
        }
    }

    @Test func `a registration that was cut off is no manual one, and is removed at the tracker by its address`()
        async throws
    {
        try await WebhookFixture.run { fixture in
            _ = try await fixture.register()
            try await fixture.database.run("UPDATE webhook SET remote_id = NULL")
            let status = try await fixture.webhooks.find(channel: "project", context: fixture.context)
            #expect(!status.webhook.manual && status.remote?.remoteID == "hook")
            try await fixture.webhooks.delete(channel: "project", context: fixture.context)
            #expect(Self.hooks(fixture) == [])
        }
    }

    @Test func `while the tracker is away a webhook is removed by force alone`() async throws {
        try await WebhookFixture.run { fixture in
            _ = try await fixture.register()
            fixture.tracker.state.withLock { $0.isAway = true }
            await #expect(throws: ServiceError.self) {
                try await fixture.webhooks.delete(channel: "project", context: fixture.context)
            }
            #expect(try await fixture.count("webhook") == 1)
            try await fixture.webhooks.delete(channel: "project", force: true, context: fixture.context)
            #expect(try await fixture.count("webhook") == 0)
            fixture.tracker.state.withLock { $0.isAway = false }
            _ = try await fixture.webhooks.create(channel: "project", manually: false, context: fixture.context)
            #expect(Self.hooks(fixture) == ["hook1"])
        }
    }

    @Test(arguments: [true, false]) func `a channel takes its webhook along, if the tracker can be reached`(
        _ isAway: Bool
    ) async throws {
        try await WebhookFixture.run { fixture in
            _ = try await fixture.register()
            fixture.tracker.state.withLock { $0.isAway = isAway }
            try await fixture.channels().delete("project", context: fixture.context, precondition: .none)
            #expect(Self.hooks(fixture) == (isAway ? ["hook"] : []))
            #expect(try await fixture.count("channel") == 0)
        }
    }

    @Test func `a failed registration takes away its own row alone`() async throws {
        try await WebhookFixture.run { fixture in
            _ = try await fixture.webhooks.create(channel: "project", manually: true, context: fixture.context)
            let present = try #require(try await WebhookRepository(fixture.database).find(fixture.sync.channel.id))
            var other = present
            other.secret = SealedSecret(keyID: present.secret.keyID, bytes: present.secret.bytes + [0])
            #expect(try await !WebhookRepository(fixture.database).delete(other))
            #expect(
                try await !WebhookRepository(fixture.database).setRemoteID("x", of: other, at: fixture.sync.clock.now())
            )
            #expect(try await WebhookRepository(fixture.database).delete(present))
        }
    }
}
