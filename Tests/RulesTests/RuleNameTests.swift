import Documents
import EventFeed
import HTTPTypes
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ResourceTestSupport
import Rules
import Testing

@testable import Automation

/// Names in conditions and texts that no event can have.
@Suite struct RuleNameTests {
    private static let misspelt: JSON = [
        "slug": "typo", "on": ["ticket.created"], "if": ["==": [["var": "ticket.titel"], "Fire"]],
        "do": [
            ["action": "comment", "body": "{{ticket.autor.username}}", "if": ["var": "ticket.stat"]],
            ["action": "create_ticket", "channel": "ops", "title": "{{comment.body}}", "labels": ["a", "{{labels}}"]],
            ["action": "close", "ticket": ["channel": "{{chanel.slug}}", "key": "1"]],
        ],
    ]

    @Test func `they are refused when a rule is saved, with the name that was meant`() async throws {
        try await RuleFixture.run { fixture in
            let answer = try await fixture.api.call(.post, RuleFixture.rules, body: Self.misspelt, as: .admin)
            #expect(answer.status == 422)
            let details = Dictionary(
                uniqueKeysWithValues: (answer["errors"]?.arrayValue ?? []).map {
                    ($0["pointer"]?.stringValue ?? "", $0["detail"]?.stringValue ?? "")
                })
            #expect(
                details == [
                    "/if/==/0/var": "refers to ticket.titel, which no event has. Did you mean ticket.title?",
                    "/do/0/body": "refers to ticket.autor.username, which no event has. "
                        + "Did you mean ticket.author.username?",
                    "/do/0/if/var": "refers to ticket.stat, which no event has. Did you mean ticket.state?",
                    "/do/1/title": "refers to comment.body, which is empty in all events of these types; "
                        + "only comment.created, comment.updated, comment.deleted have it",
                    "/do/1/labels/1": "refers to labels, which no event has. Did you mean ticket.labels?",
                    "/do/2/ticket/channel": "refers to chanel.slug, which no event has. Did you mean channel.slug?",
                ])
        }
    }

    @Test func `a rule that was stored with one runs, is tested, replayed and disabled as before`() async throws {
        try await RuleFixture.run { fixture in
            let start = fixture.clock.now()
            try await fixture.rule([
                "slug": "typo", "on": ["ticket.created"],
                "do": [["action": "comment", "body": "{{ticket.title}}!"]],
            ])
            try await fixture.api.database.run(
                "UPDATE rule SET definition = replace(definition::text, 'ticket.title', 'ticket.titel')::json")
            try await fixture.api.ticket(["title": "One"])
            try await fixture.settle()
            #expect(try await fixture.comments() == ["!"])
            let document: JSON = [
                "event": ["type": "ticket.created"],
                "ticket": ["channel": "demo", "key": "1", "titel": "Own"], "channel": ["slug": "demo"],
            ]
            let path = "\(RuleFixture.rules)/typo"
            let test = try await fixture.api.call(.post, path + "/test", body: ["document": document], as: .admin)
            #expect(test.status == 200 && test["matched"] == true, "\(test.json.text)")
            #expect(test["actions"]?[0]?["body"]?["body"] == "Own!")
            let span = "from=\((start - .seconds(60)).rfc3339)&to=\((start + .seconds(60)).rfc3339)"
            let replayed = try await fixture.api.call(.post, path + "/runs?\(span)", as: .admin)
            #expect(replayed.status == 202, "\(replayed.json.text)")
            for change: JSON in [["enabled": false], ["order": 3], ["enabled": true]] {
                #expect(try await fixture.api.call(.patch, path, body: change, as: .admin).status == 200)
            }
            let changed = try await fixture.api.call(.patch, path, body: ["on": ["ticket.closed"]], as: .admin)
            #expect(changed.status == 422 && changed.pointers == ["/do/0/body"])
        }
    }

    /// The structure is derived from the writers' tables and samples, so real documents must have exactly its members.
    @Test func `real event documents have the members that the check knows`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.api.ticket(["title": "Parent"])
            try await fixture.api.ticket([
                "title": "One", "labels": ["bug"], "assignees": ["ann"], "parent": "1",
                "due_at": "2026-01-31T09:30:00Z",
            ])
            try await fixture.comment("Hello", "2")
            let link: JSON = ["type": "blocks", "target": "https://example.org/1"]
            let linked = try await fixture.api.call(
                .post, "/api/v1/channels/demo/tickets/2/links", body: link, as: .trusted)
            #expect(linked.status == 201, "\(linked.json.text)")
            try await fixture.change(["status": "done", "title": "Two", "labels": ["a", "b"]], "2")
            let reader = fixture.api.database.reader
            let events = try await EventFeedRepository(reader).events(after: .beginning, limit: 1_000).events
            #expect(Set(events.map(\.event.type)).isSuperset(of: [.ticketCreated, .commentCreated, .ticketClosed]))
            let forms = try await fixture.api.rules.documents.forms(of: events, reader)
            let everything = TicketAudience(channels: nil, includesConfidential: true)
            for event in events {
                let document = try #require(forms[event.event.id]).form(for: everything).document
                let shape = EventShapes.documents.shape(of: [event.event.type])
                #expect(Self.unknown(document, shape) == [], "\(event.event.type)")
                if let ticket = document["ticket"]?.objectValue {
                    #expect(Set(ticket.keys) == Set((shape.members?["ticket"]?.members ?? [:]).keys))
                }
                if let comment = document["comment"]?.objectValue {
                    #expect(Set(comment.keys) == Set((shape.members?["comment"]?.members ?? [:]).keys))
                }
                #expect(Set((document["event"]?.objectValue ?? [:]).keys) == Set(EventShapeKeys.event))
            }
        }
    }

    /// The paths of a document that a structure does not have.
    private static func unknown(_ json: JSON, _ shape: ValueShape, at path: String = "") -> [String] {
        switch json {
        case .object(let members):
            members.flatMap { name, value in
                shape.value(at: [name], countsLength: false).map { unknown(value, $0, at: "\(path).\(name)") }
                    ?? ["\(path).\(name)"]
            }
        case .array(let elements): elements.flatMap { unknown($0, shape.element, at: path + ".0") }
        default: []
        }
    }
}

/// The members of an event in the API.
private enum EventShapeKeys {
    static let event = [
        "id", "type", "occurred_at", "connection", "channel", "ticket", "ticket_key", "comment", "actor", "origin",
        "causation_id", "cause", "changes", "subscription",
    ]
}
