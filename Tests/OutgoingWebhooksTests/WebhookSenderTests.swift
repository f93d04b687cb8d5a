import Documents
import Foundation
import HTTPKit
import HTTPTypes
import JobQueue
import Models
import OutgoingWebhooks
import Postgres
import Primitives
import PrimitivesTestSupport
import ServiceTestSupport
import Testing
import TrackerKit

@Suite struct WebhookSenderTests {
    private func isSigned(_ call: ScriptedReceiver.Call, by secret: String) throws -> Bool {
        try #require(StandardWebhookSignature(secret: secret)).isValid(
            call.field("webhook-signature"), id: call.id, timestamp: call.field("webhook-timestamp"),
            body: call.request.body ?? [],
            now: call.at)
    }

    @Test func `a delivery conforms to Standard Webhooks`() async throws {
        try await SubscriptionFixture.run { fixture in
            let (_, secret) = try await fixture.subscribe()
            let happened = fixture.clock.now()
            let notified = try await fixture.notify { $0.data = ["text": "ä \" \u{1F389}"] }
            fixture.clock.advance(by: .seconds(3))
            try await fixture.drive(for: .seconds(1))
            let call = try #require(fixture.receiver.calls.first)
            let id = try #require(OutgoingDelivery.ID(call.id))
            #expect(notified == .enqueued(id))
            #expect(call.request.method == .post)
            #expect(call.request.url == "https://ops.example/hook")
            #expect(call.request.timeout == .seconds(15))
            #expect(call.request.followsRedirects == 0)
            #expect(call.request.headers[.contentType] == "application/json")
            #expect(call.field("webhook-timestamp") == String(fixture.clock.now().seconds))
            #expect(!call.id.contains("."))
            #expect(try isSigned(call, by: secret))
            let body = String(decoding: call.request.body ?? [], as: UTF8.self)
            #expect(body == #"{"type":"test.happened","timestamp":"\#(happened.rfc3339)","data":{"text":"ä \" 🎉"}}"#)
            let delivery = try #require(try await fixture.deliveries().first)
            #expect(delivery.state == .delivered)
            let story = try await fixture.story(of: delivery)
            #expect(story.delivery.payload == body)
            #expect(story.attempts.map(\.status) == [204])
        }
    }

    @Test func `secrets that a receiver quotes are masked in what is stored of its response`() async throws {
        try await SubscriptionFixture.run { fixture in
            let (_, first) = try await fixture.subscribe()
            let (_, new) = try await fixture.service.rotate("ops", to: nil, context: SubscriptionFixture.context)
            fixture.receiver.answers { _ in
                ClientResponse(
                    status: 400, headers: [.server: "s \(new)"], body: Array("expected \(first) or \(new).".utf8))
            }
            try await fixture.notify()
            try await fixture.drive(for: .seconds(1))
            let delivery = try #require(try await fixture.deliveries().first)
            let attempt = try #require(try await fixture.story(of: delivery).attempts.first)
            #expect(String(decoding: attempt.body, as: UTF8.self) == "expected … or ….")
            #expect(attempt.headers["server"] == "s …")
        }
    }

    @Test func `after a rotation both secrets verify for a day, and then the new one alone`() async throws {
        try await SubscriptionFixture.run { fixture in
            let (_, first) = try await fixture.subscribe()
            let (changed, second) = try await fixture.service.rotate(
                "ops", to: nil, context: SubscriptionFixture.context)
            #expect(changed.formerSecret?.until == fixture.clock.now() + .seconds(86_400))
            try await fixture.notify()
            try await fixture.drive(for: .seconds(1))
            fixture.clock.advance(by: .seconds(86_400))
            try await fixture.notify()
            try await fixture.drive(for: .seconds(1))
            let calls = fixture.receiver.calls
            #expect(calls.map { $0.field("webhook-signature").split(separator: " ").count } == [2, 1])
            let verified = try calls.map { [try isSigned($0, by: first), try isSigned($0, by: second)] }
            #expect(verified == [[true, true], [false, true]])
            #expect(try await fixture.count("audit_entry", where: "action = 'webhook_subscription.rotate'") == 1)
        }
    }

    @Test func `the first four KiB of a response are stored, and the fields with the reason`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe()
            fixture.receiver.answers { call in
                #expect(call.request.maximumResponseBytes == 4096)
                #expect(call.request.cutsResponse)
                return ClientResponse(
                    status: 500, headers: [.contentType: "text/plain", .setCookie: "session=1"],
                    body: Array(repeating: 0x61, count: 5000))
            }
            try await fixture.notify()
            try await fixture.worker.runDue()
            let delivery = try #require(try await fixture.deliveries().first)
            let attempt = try #require(try await fixture.story(of: delivery).attempts.first)
            #expect(attempt.body.count == 4096)
            #expect(attempt.headers == ["content-type": "text/plain"])
            #expect(attempt.error == "responded with 500")
        }
    }

    @Test func `errors contain the position and never the key`() async throws {
        try await SubscriptionFixture.run { fixture in
            try await fixture.subscribe { $0.url = "https://ops.example/T000/secretpath?key=secretquery" }
            fixture.receiver.answers { _ in
                throw TransportError(.connect, detail: "https://ops.example: Couldn't connect to server")
            }
            try await fixture.notify()
            try await fixture.worker.runDue()
            let dump = try await fixture.database.run(
                "SELECT (SELECT string_agg(a::text, ' ') FROM outgoing_attempt a) || (SELECT string_agg(j::text, ' ') FROM job j)"
            )[0]
            let text = try dump.decode(0, as: String.self)
            #expect(text.contains("Couldn't connect"))
            #expect(!text.contains("secretpath") && !text.contains("secretquery"))
            #expect(try await fixture.count("audit_entry", where: "after::text LIKE '%secretquery%'") == 0)
        }
    }

    @Test func `types are names separated by full stops`() {
        for type in ["a", "ticket.created", "A_1.b.c"] { #expect(WebhookPayload.isType(type), "\(type)") }
        for type in ["", ".", "a.", ".a", "a..b", "a b", "ä", "a-b", String(repeating: "a", count: 101)] {
            #expect(!WebhookPayload.isType(type), "\(type)")
        }
    }
}
