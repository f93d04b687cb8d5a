import FakeTrackerKit
import FakeTrello
import Primitives
import Synchronization
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

@Suite struct TrelloWebhookTests {
    private let draft = WebhookDraft(callbackURL: "https://gateway.example/webhooks/board", secret: "not for Trello")

    /// Records the URLs of HEAD requests.
    private final class Asked: Sendable {
        let urls = Mutex<[String]>([])
    }

    @Test func `a webhook is registered after a HEAD, read, and removed`() async throws {
        let asked = Asked()
        let fixture = try TrelloFixture { url in
            asked.urls.withLock { $0.append(url) }
            return 200
        }
        let webhook = try await fixture.tracker.registerWebhook(draft, in: fixture.project)
        #expect(
            try await fixture.tracker.webhook(sendingTo: draft.callbackURL, in: fixture.project)?.remoteID
                == webhook.remoteID)
        #expect(try await fixture.tracker.webhook(sendingTo: draft.callbackURL + "x", in: fixture.project) == nil)
        #expect(asked.urls.withLock { $0 } == [draft.callbackURL])
        #expect(webhook.active && !webhook.failing && webhook.callbackURL == draft.callbackURL && webhook.detail == nil)
        #expect(try await fixture.tracker.webhook(webhook.remoteID, in: fixture.project) == webhook)
        for _ in 0..<2 { try await fixture.tracker.removeWebhook(webhook.remoteID, from: fixture.project) }
        #expect(try await fixture.tracker.webhook(webhook.remoteID, in: fixture.project) == nil)
        #expect(try await fixture.tracker.webhook("../boards", in: fixture.project) == nil)
    }

    @Test func `a URL that does not return 200 is refused`() async throws {
        let fixture = try TrelloFixture { _ in 404 }
        await #expect { _ = try await fixture.tracker.registerWebhook(draft, in: fixture.project) } throws: { error in
            guard case .invalid(_, let failure)? = error as? TrackerError else { return false }
            return failure.message.contains("did not return 200")
        }
    }

    @Test func `registering twice finds the existing one`() async throws {
        let fixture = try TrelloFixture()
        let first = try await fixture.tracker.registerWebhook(draft, in: fixture.project)
        let byShortLink = ProjectReference(path: fixture.fake.shortLink(of: fixture.board))
        #expect(try await fixture.tracker.registerWebhook(draft, in: byShortLink) == first)
        #expect(fixture.fake.record.allSatisfy { !$0.target.contains(TrelloFixture.token) })
    }

    @Test func `a webhook with failing deliveries, or one that was disabled, is reported`() async throws {
        let fixture = try TrelloFixture()
        let id = try await fixture.tracker.registerWebhook(draft, in: fixture.project).remoteID
        fixture.fake.failDeliveries(of: id, times: 30, active: false)
        let webhook = try #require(try await fixture.tracker.webhook(id, in: fixture.project))
        #expect(webhook.failing && !webhook.active)
        #expect(webhook.detail == "30 deliveries in a row failed since 2027-01-15T08:00:00Z")
    }

    @Test func `without the application's secret webhooks are not supported`() async throws {
        let fixture = try TrelloFixture()
        let mute = try fixture.tracker(token: TrelloFixture.token, secret: nil)
        await #expect { _ = try await mute.registerWebhook(draft, in: fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "capabilityMissing webhooks"
        }
    }
}
