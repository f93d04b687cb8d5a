import Connections
import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
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

    @Test func `a registration whose response was lost is found by its URL`() async throws {
        try await WebhookFixture.run { fixture in
            fixture.tracker.state.withLock { $0.losesReplies = true }
            let status = try await fixture.webhooks.create(
                channel: "project", manually: false, context: fixture.context)
            #expect(status.webhook.remoteID == "hook" && !status.webhook.manual)
            let secret = try #require(fixture.tracker.state.withLock { $0.webhooks["hook"]?.secret })
            #expect(try await fixture.deliver(["id": "e1"], proof: secret) != nil)
        }
    }

    @Test func `an earlier registration at the address is removed before a new one is created`() async throws {
        try await WebhookFixture.run { fixture in
            _ = try await fixture.register()
            try await fixture.database.run("DELETE FROM webhook")
            let status = try await fixture.webhooks.create(
                channel: "project", manually: false, context: fixture.context)
            #expect(status.webhook.remoteID == "hook1")
            #expect(Self.hooks(fixture) == ["hook1"])
        }
    }

    @Test func `an interrupted registration is not a manual one, and is removed at the tracker by its URL`()
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

    @Test func `while the tracker is unavailable a webhook can only be removed with force`() async throws {
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

    @Test(arguments: [true, false]) func `a channel moves its webhook along if the tracker is reachable`(
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

    @Test func `a failed registration removes only its own row`() async throws {
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
