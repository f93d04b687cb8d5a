import Crypto
import FakeGlitchTip
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

@Suite struct GlitchTipWebhookTests {
    private static let secret = WebhookSecret(shared: "integration-client-secret", credentials: .token("t"))
    private static let body = Array(
        #"{"action":"resolved","data":{"issue":{"id":"162","shortId":"SHOP-API-52"}}}"#.utf8)

    private static func signature(_ body: [UInt8], _ secret: String) -> String {
        HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(secret.utf8)))
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func delivery(_ body: [UInt8], _ signature: String?) -> WebhookDelivery {
        var headers: HTTPFields = [.sentryResource: "issue"]
        headers[HTTPField.Name("Request-ID")!] = "b1a5ba51"
        if let signature { headers[.sentrySignature] = signature }
        return WebhookDelivery(
            headers: headers, body: body, callbackURL: "https://gateway.example/hooks/x",
            receivedAt: Timestamp(seconds: 0))
    }

    @Test func `a delivery signed by Sentry is authentic and labelled`() throws {
        let delivery = Self.delivery(Self.body, Self.signature(Self.body, Self.secret.shared))
        #expect(SentryWebhooks().isAuthentic(delivery, Self.secret))
        #expect(SentryWebhooks().label(of: delivery) == WebhookLabel(deliveryID: "b1a5ba51", event: "issue.resolved"))
        #expect(try SentryWebhooks().notices(in: delivery).map(\.news) == [.ticket(key: "162", snapshot: nil)])
        #expect(!SentryWebhooks().secretIsInAddress)
    }

    @Test func `a missing or empty signature, one with an empty secret, and one in capitals are refused`() {
        let good = Self.signature(Self.body, Self.secret.shared)
        for signature in [
            nil, "", "0", good.uppercased(), good + "00", String(good.dropLast(2)), Self.signature(Self.body, ""),
        ] {
            #expect(!SentryWebhooks().isAuthentic(Self.delivery(Self.body, signature), Self.secret))
        }
        let empty = WebhookSecret(shared: "", credentials: .token("t"))
        #expect(!SentryWebhooks().isAuthentic(Self.delivery(Self.body, Self.signature(Self.body, "")), empty))
    }

    @Test func `ten thousand deliveries with one flipped bit are all refused`() {
        var generator = SeededGenerator(seed: 20_261_121)
        let good = Self.signature(Self.body, Self.secret.shared)
        var accepted = 0, tried = 0
        while tried < 10_000 {
            var body = Self.body, signature = Array(good.utf8), secret = Array(Self.secret.shared.utf8)
            switch tried % 3 {
            case 0: body = generator.mutated(body)
            case 1: signature = generator.mutated(signature)
            default: secret = generator.mutated(secret)
            }
            guard let text = String(validating: signature, as: UTF8.self),
                let key = String(validating: secret, as: UTF8.self)
            else {
                tried += 1
                continue
            }
            let delivery = Self.delivery(body, text)
            if SentryWebhooks().isAuthentic(delivery, WebhookSecret(shared: key, credentials: .token("t"))) {
                accepted += 1
            }
            tried += 1
        }
        print("Sentry's signature: \(tried) deliveries with one bit turned over, \(accepted) accepted")
        #expect(accepted == 0)
    }

