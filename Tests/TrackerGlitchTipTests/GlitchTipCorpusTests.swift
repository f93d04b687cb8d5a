import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

@Suite(.enabled(if: Corpus.glitchTip.isThere, "no corpus of recorded payloads: set TICKET_GATEWAY_CORPUS"))
struct GlitchTipCorpusTests {
    /// Payloads without objects for this adapter: a part of the file name, and the reason.
    static let outside: KeyValuePairs<String, String> = [
        "monitorDetail": "uptime monitors are no tickets", "testTransaction": "performance is no ticket",
        "tags.json": "statistics of tags",
        "testOrgDetail": "an organisation", "organizationList": "organisations are read for nothing but access",
        "GET_organizations.": "the same",
        "GET_organizations_organization.200": "the same", "source-map-debug": "source maps",
        "_tags": "statistics of tags",
        "external-issues": "links to other trackers", "integrations_integration": "the same",
        "members_member_id_teams": "teams",
        "teams_team": "teams", "PUT_organizations_organization_issues.": "the answer to a bulk change",
        "PUT_projects_organization_project_issues": "the same",
        "GET_organizations_organization_events": "a query over events",
        "attachments": "files of events", "issues_issue_id_hashes": "groupings",
        "glitchtip-event": "cut down by hand, without an identifier",
        "py_hi_event": "an event as a program sends it",
        "GET_projects_organization_project_events.": "short forms of events, listed by project",
    ]

    @Test func `every payload of the API is decoded correctly, or listed as irrelevant to this adapter`() throws {
        var counts: [PayloadChecks.Kind: Int] = [:]
        for (name, json) in try Corpus.glitchTip.files("api") {
            let objects = PayloadChecks.objects(in: json, name)
            for object in objects {
                try PayloadChecks.check(object.json, as: object.kind, object.place)
                counts[object.kind, default: 0] += 1
            }
            #expect(!objects.isEmpty || Self.outside.contains { name.contains($0.key) }, "\(name)")
        }
        print("corpus/glitchtip/api: \(Self.list(counts))")
        #expect(counts[.issue, default: 0] >= 8 && counts[.event, default: 0] >= 15)
    }

    @Test func `every object in the recorded exchanges is decoded correctly`() throws {
        var counts: [PayloadChecks.Kind: Int] = [:]
        for exchange in try Corpus.glitchTip.recordedExchanges() where exchange.status < 300 {
            for object in PayloadChecks.objects(in: exchange.body, "\(exchange.method) \(exchange.path)") {
                try PayloadChecks.check(object.json, as: object.kind, object.place)
                counts[object.kind, default: 0] += 1
            }
        }
        print("corpus/glitchtip/recorded: \(Self.list(counts))")
        #expect(
            counts[.issue, default: 0] >= 100 && counts[.comment, default: 0] >= 4 && counts[.alert, default: 0] >= 5)
    }

    @Test func `every alert of GlitchTip reports the issues that it links to`() throws {
        let wanted: [String: [String]] = [
            "native/app-sre.test_handle_alert_real_glitchtip_payload.json": ["4580574"],
            "native/l3montree.TestGlitchTipWarningMessage.json": ["12"],
            "native/maximfilatov.test-notification.json": [],
            "native/maximfilatov.two-issues.json": ["1"], "native/peterzen.webhook-payload.json": ["42"],
            "native/slack-adapter.captured.json": [], "native/straydragon.readme.json": ["123"],
            "recorded/general_14_issues_truncated_to_3.json": ["2", "3", "4"],
            "recorded/general_single_issue.json": ["162"],
        ]
        var seen: Set<String> = []
        for (name, json) in try Corpus.glitchTip.files("webhooks") {
            guard let ids = wanted[name] else { continue }
            seen.insert(name)
            let body = json["body"] ?? json
            let notices = try GlitchTipWebhooks().notices(in: .of(body))
            let tickets = notices.compactMap { if case .ticket(let key, nil) = $0.news { key } else { nil } }
            #expect(tickets == ids, "\(name)")
            let isTest = name.contains("test-notification")
            #expect(notices.contains { $0.news == .anything } == !isTest, "\(name)")
        }
        #expect(seen == Set(wanted.keys))
    }

    @Test func `a webhook with arbitrary changes is processed or ends its job`() throws {
        var alerts = DeliverySweep(GlitchTipWebhooks()), hooks = DeliverySweep(SentryWebhooks())
        for (name, json) in try Corpus.glitchTip.files("webhooks") {
            if name.hasPrefix("sentry-") {
                hooks.run(json, event: "hook")
            } else {
                alerts.run(json["body"] ?? json, event: "alert")
            }
        }
        #expect(alerts.failures.isEmpty, "\(alerts.failures.prefix(20).joined(separator: "\n"))")
        #expect(hooks.failures.isEmpty, "\(hooks.failures.prefix(20).joined(separator: "\n"))")
        #expect(alerts.rounds > 10 && hooks.rounds > 50)
    }

    @Test func `every Sentry webhook reports its issue`() throws {
        var count = 0
        for (name, json) in try Corpus.glitchTip.files("webhooks") where name.hasPrefix("sentry-") {
            let notices = try SentryWebhooks().notices(in: .of(json))
            count += 1
            if name.contains("metric_alert") || name.contains("installation") {
                #expect(notices.isEmpty, "\(name)")
                continue
            }
            let notice = try #require(notices.first, "\(name)")
            #expect(notices.count == 1, "\(name)")
            let data = json["data"]
            let event = data?["event"]
            let id = data?["issue"]?["id"] ?? data?["issue_id"] ?? event?["issue_id"] ?? json["id"]
            let address = event?["issue_url"]?.stringValue ?? ""
            switch notice.news {
            case .ticket(let key, nil): #expect(.string(key) == id || address.hasSuffix("/issues/\(key)/"), "\(name)")
            case .commentDeleted(let key, let comment):
                #expect(.string(key) == id && .integer(Int64(comment) ?? 0) == data?["comment_id"], "\(name)")
            default: Issue.record("\(name): \(notice)")
            }
            if let project = data?["issue"]?["project"]?["id"]?.stringValue {
                #expect(notice.project.contains(project), "\(name)")
            }
            if let actor = json["actor"]?["name"]?.stringValue { #expect(notice.actor?.name == actor, "\(name)") }
        }
        #expect(count >= 20)
        print("corpus/glitchtip/webhooks: read \(count) webhooks of Sentry's")
    }

    private static func list(_ counts: [PayloadChecks.Kind: Int]) -> String {
        PayloadChecks.Kind.allCases.map { "\(counts[$0, default: 0]) × \($0.rawValue)" }.joined(separator: ", ")
    }
}

extension WebhookDelivery {
    /// A delivery with this body.
    static func of(_ body: JSON, headers: HTTPFields = [:], url: String = "https://gateway.example/hooks/secret")
        -> WebhookDelivery
    {
        WebhookDelivery(
            headers: headers, body: body.serialized(), callbackURL: url, receivedAt: Timestamp(seconds: 1_800_000_000))
    }
}
