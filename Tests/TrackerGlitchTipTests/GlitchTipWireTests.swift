import Primitives
import Testing
import TrackerKit

@testable import TrackerGlitchTip

@Suite struct GlitchTipWireTests {
    @Test func `short identifiers are read to the base of 32`() {
        #expect(GlitchTip.ShortID("SHOP-API-1T")?.number == 61)
        #expect(GlitchTip.ShortID("SHOP-API-V")?.number == 31)
        #expect(GlitchTip.ShortID("A-10")?.number == 32)
        #expect(GlitchTip.ShortID("SHOP-API-1")?.fits("shop-api") ?? false)
        #expect(!(GlitchTip.ShortID("SHOP-API-1")?.fits("shop") ?? true))
        for text in [
            "", "-", "A", "A-", "-1", "A-0", "A-01", "A-W", "A-a", "a-1", "A/B-1", "A-1/2", "Ä-1", "A-1 ",
            "A-1234567890123",
        ] {
            #expect(GlitchTip.ShortID(text) == nil, "\(text)")
        }
    }

    @Test func `links are read printed as a set and as the RFC has them`() {
        let printed =
            #"{'<http://x/?limit=1>; rel="previous"; results="false", <http://x/?cursor=cD0y&limit=1>; rel="next"; results="true"; cursor="cD0y"'}"#
        #expect(GlitchTip.PageLinks(printed).next == "cD0y")
        let end =
            #"{'<http://x/>; rel="previous"; results="true"; cursor="a", <http://x/>; rel="next"; results="false"'}"#
        #expect(GlitchTip.PageLinks(end).next == nil)
        let sentry =
            #"<https://x/?&cursor=0:0:1>; rel="previous"; results="false"; cursor="0:0:1", <https://x/?&cursor=5:0:0>; rel="next"; results="true"; cursor="5:0:0""#
        #expect(GlitchTip.PageLinks(sentry).next == "5:0:0")
        #expect(GlitchTip.PageLinks(#"<https://x/?a=1&cursor=5%3A0>; rel="next""#).next == "5:0")
        for text in ["", "<", "<>", "<>;", "; rel=\"next\"", "<x>; rel=next", "{'", "<x?cursor=%zz>; rel=\"next\""] {
            #expect(GlitchTip.PageLinks(text).next == nil, "\(text)")
        }
    }

    @Test func `an event's text is bounded, whatever it contains`() throws {
        let long = String(repeating: "x` *y*\n", count: 5000)
        let frames = (0..<500).map { number -> JSON in
            [
                "function": .string(long), "filename": .string(long), "lineNo": .integer(Int64(number)),
                "inApp": .bool(number % 2 == 0),
            ]
        }
        let values = (0..<50).map { _ -> JSON in
            ["type": .string(long), "value": .string(long), "stacktrace": ["frames": .array(frames)]]
        }
        let tags = (0..<500).map { ["key": .string("key \($0)"), "value": .string(long)] as JSON }
        let json: JSON = [
            "eventID": "1", "tags": .array(tags), "culprit": .string(long),
            "entries": [["type": "exception", "data": ["values": .array(values)]]],
        ]
        let event = try GlitchTip.Event(WireObject(json, "event"))
        #expect(event.markdown.count <= GlitchTip.Event.maximumLength)
        #expect(event.customFields.count == GlitchTip.Event.maximumFields)
    }

    @Test func `the text of an event is not markup`() throws {
        let json: JSON = [
            "eventID": "1", "tags": [["key": "a](b", "value": "`` <b>"]],
            "entries": [
                [
                    "type": "exception",
                    "data": ["values": [["type": "<img>", "value": "[link](http://x) **bold** @all #1"]]],
                ]
            ],
        ]
        let text = try GlitchTip.Event(WireObject(json, "event")).markdown
        let wanted = ##"**\<img\>**: \[link\](http\://x) \*\*bold\*\* \@all \#1"##
        #expect(text.hasPrefix(wanted), Comment(rawValue: text))
        #expect(text.contains("- a\\](b: ``` `` <b> ```"))
    }

    @Test func `a creation's text survives being split into fields`() throws {
        let body = String(repeating: "größe 👩‍👩‍👧‍👦\r\n", count: 3000)
        var draft = TicketDraft(title: "Title", body: body)
        draft.title = "Title"
        let project = ProjectReference(path: "a/b")
        let event = GlitchTip.CreationEvent(
            draft, marker: CreationMarker("m-1"), in: project, proof: GlitchTip.CreationProof(key: "t"), bits: { 1 })
        let sent = event.json(at: Timestamp(seconds: 0))
        let fields = sent["extra"]?.objectValue ?? [:]
        #expect(fields.values.allSatisfy { ($0.stringValue ?? "").utf8.count <= GlitchTip.CreationEvent.fieldBytes })
        let read = try GlitchTip.Event(
            WireObject(
                [
                    "eventID": .string(event.id), "tags": [["key": "ticket_gateway", "value": "m-1"]],
                    "context": sent["extra"] ?? .null,
                ],
                "event"))
        #expect(read.creation(provenBy: GlitchTip.CreationProof(key: "t"))?.body.utf8.elementsEqual(body.utf8) ?? false)
        #expect(read.creation(provenBy: GlitchTip.CreationProof(key: "another")) == nil)
        #expect(event.id == GlitchTip.CreationEvent.id(marked: CreationMarker("m-1"), in: project))
        #expect(
            event.id != GlitchTip.CreationEvent.id(marked: CreationMarker("m-1"), in: ProjectReference(path: "a/c")))
        #expect(event.id.count == 32 && Array(event.id)[12] == "4")
    }

    @Test func `statuses are read together with Sentry's substatus`() throws {
        func issue(_ fields: JSON) throws -> Ticket {
            var object = fields.objectValue ?? [:]
            for (name, value) in ["id": "1", "shortId": "A-1", "title": "T", "firstSeen": "2026-01-01T00:00:00Z"]
                as [String: JSON]
            {
                object[name] = value
            }
            return try GlitchTip.Issue(WireObject(.object(object), "issue")).ticket(nil, url: "", dialect: .sentry)
        }
        let archived = try issue([
            "status": "ignored", "substatus": "archived_until_escalating", "statusDetails": ["ignoreCount": 5],
        ])
        #expect(archived.status == .ignored && archived.resolution == .notPlanned)
        #expect(
            archived.statusRaw == RawStatus(id: "ignored", name: "ignored (archived_until_escalating, ignoreCount)"))
        let next = try issue([
            "status": "resolved", "statusDetails": ["inNextRelease": true], "count": "12", "userCount": 3,
        ])
        #expect(
            next.status == .done && next.resolution == .completed && next.statusRaw.name == "resolved (inNextRelease)")
        #expect(next.occurrences?.count == 12 && next.occurrences?.users == 3)
        #expect(try issue(["status": "pending_deletion"]).status == .unknown)
    }
}
