import FakeTrackerKit
import FakeTrello
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

@Suite struct TrelloTicketTests {
    @Test func `a short link identifies a board as well as its id`() async throws {
        let fixture = try TrelloFixture()
        let path = fixture.fake.shortLink(of: fixture.board)
        let project = try await fixture.tracker.project(path)
        #expect(project.path == fixture.board && project.remoteID == fixture.board && project.kind == .board)
        let channel = ProjectReference(path: path)
        let made = try await fixture.tracker.createTicket(
            TicketDraft(title: "By short link").with { $0.labels = ["new"] }, in: channel, marker: nil)
        let comment = try await fixture.tracker.createComment(CommentDraft(body: "One"), on: made.key, in: channel)
        #expect(
            try await fixture.tracker.updateComment(comment.remoteID, body: "Two", on: made.key, in: channel).body
                == "Two")
        #expect(
            try await fixture.tracker.tickets(in: channel, since: nil, page: nil, pageSize: 10).items.map(\.key) == [
                made.key
            ])
    }

    @Test func `the marker is hidden as an unused link definition, and a copy is not confused with the original`()
        async throws
    {
        let fixture = try TrelloFixture()
        let marker = CreationMarker("0198c0de-copy")
        let made = try await fixture.tracker.createTicket(
            TicketDraft(title: "One", body: "Text\r"), in: fixture.project, marker: marker)
        #expect(
            fixture.fake.description(of: made.key, on: fixture.board) == "Text\r\n\n[ticket-gateway:0198c0de-copy]: #")
        #expect(made.body.utf8.elementsEqual("Text\r".utf8))
        fixture.clock.advance(by: .seconds(5))
        fixture.fake.copy(made.key, of: fixture.board)
        let found = try await fixture.tracker.findTicket(marked: marker, in: fixture.project, since: made.createdAt)
        #expect(found?.key == made.key)
        let later = try await fixture.tracker.findTicket(
            marked: marker, in: fixture.project, since: made.createdAt + .seconds(60))
        #expect(later == nil)
    }

    @Test func `checklists and custom fields are fields of the ticket, by name`() async throws {
        let fixture = try TrelloFixture()
        let key = try await fixture.ticket().key
        fixture.fake.setCustomFields(
            [
                ["id": "f1", "name": "Points", "type": "number"], ["id": "f2", "name": "Ready", "type": "checkbox"],
                ["id": "f3", "name": "Size", "type": "list", "options": [["id": "o1", "value": ["text": "Large"]]]],
                ["id": "f4", "name": "Note", "type": "text"],
            ], of: fixture.board)
        fixture.fake.set(
            customFieldItems: [
                ["idCustomField": "f1", "value": ["number": "3.5"]],
                ["idCustomField": "f2", "value": ["checked": "true"]],
                ["idCustomField": "f3", "value": .null, "idValue": "o1"],
                ["idCustomField": "f4", "value": ["text": "Hello"]],
                ["idCustomField": "gone", "value": ["date": "2030-01-01T00:00:00.000Z"]],
            ],
            checklists: [
                [
                    "id": "c1", "name": "Steps",
                    "checkItems": [
                        ["name": "second", "state": "incomplete", "pos": 2],
                        ["name": "first", "state": "complete", "pos": 1],
                    ],
                ]
            ], on: key, of: fixture.board)
        let expected: [CustomField] = [
            CustomField(name: "Points", value: 3.5), CustomField(name: "Ready", value: true),
            CustomField(name: "Size", value: "Large"),
            CustomField(name: "Note", value: "Hello"), CustomField(name: "gone", value: "2030-01-01T00:00:00.000Z"),
            CustomField(
                name: "checklist: Steps",
                value: [["name": "first", "complete": true], ["name": "second", "complete": false]]),
        ]
        #expect(try await fixture.tracker.ticket(key, in: fixture.project).customFields == expected)
        let listed = try await fixture.tracker.tickets(in: fixture.project, since: nil, page: nil, pageSize: 10)
        #expect(listed.items.map(\.customFields) == [expected])
    }

    @Test func `labels without a name go by their colour, ignoring case`() async throws {
        let fixture = try TrelloFixture()
        let green = fixture.fake.addLabel("", color: "green", to: fixture.board)
        let bug = fixture.fake.addLabel("Bug", color: "red", to: fixture.board)
        let made = try await fixture.tracker.createTicket(
            TicketDraft(title: "Labelled").with { $0.labels = ["green", "bug"] }, in: fixture.project, marker: nil)
        #expect(made.labels == ["green", "Bug"])
        #expect(made.remoteData["idLabels"] == [.string(green), .string(bug)])
        let labels = try await fixture.tracker.labels(of: fixture.project, page: nil).items
        #expect(labels.map(\.name) == ["green", "Bug"] && labels.map(\.color) == ["61bd4f", "eb5a46"])
        await #expect { _ = try await fixture.update(made.key) { $0.labels = .set([""]) } } throws: {
            ($0 as? TrackerError)?.pointer == "/labels"
        }
    }

    @Test func `added labels leave the others unchanged, even new ones`() async throws {
        let fixture = try TrelloFixture()
        let key = try await fixture.ticket().key
        fixture.fake.clearRecord()
        let changed = try await fixture.update(key) { $0.addLabels = ["one"] }
        #expect(changed.labels == ["one"])
        #expect(fixture.fake.record.contains { $0.method == "POST" && $0.target.hasSuffix("/idLabels") })
        #expect(!fixture.fake.record.contains { $0.method == "PUT" })
        // Another client made the same change first: not an error.
        fixture.fake.inject(.text(400, "that label is already on the card"), method: .post, path: "/idLabels")
        _ = try await fixture.update(key) { $0.addLabels = ["two"] }
        fixture.fake.inject(.text(404, "The requested resource was not found."), method: .delete, path: "/idLabels")
        _ = try await fixture.update(key) { $0.removeLabels = ["one"] }
    }

    @Test func `a change that Trello's last activity does not show is listed all the same`() async throws {
        let fixture = try TrelloFixture()
        let keys = [try await fixture.ticket("One").key, try await fixture.ticket("Two").key]
        fixture.fake.setLabelsAreQuiet(true)
        fixture.clock.advance(by: .seconds(60))
        let moment = fixture.clock.now()
        let quiet = try await fixture.update(keys[0]) { $0.addLabels = ["quiet"] }
        #expect(quiet.updatedAt < moment)
        let listed = try await fixture.tracker.tickets(in: fixture.project, since: moment, page: nil, pageSize: 10)
        #expect(listed.items.map(\.key) == [keys[0]] && listed.items.map(\.labels) == [["quiet"]])
    }

    @Test func `values that are too long for Trello are refused before any change`() async throws {
        let fixture = try TrelloFixture()
        let long = String(repeating: "x", count: Trello.maximumTextLength + 1)
        let key = try await fixture.ticket().key
        fixture.fake.clearRecord()
        for (patch, pointer) in [
            (TicketPatch.title(long), "/title"), (.body(long), "/body"), (.title(" \n"), "/title"),
        ] {
            await #expect { _ = try await fixture.tracker.updateTicket(key, patch, in: fixture.project) } throws: {
                ($0 as? TrackerError)?.pointer == pointer
            }
        }
        let marked = TicketDraft(title: "Marked", body: String(long.dropLast()))
        await #expect {
            _ = try await fixture.tracker.createTicket(marked, in: fixture.project, marker: CreationMarker("one"))
        } throws: { ($0 as? TrackerError)?.pointer == "/body" }
        #expect(fixture.fake.record.allSatisfy { $0.method == "GET" })
    }

    @Test func `the longest text of a new card leaves space for its marker, and the refusal contains the limit`()
        async throws
    {
        let fixture = try TrelloFixture()
        let marker = CreationMarker("0198c0de-0000-4000-8000-000000000000")
        let longest = Trello.maximumTextLength - Trello.Marker.length(of: marker)
        var draft = TicketDraft(title: "Long", body: String(repeating: "x", count: longest))
        #expect(try await fixture.tracker.createTicket(draft, in: fixture.project, marker: marker).body == draft.body)
        draft.body += "x"
        await #expect {
            _ = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: marker)
        } throws: {
            guard case .invalid(let errors, _)? = $0 as? TrackerError else { return false }
            return errors.map(\.detail) == ["must be at most \(longest) characters long, which is Trello's limit"]
        }
        #expect(try await fixture.tracker.createTicket(draft, in: fixture.project, marker: nil).body == draft.body)
    }

    @Test(arguments: [0, 1, 49, 50, 51, 130]) func `comments are read to the end, whether or not Trello heeds a limit`(
        _ count: Int
    )
        async throws
    {
        let card = "5e93c827fb102a6f40c5fa2b"
        let actions: [JSON] = (0..<count).map { number in
            let digits = String(number + 16, radix: 16)
            return [
                "id": .string(String(repeating: "0", count: 24 - digits.count) + digits), "type": "commentCard",
                "date": "2026-01-01T00:00:00.000Z", "data": ["text": .string("\(number)")],
                "memberCreator": ["id": .string(card), "username": "me"],
            ]
        }.reversed()
        let transport = ScriptedTransport { request, _ in
            guard request.url.contains("/actions") else {
                return .json(["id": .string(card), "idShort": 7, "name": "x", "url": "https://trello.com/x"])
            }
            let before = request.url.firstRange(of: "before=").map { String(request.url[$0.upperBound...].prefix(24)) }
            let rest = actions.filter { action in before.map { action["id"]?.stringValue ?? "" < $0 } ?? true }
            return .json(.array(Array(rest.prefix(50))))
        }
        let tracker = try TrelloFixture.tracker(transport, ManualClock(Timestamp(seconds: 0)))
        let comments = try await tracker.comments(of: "7", in: ProjectReference(path: card), page: nil).items
        #expect(comments.map(\.body) == (0..<count).map { "\($0)" })
        // A server that ignores both parameters is called a second time, but not forever.
        let stubborn = ScriptedTransport { request, _ in
            request.url.contains("/actions")
                ? .json(.array(actions))
                : .json(["id": .string(card), "idShort": 7, "name": "x", "url": "https://trello.com/x"])
        }
        let other = try TrelloFixture.tracker(stubborn, ManualClock(Timestamp(seconds: 0)))
        #expect(try await other.comments(of: "7", in: ProjectReference(path: card), page: nil).items.count == count)
        #expect(stubborn.requests.count <= 3)
    }

    @Test func `a deletion whose first reply was lost is done`() async throws {
        let card = "5e93c827fb102a6f40c5fa2b"
        let transport = ScriptedTransport { request, _ in
            guard request.method == .delete else {
                return .json(["id": .string(card), "idShort": 7, "name": "x", "url": "https://trello.com/x"])
            }
            var response = ClientResponse(status: 404, body: Array("The requested resource was not found.".utf8))
            response.followsLostReply = true
            return response
        }
        let tracker = try TrelloFixture.tracker(transport, ManualClock(Timestamp(seconds: 0)))
        try await tracker.deleteTicket("7", in: ProjectReference(path: card))
    }

    @Test func `a creation whose second step fails is not reported as a failure`() async throws {
        let fixture = try TrelloFixture()
        fixture.fake.inject(.badGateway, times: 5, method: .get, path: "/cards/")
        let made = try await fixture.tracker.createTicket(
            TicketDraft(title: "Made").with { $0.assignees = ["HELPER"] }, in: fixture.project,
            marker: CreationMarker("two"))
        #expect(made.title == "Made" && made.body == "" && made.assignees.map(\.username) == ["helper"])
        #expect(made.statusRaw.name == "To Do")
    }

    @Test func `templates, separators and mirrors are never found`() async throws {
        let fixture = try TrelloFixture()
        fixture.fake.addOddCards(to: fixture.board)
        for key in ["1", "2", "3"] {
            let operations: [() async throws -> Void] = [
                { _ = try await fixture.tracker.ticket(key, in: fixture.project) },
                { _ = try await fixture.update(key) { $0.title = .set("New") } },
                { try await fixture.tracker.deleteTicket(key, in: fixture.project) },
                {
                    _ = try await fixture.tracker.createComment(
                        CommentDraft(body: "Text"), on: key, in: fixture.project)
                },
            ]
            for operation in operations {
                await #expect { try await operation() } throws: {
                    ($0 as? TrackerError)?.kindName == "notFound ticket \(key)"
                }
            }
        }
        #expect(fixture.fake.record.allSatisfy { $0.method == "GET" })
    }

    @Test func `a board without lists rejects tickets with the reason`() async throws {
        let fixture = try TrelloFixture()
        let empty = fixture.fake.addBoard("Empty", lists: [], members: ["owner": "admin"])
        await #expect {
            _ = try await fixture.tracker.createTicket(
                TicketDraft(title: "No"), in: ProjectReference(path: empty), marker: nil)
        } throws: { ($0 as? TrackerError)?.kindName == "conflict" }
    }

    @Test func `subscribing watches the card for the token's account`() async throws {
        let fixture = try TrelloFixture()
        let key = try await fixture.ticket().key
        for subscribed in [true, false] {
            try await fixture.tracker.setSubscribed(subscribed, to: key, in: fixture.project)
            #expect(fixture.fake.isSubscribed("owner", to: key, of: fixture.board) == subscribed)
        }
    }

    @Test func `the account of a login is nobody else's, and me is no login`() async throws {
        let fixture = try TrelloFixture()
        #expect(try await fixture.tracker.user(.username("me")) == nil)
        #expect(try await fixture.tracker.user(.username("HELPER"))?.name == "A Helper")
        #expect(try await fixture.tracker.verify().account?.username == "owner")
    }

    @Test func `comments of others cannot be changed, with a reason`() async throws {
        let fixture = try TrelloFixture()
        let key = try await fixture.ticket().key
        let comment = try await fixture.tracker(token: "token0fakeHelper").createComment(
            CommentDraft(body: "Mine"), on: key, in: fixture.project)
        await #expect {
            _ = try await fixture.tracker.updateComment(comment.remoteID, body: "Yours", on: key, in: fixture.project)
        } throws: { ($0 as? TrackerError)?.kindName == "forbidden" }
    }
}

extension TicketPatch {
    fileprivate static func title(_ title: String) -> TicketPatch {
        var patch = TicketPatch()
        patch.title = .set(title)
        return patch
    }

    fileprivate static func body(_ body: String) -> TicketPatch {
        var patch = TicketPatch()
        patch.body = .set(body)
        return patch
    }
}
