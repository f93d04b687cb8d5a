import Documents
import HTTPKit
import HTTPTypes
import JobQueue
import Models
import OutgoingWebhooks
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceKit
import ServiceTestSupport
import Testing
import TrackerKit

@Suite struct OutgoingDeliveryTests {
    private static let down = TransportError(.connect, detail: "https://ops.example: Couldn't connect to server")

    @Test func `a delivery is tried immediately and then on schedule with jitter, until it has failed`()
        async throws
    {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            fixture.receiver.answers(500)
            let start = fixture.clock.now()
            try await fixture.notify()
            try await fixture.drive(for: .seconds(7 * 86_400))
            let calls = fixture.receiver.calls
            // Half of the jitter is added to each.
            let waits = [5, 300, 1800, 7200, 18_000, 36_000, 36_000].map { Duration.milliseconds($0 * 1100) }
            #expect(calls[0].at == start)
            #expect(zip(calls, calls.dropFirst()).map { $1.at - $0.at } == waits)
            #expect(Set(calls.map(\.id)).count == 1)
            #expect(Set(calls.map { $0.field("webhook-timestamp") }).count == 8)
            let delivery = try #require(try await fixture.deliveries().first)
            #expect(delivery.state == .failed)
            #expect(delivery.detail == "responded with 500")
            #expect(delivery.attempts == 8)
            #expect(try await fixture.story(of: delivery).attempts.map(\.number) == Array(1...8))
            #expect(try await fixture.count("job") == 0)
        }
    }

    @Test(arguments: [301, 302, 307, 400, 404, 503])
    func `only 2xx is success, and no redirect is followed`(_ status: Int) async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            fixture.receiver.answers(status, headers: [.location: "https://elsewhere.example/"])
            try await fixture.notify()
            try await fixture.worker.runDue()
            let delivery = try #require(try await fixture.deliveries().first)
            #expect(delivery.state == .waiting)
            #expect(delivery.nextAttemptAt == fixture.clock.now() + .milliseconds(5500))
            #expect(fixture.receiver.calls.count == 1)
            #expect(try await fixture.find().breaker.failingSince == fixture.clock.now())
        }
    }

    @Test func `Retry-After applies to the whole subscription and is always respected`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            fixture.receiver.answers(429, headers: [.retryAfter: "100"])
            try await fixture.notify()
            try await fixture.worker.runDue()
            let asked = fixture.clock.now()
            fixture.receiver.answers(200)
            for _ in 0..<20 { try await fixture.notify() }
            try await fixture.drive(for: .seconds(3600))
            let later = fixture.receiver.calls.dropFirst()
            #expect(later.count == 21)
            #expect(later.allSatisfy { $0.at >= asked + .seconds(100) })
            #expect(try await fixture.deliveries().allSatisfy { $0.state == .delivered })
            #expect(try await fixture.find().breaker.failingSince == nil)
        }
    }

    @Test func `a receiver that requests a week's delay is called again after a day`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            fixture.receiver.answers(503, headers: [.retryAfter: "604800"])
            try await fixture.notify()
            try await fixture.worker.runDue()
            #expect(try await fixture.find().breaker.throttledUntil == fixture.clock.now() + .seconds(86_400))
        }
    }

    @Test func `410 disables the subscription, discards pending deliveries, and emits an event`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            fixture.receiver.answers(500)
            for _ in 0..<3 { try await fixture.notify() }
            try await fixture.worker.runDue()
            fixture.receiver.answers(410)
            fixture.clock.advance(by: .seconds(6))
            try await fixture.worker.runDue()
            let subscription = try await fixture.find()
            #expect(subscription.disabled?.reason == .gone)
            #expect(try await fixture.deliveries().allSatisfy { $0.state == .failed })
            #expect(
                try await fixture.count("event", where: "type = 'subscription.disabled' AND channel_id IS NULL") == 1)
            #expect(try await fixture.count("audit_entry", where: "action = 'webhook_subscription.disable'") == 1)
            #expect(try await fixture.notify() == .disabled)
            try await fixture.drive(for: .seconds(86_400))
            #expect(fixture.receiver.calls.count <= 6)
            await #expect(throws: ServiceError.self) {
                try await fixture.service.replay(of: "ops", context: SubscriptionFixture.context) { _ in }
            }
        }
    }

    @Test func `a receiver that fails for 120 hours is disabled, and starts afresh when it is enabled`()
        async throws
    {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            fixture.receiver.answers { _ in throw Self.down }
            let start = fixture.clock.now()
            for _ in 0..<11 {
                try await fixture.notify()
                try await fixture.drive(for: .seconds(12 * 3600))
            }
            let disabled = try #require(try await fixture.find().disabled)
            #expect(disabled.reason == .failing)
            #expect(disabled.since >= start + .seconds(120 * 3600))
            #expect(disabled.since < start + .seconds(132 * 3600))
            #expect(try await fixture.count("outgoing_delivery", where: "state = 'waiting'") == 0)
            #expect(try await fixture.count("event", where: "type = 'subscription.disabled'") == 1)
            var patch = SubscriptionPatch()
            patch.isEnabled = .set(true)
            fixture.receiver.answers(200)
            let enabled = try await fixture.service.update(
                "ops", patch, if: .none, context: SubscriptionFixture.context)
            #expect(enabled.disabled == nil)
            let replayed = try await fixture.service.replay(of: "ops", context: SubscriptionFixture.context) {
                $0.state = .failed
            }
            let all = try await fixture.deliveries()
            #expect(replayed == all.count)
            try await fixture.drive(for: .seconds(60))
            #expect(try await fixture.deliveries().allSatisfy { $0.state == .delivered })
        }
    }

    @Test func `a replay keeps the identifier and restarts the schedule`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            try await fixture.notify()
            try await fixture.drive(for: .seconds(1))
            let delivery = try #require(try await fixture.deliveries().first)
            fixture.receiver.answers(500)
            let story = try await fixture.service.replay(delivery.id, of: "ops", context: SubscriptionFixture.context)
            #expect(story.delivery.state == .waiting)
            // A pending one is unchanged.
            #expect(try await fixture.service.replay(of: "ops", context: SubscriptionFixture.context) { _ in } == 0)
            try await fixture.worker.runDue()
            fixture.receiver.answers(200)
            try await fixture.drive(for: .seconds(60))
            let after = try await fixture.story(of: delivery)
            #expect(after.delivery.state == .delivered)
            #expect(after.attempts.map(\.status) == [204, 500, 200])
            #expect(Set(fixture.receiver.calls.map(\.id)) == [delivery.id.text])
            #expect(try await fixture.count("audit_entry", where: "action = 'outgoing_delivery.replay'") == 2)
        }
    }

    @Test func `of equal keys one is sent`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            try await fixture.notify(key: "a")
            #expect(try await fixture.notify(key: "a") == .repeated)
            #expect(try await fixture.notify("nobody") == .unknown)
            try await fixture.drive(for: .seconds(1))
            #expect(fixture.receiver.calls.count == 1)
        }
    }

    @Test func `a test is sent immediately and once, also for a disabled subscription`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe { $0.isEnabled = false }
            fixture.receiver.answers(500)
            let failed = try await fixture.service.test("ops", context: SubscriptionFixture.context)
            #expect(failed.delivery.state == .failed)
            #expect(failed.attempts.map(\.status) == [500])
            fixture.receiver.answers(200)
            let story = try await fixture.service.test("ops", context: SubscriptionFixture.context)
            #expect(story.delivery.state == .delivered)
            #expect(story.delivery.type == "subscription.test")
            #expect(story.delivery.payload.hasPrefix(#"{"type":"subscription.test","#))
            try await fixture.drive(for: .seconds(86_400))
            #expect(fixture.receiver.calls.count == 2)
        }
    }

    @Test func `confidential tickets are shown to callers who may see them`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            try await fixture.notify { $0.isConfidential = true }
            let delivery = try #require(try await fixture.deliveries().first)
            let plain = CallContext(
                principal: Principal(kind: .client, id: "c", name: "c", scopes: [.rulesAdmin, .ticketsRead]),
                requestID: "r")
            #expect(try await !fixture.service.delivery(delivery.id, of: "ops", context: plain).showsPayload)
            #expect(try await fixture.story(of: delivery).showsPayload)
            let narrow = Principal(kind: .client, id: "c", name: "c", scopes: [.rulesAdmin, .ticketsRead])
            try await fixture.subscribe("narrow", as: narrow)
            #expect(try await fixture.notify("narrow") { $0.isConfidential = true } == .notAllowed)
        }
    }

    @Test func `old and finished operations are deleted, and those without a job are failed`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            try await fixture.notify()
            try await fixture.drive(for: .seconds(1))
            try await fixture.notify()
            try await fixture.database.run("DELETE FROM job")
            fixture.clock.advance(by: .seconds(40 * 86_400))
            try await fixture.service.prune(before: fixture.clock.now() - .seconds(30 * 86_400))
            #expect(try await fixture.deliveries().map(\.state) == [.waiting])
            #expect(try await fixture.service.failStranded() == 1)
            #expect(try await fixture.deliveries().map(\.detail) == ["its job no longer exists"])
        }
    }
}
