import FakeGlitchTip
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

@Suite struct GlitchTipOccurrenceTests {
    private static let dialects: [GlitchTip.Dialect] = [.glitchTip, .sentry]
    private static let start = Timestamp(seconds: 1_800_000_000)

    @Test(arguments: dialects)
    func `an event that a program sends to the DSN is an occurrence with its stack trace`(_ dialect: GlitchTip.Dialect)
        async throws
    {
        let fixture = try GlitchTipFixture(dialect)
        let event = Samples.exception.adding(["timestamp": .string((Self.start - .seconds(5)).rfc3339)])
        let key = String(repeating: "0", count: 31) + "1"
        let headers: HTTPFields = [.contentType: "application/json"]
        let sent = try await InProcessTransport(fixture.fake).send(
            ClientRequest(
                .post, InProcessTransport.origin + "/api/1/store/?sentry_key=\(key)", headers: headers,
                body: event.serialized()))
        #expect(sent.status == 200)
        let page = try await fixture.tracker.occurrences(of: "SHOP-API-1", in: fixture.project, page: nil, pageSize: 50)
        let occurrence = try #require(page.items.first)
        #expect(page.items.count == 1 && page.next == nil)
        #expect(occurrence.remoteID == "00000000000040008000000000000001")
        #expect(occurrence.title == "ValueError: basket 17 has no owner" && occurrence.culprit == "/basket")
        #expect(occurrence.occurredAt == Self.start - .seconds(5) && occurrence.receivedAt == Self.start)
        #expect(
            occurrence.release == "shop@1.4.2" && occurrence.environment == "production"
                && occurrence.platform == "python")
        #expect(occurrence.tags.contains(OccurrenceTag(name: "shard", value: "7")))
        #expect(occurrence.user?.email == "person@example.com" && occurrence.user?.id == nil)
        let exception = try #require(occurrence.exceptions.first)
        #expect(exception.type == "ValueError" && exception.value == "basket 17 has no owner")
        #expect(exception.frames.map(\.function) == ["boom", "call", "main"])
        #expect(exception.frames.map(\.line) == [10, 99, 3] && exception.frames.map(\.isInApp) == [true, false, true])
        #expect(exception.frames[0].file == "shop.py" && exception.frames[0].code == "    raise `x`")
        let address = dialect == .sentry ? "/organizations/acme/issues/900/events/%/" : "/acme/issues/900/events/%"
        #expect(occurrence.url == InProcessTransport.origin + address.replacing("%", with: occurrence.remoteID))
    }

    @Test(arguments: dialects, [1, 7, 25, 200])
    func `all are listed once, newest first, with no more at a time than requested`(
        _ dialect: GlitchTip.Dialect, _ pageSize: Int
    ) async throws {
        let fixture = try GlitchTipFixture(dialect)
        for number in 0..<60 {
            if number % 3 != 0 { fixture.clock.advance(by: .seconds(1)) }
            fixture.fake.addEvent("acme/shop-api", fixture.event("Again", id: number))
        }
        var found: [RemoteOccurrence] = [], page: PageToken?
        repeat {
            let list = try await fixture.tracker.occurrences(
                of: "900", in: fixture.project, page: page, pageSize: pageSize)
            #expect((1...min(pageSize, GlitchTipTracker.maximumEvents)).contains(list.items.count))
            found += list.items
            page = list.next
        } while page != nil
        #expect(found.compactMap { Int($0.remoteID, radix: 16) } == (0..<60).reversed())
        let lists = fixture.fake.record.map(\.target).filter { $0.contains("/events/?") }
        #expect(lists.allSatisfy { $0.contains("full=true") == (dialect == .sentry) })
    }

    @Test(arguments: dialects)
    func `occurrences of another project's issue are not found`(_ dialect: GlitchTip.Dialect) async throws {
        let fixture = try GlitchTipFixture(dialect)
        fixture.fake.addEvent("acme/other", fixture.event("Elsewhere"))
        for key in ["900", "OTHER-1"] {
            await #expect(throws: TrackerError.self, "\(key)") {
                _ = try await fixture.tracker.occurrences(of: key, in: fixture.project, page: nil, pageSize: 5)
            }
        }
        #expect(
            try await fixture.tracker.occurrences(of: "900", in: fixture.other, page: nil, pageSize: 5).items.count == 1
        )
    }

    @Test(arguments: dialects)
    func `no response with events is cached`(_ dialect: GlitchTip.Dialect) async throws {
        let fixture = try GlitchTipFixture(dialect)
        fixture.fake.addEvent("acme/shop-api", Samples.exception)
        let transport = RecordingTransport(InProcessTransport(fixture.fake))
        let tracker = try GlitchTipFixture.tracker(transport, clock: fixture.clock, dialect: dialect)
        #expect(try await tracker.occurrences(of: "900", in: fixture.project, page: nil, pageSize: 5).items.count == 1)
        let lists = transport.requests.filter { $0.url.contains("/events/?") }
        #expect(lists.count == 1 && lists.allSatisfy { !$0.revalidate })
    }

    private static func occurrence(_ json: JSON) throws -> RemoteOccurrence {
        try GlitchTip.Event(try WireObject(json, "event")).occurrence(url: "https://example.com/1")
    }

    @Test(
        arguments: [
            ["eventID": "a", "dateCreated": "2026-11-21T05:07:22Z"],
            [
                "event_id": "a", "date_received": "2026-11-21T05:07:22Z", "date_created": .null, "tags": .null,
                "entries": .null, "user": .null,
                "title": .null, "culprit": "", "location": "", "release": .null,
            ],
            [
                "id": "a", "dateReceived": "2026-11-21T05:07:22Z",
                "tags": [.null, 7, ["key": "x", "value": .null], ["key": "level", "value": "sample"]],
                "entries": [
                    .null, "x", ["data": 1], ["type": "hologram", "data": ["values": [1]]],
                    ["type": "exception", "data": ["values": 7]],
                ],
                "user": "somebody", "message": "",
            ],
            [
                "id": "a", "dateReceived": "2026-11-21T05:07:22Z", "user": ["id": .null, "email": ""],
                "entries": [
                    ["type": "exception", "data": ["values": [.null, 1, "x"]]], ["type": "exception", "data": .null],
                ],
            ],
        ] as [JSON])
    func `missing, null and unknown values are omitted`(_ json: JSON) throws {
        let occurrence = try Self.occurrence(json)
        var bare = RemoteOccurrence(remoteID: "a", occurredAt: try #require(Timestamp("2026-11-21T05:07:22Z")))
        bare.url = "https://example.com/1"
        bare.receivedAt = occurrence.receivedAt
        bare.tags = occurrence.tags.filter { $0.name == "level" }
        #expect(occurrence == bare)
    }

    @Test func `an event without identifier or time is malformed`() {
        for json in [
            ["dateCreated": "2026-11-21T05:07:22Z"], ["eventID": "a"], ["eventID": "a", "dateCreated": "soon"],
        ] as [JSON] {
            #expect(throws: TrackerError.self) { _ = try Self.occurrence(json) }
        }
    }

    @Test func `frames are read in both formats, and may be bare`() throws {
        let frames: [JSON] = [
            ["function": "outer", "lineno": 3, "colno": 4, "in_app": true, "abs_path": "/srv/a.py", "module": "a"],
            ["lineNo": .null, "colNo": .null, "inApp": .null, "function": .null, "filename": .null], .null, 7,
            ["function": "inner", "lineNo": 9, "colNo": 1, "filename": "b.js", "context": [[8, "x"], [9, "  y()"]]],
        ]
        let values: JSON = [
            "values": [
                ["type": "Error", "value": .null, "stacktrace": ["frames": .array(frames)]], ["stacktrace": .null],
            ]
        ]
        let found = try Self.occurrence([
            "eventID": "a", "dateCreated": "2026-11-21", "entries": [["type": "exception", "data": values]],
        ])
        #expect(found.exceptions.map(\.type) == [nil, "Error"])
        #expect(found.exceptions[0].frames.isEmpty)
        let shown = found.exceptions[1].frames
        #expect(shown.map(\.function) == ["inner", nil, "outer"])
        #expect(shown.map(\.line) == [9, nil, 3] && shown.map(\.column) == [1, nil, 4])
        #expect(shown.map(\.file) == ["b.js", nil, "/srv/a.py"] && shown.map(\.module) == [nil, nil, "a"])
        #expect(shown.map(\.isInApp) == [false, false, true] && shown[0].code == "  y()")
    }

    @Test func `no event is too large to show`() throws {
        let long = JSON.string("a" + String(repeating: "\u{308}", count: 20_000))
        let frames = (0..<5_000).map {
            JSON.object(["function": .string("f\($0)"), "filename": long, "context_line": long])
        }
        let values = (0..<40).map { number -> JSON in
            [
                "type": .string("E\(number)"), "value": long,
                "stacktrace": ["frames": number == 39 ? .array(frames) : []],
            ]
        }
        let tags = (0..<1_000).map { JSON.object(["key": .string("t\($0)"), "value": long]) }
        let found = try Self.occurrence([
            "eventID": "a", "dateCreated": "2026-11-21", "title": long, "message": long, "culprit": long,
            "tags": .array(tags),
            "user": ["id": 7, "name": long], "entries": [["type": "exception", "data": ["values": .array(values)]]],
        ])
        #expect(found.exceptions.map(\.type) == (30..<40).reversed().map { "E\($0)" })
        #expect(found.exceptions[0].frames.map(\.function) == (4_900..<5_000).reversed().map { "f\($0)" })
        #expect(
            found.exceptions[0].frames.allSatisfy {
                $0.file?.unicodeScalars.count == 1_000 && $0.code?.unicodeScalars.count == 1_000
            })
        #expect(
            found.exceptions[0].value?.unicodeScalars.count == 8_192 && found.message?.unicodeScalars.count == 8_192)
        #expect(found.tags.count == 200 && found.tags.allSatisfy { $0.value.unicodeScalars.count == 1_000 })
        #expect(found.user?.id == "7" && found.title?.unicodeScalars.count == 1_000)
    }

    @Test func `the gateway's own tag is not shown`() async throws {
        let fixture = try GlitchTipFixture()
        let marker = CreationMarker("a-marker-of-its-own")
        let ticket = try await fixture.tracker.createTicket(
            TicketDraft(title: "Made here", body: "x"), in: fixture.project, marker: marker)
        let found = try await fixture.tracker.occurrences(of: ticket.key, in: fixture.project, page: nil, pageSize: 5)
            .items
        #expect(found.map(\.title) == ["Made here"] && found.map(\.tags) == [[]])
    }
}