    @Test func `GlitchTip alerts are authenticated by the complete secret in the URL only`() {
        let secret = WebhookSecret(shared: "q8Zr0hJ3", credentials: .token("t"))
        let dialect = GlitchTipWebhooks()
        #expect(dialect.secretIsInAddress)
        func isAuthentic(_ url: String, _ secret: WebhookSecret = secret) -> Bool {
            dialect.isAuthentic(.of(["text": "GlitchTip Alert"], url: url), secret)
        }
        #expect(isAuthentic("https://gateway.example/hooks/q8Zr0hJ3"))
        #expect(isAuthentic("https://gateway.example/hooks/q8Zr0hJ3/shop?x=1"))
        for url in [
            "https://gateway.example/hooks/", "https://gateway.example/hooks/q8Zr0hJ",
            "https://gateway.example/hooks/q8Zr0hJ33",
            "https://gateway.example/hooks/Q8Zr0hJ3", "https://gateway.example/hooks?s=q8Zr0hJ3",
            "https://gateway.example/#/q8Zr0hJ3/", "",
        ] { #expect(!isAuthentic(url), "\(url)") }
        let empty = WebhookSecret(shared: "", credentials: .token("t"))
        #expect(!isAuthentic("https://gateway.example/hooks//", empty) && !isAuthentic("", empty))
    }

    @Test func `a repeated alert with the same body is another delivery`() {
        let first = WebhookDelivery.of(["text": "GlitchTip Alert"])
        var second = first
        second.receivedAt = first.receivedAt + .seconds(60)
        #expect(GlitchTipWebhooks().label(of: first) == GlitchTipWebhooks().label(of: first))
        #expect(GlitchTipWebhooks().label(of: first) != GlitchTipWebhooks().label(of: second))
    }

    @Test func `an uptime alert reports no ticket`() throws {
        let body: JSON = [
            "text": "GlitchTip Uptime Alert",
            "attachments": [
                [
                    "title": "Shop", "title_link": "https://tip.example/acme/uptime-monitors/3",
                    "text": "The monitored site has gone down.",
                ]
            ],
        ]
        #expect(try GlitchTipWebhooks().notices(in: .of(body)).isEmpty)
    }

    @Test func `hostile bodies are refused or ignored, and never break anything`() {
        let bodies = [
            "", "null", "[]", "{}", "\"text\"", "{\"text\":1}", "{\"attachments\":{}}",
            "{\"attachments\":[1,null,[]],\"text\":\"x\"}",
            "{\"attachments\":[{\"title_link\":\"/issues/\"}]}", "{\"attachments\":[{\"title_link\":\"/issues/12x\"}]}",
            "{\"attachments\":[{\"title_link\":\"/issues/../../1\"}]}", "{\"data\":{\"issue\":{\"id\":\"../1\"}}}",
            "{\"data\":{\"event\":{\"issue_id\":true}}}", "{\"data\":{\"comment_id\":1}}",
            String(repeating: "[", count: 5000),
            "\u{0}\u{1}",
        ]
        for body in bodies {
            let delivery = WebhookDelivery(
                headers: [:], body: Array(body.utf8), callbackURL: "https://gateway.example/",
                receivedAt: Timestamp(seconds: 0))
            for dialect in [GlitchTipWebhooks(), SentryWebhooks()] as [any WebhookDialect] {
                _ = dialect.label(of: delivery)
                do {
                    for notice in try dialect.notices(in: delivery) {
                        if case .ticket(let key, _) = notice.news { #expect(key.isNumber, "\(body)") }
                    }
                } catch TrackerError.malformedResponse {
                    continue
                } catch {
                    Issue.record("\(body) threw \(error)")
                }
            }
        }
    }

    @Test func `an alert is registered, read and removed, and its secret stays hidden`() async throws {
        let fixture = try GlitchTipFixture()
        let draft = WebhookDraft(callbackURL: "https://gateway.example/hooks/q8Zr0hJ3", secret: "q8Zr0hJ3")
        let made = try await fixture.tracker.registerWebhook(draft, in: fixture.project)
        #expect(
            try await fixture.tracker.webhook(sendingTo: draft.callbackURL, in: fixture.project)?.remoteID
                == made.remoteID)
        #expect(try await fixture.tracker.webhook(sendingTo: draft.callbackURL + "x", in: fixture.project) == nil)
        #expect(fixture.fake.alertURLs("acme/shop-api") == [draft.callbackURL])
        let read = try await fixture.tracker.webhook(made.remoteID, in: fixture.project)
        #expect(read == made)
        #expect(made.callbackURL == "https://gateway.example/…" && made.active)
        try await fixture.tracker.removeWebhook(made.remoteID, from: fixture.project)
        try await fixture.tracker.removeWebhook(made.remoteID, from: fixture.project)
        #expect(try await fixture.tracker.webhook(made.remoteID, in: fixture.project) == nil)
        await #expect(throws: TrackerError.self) {
            _ = try await fixture.tracker.registerWebhook(draft, in: ProjectReference(path: "acme/nope"))
        }
    }

    @Test func `an alert of a project with another slug, or that the token may not see, is not reported as removed`()
        async throws
    {
        let fixture = try GlitchTipFixture()
        let draft = WebhookDraft(callbackURL: "https://gateway.example/hooks/q8Zr0hJ3", secret: "q8Zr0hJ3")
        let made = try await fixture.tracker.registerWebhook(draft, in: fixture.project)
        let id = try await fixture.tracker.project(fixture.project.path).remoteID
        for (path, error) in [
            ("acme/former", "notFound project acme/former"), ("acme/other", "projectReplaced"),
        ] {
            let project = ProjectReference(path: path, remoteID: id)
            await #expect { try await fixture.tracker.removeWebhook(made.remoteID, from: project) } throws: {
                ($0 as? TrackerError)?.kindName == error
            }
        }
        fixture.fake.inject(.page(.notFound, "no"), times: 10, path: "/alerts/")
        await #expect { try await fixture.tracker.removeWebhook(made.remoteID, from: fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "forbidden"
        }
        #expect(fixture.fake.alertURLs("acme/shop-api") == [draft.callbackURL])
    }

    @Test func `Sentry does not register webhooks`() async throws {
        let fixture = try GlitchTipFixture(.sentry)
        await #expect(throws: TrackerError.self) {
            _ = try await fixture.tracker.registerWebhook(
                WebhookDraft(callbackURL: "https://x", secret: "x"), in: fixture.project)
        }
    }
}
