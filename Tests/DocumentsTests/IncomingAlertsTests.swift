import Models
import Primitives
import Testing

@testable import Documents

/// The bodies of monitoring systems.
struct IncomingAlertsTests {
    private static func read(_ body: JSON, from source: AlertSource) throws -> IncomingAlerts {
        try IncomingAlerts(parsing: body.serialized(), from: source, severity: 4)
    }

    private static func notification(_ alerts: JSON...) -> JSON {
        [
            "version": "4", "groupKey": "{}:{alertname=\"Disk\"}", "status": "firing",
            "externalURL": "http://alertmanager.example", "truncatedAlerts": 3, "alerts": .array(alerts),
        ]
    }

    private static let disk: JSON = [
        "status": "firing", "labels": ["alertname": "Disk", "host": "db1", "severity": "critical"],
        "annotations": [
            "summary": "Disk is full", "description": "Only 1 % left", "runbook_url": "https://wiki.example/disk",
        ], "startsAt": "2026-01-31T09:30:00.123456789Z", "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.example/graph", "fingerprint": "a1bc48475b20e73d",
    ]

    @Test func `an alert of Alertmanager has its key, group, times, texts, links and severity`() throws {
        let read = try Self.read(Self.notification(Self.disk), from: .alertmanager)
        #expect(read.problems.isEmpty)
        let alert = try #require(read.alerts.first)
        #expect(alert.identity == "a1bc48475b20e73d" && alert.group == "{}:{alertname=\"Disk\"}")
        #expect(alert.state == .firing && alert.endedAt == nil && alert.payload == Self.disk)
        #expect(alert.startedAt == Timestamp("2026-01-31T09:30:00.123456Z"))
        #expect(alert.content.severity == 10 && alert.content.startTime == alert.startedAt)
        #expect(alert.content.summary == "Disk is full" && alert.content.description == "Only 1 % left")
        #expect(alert.content.emitterName == "alertmanager" && alert.content.emitterVersion == 4)
        #expect(alert.content.links.map(\.name) == ["Source", "Runbook", "Alertmanager"])
    }

    @Test func `the state of each alert counts, not that of the group`() throws {
        var ended = Self.disk.objectValue ?? [:]
        ended["status"] = "resolved"
        ended["endsAt"] = "2026-01-31T10:00:00Z"
        let alerts = try Self.read(Self.notification(Self.disk, .object(ended)), from: .alertmanager).alerts
        #expect(alerts.map(\.state) == [.firing, .resolved])
        #expect(alerts.last?.endedAt == Timestamp("2026-01-31T10:00:00Z"))
    }

