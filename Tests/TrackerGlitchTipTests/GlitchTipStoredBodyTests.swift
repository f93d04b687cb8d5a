import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

@Suite struct GlitchTipStoredBodyTests {
    private static func delivery(_ body: [UInt8], _ resource: String = "event_alert") -> WebhookDelivery {
        WebhookDelivery(
            headers: [.sentryResource: resource], body: body, callbackURL: "", receivedAt: Timestamp(seconds: 0))
    }

    /// Members that are not valid JSON.
    private static let flaws: [[UInt8]] = [
        Array(#""z":NaN"#.utf8), Array(#""title":"It broke again""#.utf8), Array(#""z":"\ud83d""#.utf8),
        Array(("\"z\":" + String(repeating: "[", count: 200) + String(repeating: "]", count: 200)).utf8),
        Array(#""z":1e400"#.utf8),
        Array("\"z\":\"\u{1}\"".utf8), Array(#""z":""#.utf8) + [0xFF] + Array("\"".utf8),
    ]

    @Test(arguments: flaws) func `a delivery of Sentry with a flaw is filtered as any other`(_ flaw: [UInt8]) throws {
        let event =
            #"{"data":{"event":{"issue_id":"42","title":"It broke","user":{"email":"person@example.com"},"tags":[["user.id","77"]],"#
        var delivery = Self.delivery(Array(event.utf8) + flaw + Array("}}}".utf8))
        let project = ProjectReference(path: "acme/shop-api")
        let notices = try SentryWebhooks().notices(in: delivery, for: project)
        delivery.body = SentryWebhooks().storedBody(of: delivery)
        #expect(notices.map(\.news) == [.ticket(key: "42", snapshot: nil)])
        #expect(try SentryWebhooks().notices(in: delivery, for: project) == notices)
        let text = String(decoding: delivery.body, as: UTF8.self)
        #expect(!text.contains("person") && !text.contains("77"), "\(text)")
        #expect(text.contains("It broke"))
    }

    @Test(arguments: [
        "", "person@example.com", #"{"data":{"event":{"user":"person""#, #"["person@example.com"]"#, #""person""#,
    ])
    func `an unreadable body is not stored`(_ body: String) throws {
        for dialect in [SentryWebhooks(), GlitchTipWebhooks()] as [any WebhookDialect] {
            let stored = dialect.storedBody(of: Self.delivery(Array(body.utf8)))
            #expect(stored == PersonalData.unreadableBody)
            #expect(throws: TrackerError.self) {
                _ = try dialect.notices(in: Self.delivery(stored), for: ProjectReference(path: "acme/shop-api"))
            }
        }
    }

    @Test func `the grant of an installation is not stored, and what describes it is`() {
        let body = Array(
            #"{"action":"created","actor":{"id":1,"name":"Ann"},"data":{"installation":{"code":"f3c71b49","uuid":"a8e5","status":"pending"}},"installation":{"uuid":"a8e5","code":"f3c71b49"}}"#
                .utf8)
        let delivery = Self.delivery(body, "installation")
        let stored = String(decoding: SentryWebhooks().storedBody(of: delivery), as: UTF8.self)
        #expect(!stored.contains("f3c71b49"))
        #expect(stored.contains(#""installation":{"code":"***","status":"pending","uuid":"a8e5"}"#), "\(stored)")
    }

    @Test func `an event that is not an object is not stored`() {
        let body = Array(#"{"data":{"event":["person"],"error":"person"},"event":"person"}"#.utf8)
        #expect(
            !String(decoding: SentryWebhooks().storedBody(of: Self.delivery(body)), as: UTF8.self).contains("person"))
    }

    @Test func `the location of a Sentry issue is stored without its query`() {
        let body = Array(#"{"data":{"issue":{"id":"7","culprit":"GET /search?email=person"}}}"#.utf8)
        let stored = String(decoding: SentryWebhooks().storedBody(of: Self.delivery(body, "issue")), as: UTF8.self)
        #expect(stored == #"{"data":{"issue":{"culprit":"GET /search","id":"7"}}}"#)
    }

    @Test func `a GlitchTip alert is stored without the fields about a person`() throws {
        let fields: [JSON] = [
            ["title": "Project", "value": "Shop API", "short": true], ["title": "User.id", "value": "77"],
            ["title": "USER", "value": 77],
            ["title": "Email", "value": "person"], ["title": "Url", "value": "https://a.b/?email=person"],
            ["title": "Reporter", "value": "person@example.com"], ["title": "Peer", "value": "203.0.113.9"],
            ["title": "Server Name", "value": "web-2"], ["title": "Release", "value": "1.2.3.4"],
            ["title": "List", "value": ["person@example.com"]],
        ]
        let body: JSON = [
            "alias": "GlitchTip", "text": "GlitchTip Alert",
            "attachments": [
                [
                    "title": "Failed: https://a.b/?email=person (twice)",
                    "title_link": "https://tip.example/acme/issues/162",
                    "text": "GET /search?email=person", "color": "#e52b50", "fields": .array(fields),
                ]
            ],
            "sections": [["activityTitle": "Failed: https://a.b/?email=person"]],
        ]
        var delivery = Self.delivery(body.serialized())
        let project = ProjectReference(path: "acme/shop-api")
        let notices = try GlitchTipWebhooks().notices(in: delivery, for: project)
        delivery.body = GlitchTipWebhooks().storedBody(of: delivery)
        #expect(try GlitchTipWebhooks().notices(in: delivery, for: project) == notices && notices.count == 2)
        let stored = try JSON(parsing: delivery.body)
        let kept = stored["attachments"]?[0]?["fields"]?.arrayValue?.compactMap { $0["title"]?.stringValue }
        #expect(kept == ["Project", "Server Name", "Release"])
        #expect(
            stored["attachments"]?[0]?["title"] == "Failed: https://a.b/ (twice)"
                && stored["attachments"]?[0]?["text"] == "GET /search")
        for secret in ["person", "77", "203.0"] { #expect(!stored.text.contains(secret), "\(stored.text)") }
    }

    @Test func `an alert of GlitchTip with a flaw is filtered as any other`() {
        let body = #"{"text":"GlitchTip Alert","z":NaN,"attachments":[{"fields":[{"title":"User.id","value":"77"}]}]}"#
        let stored = String(
            decoding: GlitchTipWebhooks().storedBody(of: Self.delivery(Array(body.utf8))), as: UTF8.self)
        #expect(stored == #"{"attachments":[{"fields":[]}],"text":"GlitchTip Alert","z":null}"#)
    }

    @Test func `the text and the fingerprint of a ticket contain no query, login or address`() throws {
        let event = try GlitchTip.Event(
            WireObject(
                [
                    "eventID": "a", "culprit": "GET /search?email=person",
                    "fingerprints": ["checkout", "person@example.com"],
                    "entries": [
                        [
                            "type": "request",
                            "data": ["method": "GET", "url": "https://person:word@a.b/x?email=person"],
                        ]
                    ],
                    "tags": [
                        ["key": "peer", "value": "203.0.113.9"],
                        ["key": "dsn", "value": "jdbc:mysql://person:word@h/x"],
                    ],
                ], "event"))
        #expect(event.fingerprint == "checkout" && event.customFields.isEmpty)
        #expect(event.markdown == "Request: `GET https://a.b/x`\n\nWhere: `GET /search`")
    }

    /// Parts of an issue in Sentry's format, and with names and values that a program may have chosen.
    private static let unusual: [String] = [
        #""tags":{"user.id":"SECRET"}"#, #""tags":["user.id:SECRET","ip=SECRET"]"#, #""tags":"email=SECRET""#,
        #""tags":[["user",{"id":"SECRET"}]]"#, #""tags":[{"key":"peer","topValues":[{"value":"203.0.113.9 SECRET"}]}]"#,
        #""tags":[{"key":"list","value":["a@b.example","SECRET"]}]"#, #""tags":[{"key":["user"],"value":"SECRET"}]"#,
        #""metadata":{"actor":{"email":"SECRET@example.com","username":"SECRET"}}"#,
        #""metadata":{"contact_email":null,"name":"SECRET"}"#, #""culprit":"/u/SECRET@example.com/x?y=1""#,
        #""culprit":"search?name=A SECRET&x=1""#, #""culprit":"jdbc:mysql://SECRET:SECRET@db/x""#,
        #""culprit":"postgres://u:SEC#RET@db/x""#, #""latestEvent":{"user":{"id":"SECRET"}}"#,
        #""extra":{"userEmails":["SECRET@example.com"]}"#, #""contexts":{"client":{"ipAddress":"SECRET"}}"#,
        #""request":{"url":"https://a.b/x?email=SECRET","query_string":"SECRET","cookies":"SECRET"}"#,
        #""fields":[{"title":"Us\u200ber Name","value":"SECRET"}]"#, #""facts":[{"name":"Email:","value":"SECRET"}]"#,
        #""note":"\uff33SECRET\uff20example.com""#, #""note":"<SECRET@example.com>""#,
        #""note":" SECRET%40example.com ""#, #""list":["a@b.example; SECRET@b.example"]"#,
        #""location":"app.js?session=SECRET""#, #""filename":"https://a.b/x.js?SECRET""#,
        #""users":[{"name":"SECRET"}]"#, #""userCount":"SECRET""#, #""USER1":{"a":"SECRET"}"#,
        #""http.x_forwarded_for":"SECRET""#, #""first_name":"SECRET","last-name":"SECRET""#,
    ]

    @Test(arguments: unusual) func `personal data is found everywhere in an issue`(_ part: String) throws {
        let body = Array(#"{"data":{"issue":{"id":"7","title":"It broke",\#(part)}}}"#.utf8)
        let stored = String(decoding: SentryWebhooks().storedBody(of: Self.delivery(body, "issue")), as: UTF8.self)
        #expect(!stored.contains("SECRET") && !stored.contains("SEC#RET"), "\(stored)")
        #expect(stored.contains("It broke") && stored.contains(#""id":"7""#))
        let issue = try #require(try JSON(repairing: body)["data"]?["issue"])
        #expect(PersonalData.removed(from: issue) == (try JSON(parsing: Array(stored.utf8))["data"]?["issue"]))
    }

    @Test(arguments: ["e\u{301}", "\u{200D}", "@", "://", "?", "1.", "\"", "a@b.c,"])
    func `a megabyte of one character is stored without the parts that cannot be examined`(_ sign: String) throws {
        let long = String(repeating: sign, count: (1 << 20) / sign.utf8.count)
        let issue: JSON = [
            "id": "7", "culprit": .string("https://person:word@a.b/" + long), "tags": [["field", .string(long)]],
        ]
        let body = JSON.object(["data": ["issue": issue]]).serialized()
        let stored = SentryWebhooks().storedBody(of: Self.delivery(body, "issue"))
        #expect(!String(decoding: stored, as: UTF8.self).contains("person"))
        let culprit = try JSON(parsing: stored)["data"]?["issue"]?["culprit"]?.stringValue ?? ""
        #expect(culprit.utf8.count <= PersonalText.maximumLength)
    }
}
