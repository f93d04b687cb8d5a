import FakeGlitchTip
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

@Suite struct GlitchTipPersonalDataTests {
    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `no response is stored for conditional requests`(_ dialect: GlitchTip.Dialect) async throws {
        let fixture = try GlitchTipFixture(dialect)
        for number in 1...3 { fixture.fake.addEvent("acme/shop-api", fixture.event("E\(number)")) }
        let recording = RecordingTransport(InProcessTransport(fixture.fake))
        let tracker = try GlitchTipFixture.tracker(recording, clock: fixture.clock, dialect: dialect)
        let tickets = try await tracker.everyTicket(in: fixture.project, since: nil).tickets
        _ = try await tracker.ticket(tickets[0].key, in: fixture.project)
        _ = try await tracker.occurrences(of: tickets[0].key, in: fixture.project, page: nil, pageSize: 10)
        #expect(recording.requests.count > 5 && recording.requests.allSatisfy { !$0.revalidate })
    }

    /// Personal and other tags.
    private static let tags: [String: JSON] = [
        "user": "id:77", "user.id": "77", "user.email": "person@example.com", "userName": "person",
        "client_ip": "203.0.113.9",
        "request.headers.host": "shop.example", "cookies": "sid=1", "session-id": "4711",
        "reporter": "person@example.com",
        "url": "https://shop.example/basket?token=secret", "referrer": "https://shop.example/#access_token=secret",
        "shard": "7", "server_name": "web-3", "page": "https://shop.example/#/basket", "app": "shop@1.4.2",
        "browser": "Firefox 140",
    ]
    private static let told = ["app", "browser", "page", "server_name", "shard"]

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `neither the text nor the fields nor the data of a ticket contain personal data`(_ dialect: GlitchTip.Dialect)
        async throws
    {
        let fixture = try GlitchTipFixture(dialect)
        var event = try #require(Samples.exception.objectValue)
        event["tags"] = .object(Self.tags)
        event["transaction"] = "https://shop.example/basket?token=secret"
        fixture.fake.addEvent("acme/shop-api", .object(event))
        let ticket = try #require(try await fixture.tickets().first)
        #expect(ticket.customFields.map(\.name) == Self.told)
        #expect(ticket.customFields.first { $0.name == "shard" }?.value == "7")
        for text in [ticket.body, ticket.remoteData.text, JSON.array(ticket.customFields.map(\.value)).text] {
            for secret in ["person", "203.0.113.9", "4711", "secret", "sid=1", "77"] {
                #expect(!text.contains(secret), "\(secret): \(text)")
            }
        }
        #expect(ticket.body.contains("Where: `https://shop.example/basket`"))
        for name in Self.told { #expect(ticket.body.contains("- \(Markdown.line(name, limit: 60)): "), "\(name)") }
    }

    @Test func `an occurrence, which is not stored, still shows the affected user`() async throws {
        let fixture = try GlitchTipFixture()
        var event = try #require(Samples.exception.objectValue)
        event["tags"] = .object(Self.tags)
        fixture.fake.addEvent("acme/shop-api", .object(event))
        let page = try await fixture.tracker.occurrences(of: "SHOP-API-1", in: fixture.project, page: nil, pageSize: 1)
        #expect(page.items.first?.tags.contains(OccurrenceTag(name: "user.email", value: "person@example.com")) == true)
    }

    @Test(arguments: [
        ("user", true), ("USER.EMAIL", true), ("userId", true), ("user_agent", true), ("customer.email", true),
        ("X-Forwarded-For", true),
        ("http.request.header.cookie", true), ("db.user", true), ("remote_addr", true), ("users", false),
        ("zip", false),
        ("recipient", false), ("description", false), ("session", true), ("possession", false), ("e_mail", true),
        ("auth_token", true),
        ("geo.city", true), ("hotel", false), ("é", false), ("", false),
    ]) func `a name is judged by its parts`(_ name: String, _ isPersonal: Bool) {
        #expect(PersonalData.isPersonal(name: name) == isPersonal)
    }

    @Test(arguments: [
        ("person@example.com", true), ("shop@1.4.2", false), ("react@18.2.0/index.js", false),
        ("git@github.com:acme/shop", false),
        ("https://shop.example/a", false), ("https://shop.example/a?b=c", true), ("/basket?id=1", true),
        ("/basket", false),
        ("what?", false), ("what? a=b", false), ("basket?id=1", true), ("Ada <person@example.com>", true),
        ("a <b>", false),
        ("mailto:person@example.com", true), ("https://person:word@shop.example/", true),
        ("https://shop.example/#top", false),
        ("a@b.c", false),
    ]) func `a value is checked whatever its name is`(_ value: String, _ isPersonal: Bool) {
        #expect(PersonalData.isPersonalValue(by: "field", value) == isPersonal)
    }

    @Test func `an issue keeps its team and omits the affected program's users`() {
        let issue: JSON = [
            "id": "7", "culprit": "/basket?id=1", "permalink": "https://sentry.example/issues/7/?project=1",
            "userCount": 3,
            "assignedTo": ["type": "user", "email": "team@example.com", "name": "Team"],
            "metadata": ["contact_email": "person@example.com", "name": "A Person", "message": "It broke"],
            "tags": [
                ["key": "user.email", "value": "person@example.com"], ["key": "shard", "totalValues": 1],
                ["ip", "203.0.113.9"],
            ],
            "latestEvent": [
                "user": ["id": "77"], "request": ["headers": [["Cookie", "sid=1"]], "url": "/basket?id=1"],
            ],
        ]
        #expect(
            PersonalData.removed(from: issue) == [
                "id": "7", "culprit": "/basket", "permalink": "https://sentry.example/issues/7/?project=1",
                "userCount": 3,
                "assignedTo": ["type": "user", "email": "team@example.com", "name": "Team"],
                "metadata": ["message": "It broke"], "tags": [["key": "shard", "totalValues": 1]],
                "latestEvent": ["request": ["url": "/basket"]],
            ])
    }