    @Test func `without a fingerprint, the labels identify an alert, in any order`() throws {
        let first = try JSON(parsing: Array(#"{"status":"firing","labels":{"a":"1","b":"2"}}"#.utf8))
        let second = try JSON(parsing: Array(#"{"status":"firing","labels":{"b":"2","a":"1"}}"#.utf8))
        let other: JSON = ["status": "firing", "labels": ["a": "1", "b": "3"]]
        let alerts = try Self.read(Self.notification(first, second, other), from: .alertmanager).alerts
        #expect(alerts.count == 3 && alerts[0].identity == alerts[1].identity)
        #expect(alerts[1].identity != alerts[2].identity)
        #expect(alerts[0].content.summary == "Alert" && alerts[0].content.severity == 4)
    }

    @Test func `an alert that cannot be read does not cost the others`() throws {
        let read = try Self.read(
            Self.notification(["status": "suppressed"], Self.disk, "text", ["status": "firing"]), from: .alertmanager)
        #expect(read.alerts.map(\.identity) == ["a1bc48475b20e73d"])
        #expect(read.problems.map(\.pointer) == ["/alerts/0/status", "/alerts/2", "/alerts/3/fingerprint"])
        #expect(try Self.read(["status": "firing"], from: .alertmanager).problems.map(\.pointer) == ["/alerts"])
    }

    @Test func `NUL and lone surrogates are replaced, and a body that is not JSON is refused`() throws {
        let body = #"{"alerts":[{"status":"firing","fingerprint":"f","labels":{"alertname":"a\u0000\ud800"}}]}"#
        let read = try IncomingAlerts(parsing: Array(body.utf8), from: .alertmanager, severity: 4)
        #expect(read.alerts.first?.content.summary == "a\u{FFFD}\u{FFFD}")
        #expect(throws: Failure.self) { try IncomingAlerts(parsing: Array("no".utf8), from: .generic, severity: 4) }
    }

    @Test func `a generic alert has the fields of GitLab's endpoint`() throws {
        let read = try Self.read(
            [
                "title": "Queue is long", "description": "120 jobs", "severity": "high", "fingerprint": "queue",
                "monitoring_tool": "cron", "start_time": "2026-01-31T09:30:00Z", "url": "https://grafana.example/",
            ], from: .generic)
        let alert = try #require(read.alerts.first)
        #expect(alert.identity == "queue" && alert.state == .firing && alert.content.severity == 8)
        #expect(alert.content.summary == "Queue is long" && alert.content.emitterName == "cron")
        #expect(alert.startedAt == Timestamp("2026-01-31T09:30:00Z"))
        #expect(alert.content.links == [AlertContent.Link(name: "Source", url: "https://grafana.example/")])
    }

    @Test func `a generic alert is resolved by its end or its status, and an odd severity is the default`() throws {
        let read = try Self.read(
            [
                ["title": "A", "end_time": "2026-01-31T09:30:00Z", "severity": "purple"],
                ["title": "A", "status": "OK"],
                ["title": "A", "service": "web"], ["title": "A", "status": "maybe"], ["severity": 3],
                ["title": "A", "start_time": "yesterday"],
            ], from: .generic)
        #expect(read.alerts.map(\.state) == [.resolved, .resolved, .firing])
        #expect(read.alerts[0].content.severity == 4)
        #expect(read.alerts[0].identity == read.alerts[1].identity)
        #expect(read.alerts[1].identity != read.alerts[2].identity)
        #expect(read.problems.map(\.pointer) == ["/3/status", "/4/title", "/5/start_time"])
    }

    private static let start = Timestamp(seconds: 1_000), later = Timestamp(seconds: 2_000)

    private static func step(
        _ state: IncomingAlert.State, startedAt: Timestamp? = nil, after latest: AlertEpisode?
    ) -> AlertStep {
        let content = AlertContent(
            severity: 1, summary: "S", description: "", emitterName: "e", emitterVersion: 0)
        var alert = IncomingAlert(identity: "k", state: state, content: content, payload: [:])
        alert.startedAt = startedAt
        return AlertStep.of(alert, after: latest)
    }

    @Test func `episodes begin, repeat and end, and late copies change nothing`() {
        let id = UUIDv7Source().next(AlertEpisode.self)
        let open = AlertEpisode(id: id, firedAt: Self.start, resolvedAt: nil)
        let over = AlertEpisode(id: id, firedAt: Self.start, resolvedAt: Self.later)
        #expect(Self.step(.firing, after: nil) == .fired)
        #expect(Self.step(.resolved, after: nil) == .ignored)
        #expect(Self.step(.firing, after: open) == .repeated)
        #expect(Self.step(.resolved, after: open) == .resolved)
        #expect(Self.step(.resolved, startedAt: Self.start, after: open) == .resolved)
        #expect(Self.step(.resolved, startedAt: Timestamp(seconds: 999), after: open) == .ignored)
        #expect(Self.step(.resolved, after: over) == .ignored)
        #expect(Self.step(.firing, after: over) == .fired)
        #expect(Self.step(.firing, startedAt: Self.start, after: over) == .ignored)
        #expect(Self.step(.firing, startedAt: Self.later, after: over) == .fired)
    }
}