    @Test func `a stored delivery of Sentry gives the same result without personal data`() throws {
        let event: JSON = [
            "event_id": "e1", "issue_id": "42", "project": 1, "title": "It broke",
            "user": ["email": "person@example.com"],
            "request": ["cookies": [["sid", "secret"]], "headers": [["Authorization", "secret"]]],
            "tags": [["user.id", "77"]],
            "web_url": "https://sentry.example/organizations/acme/issues/42/events/e1/",
        ]
        for (resource, data) in [("event_alert", ["event": event]), ("error", ["error": event])] as [(String, JSON)] {
            var delivery = WebhookDelivery(
                headers: [.sentryResource: resource],
                body: JSON.object([
                    "action": "triggered", "data": data, "actor": ["type": "user", "id": 5, "name": "Team"],
                ]).serialized(),
                callbackURL: "", receivedAt: Timestamp(seconds: 0))
            let project = ProjectReference(path: "acme/shop-api")
            let notices = try SentryWebhooks().notices(in: delivery, for: project)
            delivery.body = SentryWebhooks().storedBody(of: delivery)
            #expect(try SentryWebhooks().notices(in: delivery, for: project) == notices)
            #expect(notices.map(\.news) == [.ticket(key: "42", snapshot: nil)])
            let text = String(decoding: delivery.body, as: UTF8.self)
            for secret in ["person", "secret", "77"] { #expect(!text.contains(secret), "\(text)") }
            #expect(text.contains("It broke") && text.contains("Team"))
        }
        let odd = WebhookDelivery(
            headers: [:], body: Array("no JSON".utf8), callbackURL: "", receivedAt: Timestamp(seconds: 0))
        #expect(SentryWebhooks().storedBody(of: odd) == PersonalData.unreadableBody)
    }
}
