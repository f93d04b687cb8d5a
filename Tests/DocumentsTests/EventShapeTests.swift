import Documents
import Models
import Primitives
import TrackerKit
import Testing

@testable import Automation

/// Which names an event document can have.
@Suite struct EventShapeTests {
    private static func problems(_ types: [EventType], if condition: JSON) throws -> [String] {
        try LogicExpression(condition).unknownNames(inEventsOf: types, .documents, at: "/if").map {
            "\($0.pointer): \($0.detail)"
        }
    }

    private static func problems(_ text: String, on types: [EventType] = [.ticketCreated]) -> [String] {
        let action: JSON = ["action": "comment", "body": .string(text)]
        return RuleReading([
            "slug": "r", "on": .array(types.map { .string($0.rawValue) }), "do": [["action": "reopen"], action],
        ]).unknownNames(in: .documents).map { "\($0.pointer): \($0.detail)" }
    }

    @Test func `every field of a ticket and of its parts is known`() throws {
        let paths =
            TicketFields.all.map(\.name).filter { $0 != "remote_data" }.map { "ticket.\($0)" } + [
                "ticket.id", "ticket.channel", "ticket.tracker", "ticket.synced_at", "ticket.capabilities.0",
                "ticket.author.username", "ticket.assignees.0.name", "ticket.labels.0", "ticket.labels.length",
                "ticket.title.length", "ticket.milestone.title", "ticket.status_raw.name",
                "ticket.occurrences.last_seen",
                "ticket.template.slug", "ticket.links.0.target.state", "ticket.custom_fields.0.value.anything",
                "event.type", "event.cause.principal.name", "event.actor.username", "event.ticket_key", "actor.email",
                "channel.path", "connection.tracker", "event",
            ]
        for path in paths {
            #expect(try Self.problems([.ticketCreated], if: ["var": .string(path)]) == [], "\(path)")
        }
        let changes = TicketFields.event.flatMap { ["changes.\($0.name).from", "event.changes.\($0.name).to"] }
        for path in changes { #expect(try Self.problems([.ticketUpdated], if: ["var": .string(path)]) == []) }
    }

    @Test func `a typo is reported where it is, with the name that was meant`() throws {
        let condition: JSON = [
            "and": [
                ["==": [["var": "ticket.titel"], 1]], ["var": ["tikcet.title", 2]],
                ["missing": ["ticket.labels", "foo"]],
                ["in": ["x", ["var": "labels"]]], ["var": "ticket.title.text"],
            ]
        ]
        #expect(
            try Self.problems([.ticketCreated], if: condition) == [
                "/if/and/0/==/0/var: refers to ticket.titel, which no event has. Did you mean ticket.title?",
                "/if/and/1/var/0: refers to tikcet.title, which no event has. Did you mean ticket.title?",
                "/if/and/2/missing/1: refers to foo, which no event has",
                "/if/and/3/in/1/var: refers to labels, which no event has. Did you mean ticket.labels?",
                "/if/and/4/var: refers to ticket.title.text, which no event has",
            ])
    }

    @Test func `a path that exists in one of the types is accepted, and one of other types is explained`() throws {
        let comment: JSON = ["var": "comment.body"]
        #expect(try Self.problems([.ticketCreated, .commentCreated], if: comment) == [])
        #expect(
            try Self.problems([.ticketCreated, .ticketClosed], if: comment) == [
                "/if/var: refers to comment.body, which is empty in all events of these types; "
                    + "only comment.created, comment.updated, comment.deleted have it"
            ])
        // Whether there is a comment may be asked of every event.
        #expect(try Self.problems([.ticketCreated], if: ["!": ["var": "comment"]]) == [])
        #expect(try Self.problems([.connectionDegraded], if: ["var": "ticket.title"]).count == 1)
        #expect(try Self.problems([.connectionDegraded], if: ["var": "changes.status.to"]) == [])
    }

    @Test func `the bodies of array operations see the elements`() throws {
        let open: JSON = ["some": [["var": "ticket.links"], ["==": [["var": "target.state"], "open"]]]]
        #expect(try Self.problems([.ticketCreated], if: open) == [])
        let typo: JSON = ["some": [["var": "ticket.links"], ["==": [["var": "target.stat"], "open"]]]]
        #expect(
            try Self.problems([.ticketCreated], if: typo) == [
                "/if/some/1/==/0/var: refers to target.stat, which no event has. Did you mean target.state?"
            ])
        let sum: JSON = ["reduce": [["var": "ticket.assignees"], ["+": [["var": "accumulator"], 1]], 0]]
        #expect(try Self.problems([.ticketCreated], if: sum) == [])
        #expect(try Self.problems([.ticketCreated], if: ["map": [["merge": [1, 2]], ["var": "x"]]]) == [])
        #expect(try Self.problems([.ticketCreated], if: ["var": ["cat": ["ticket.", "titel"]]]) == [])
    }

    @Test func `names in texts are looked up from the inside to the outside`() {
        for text in [
            "{{ticket.title}} {{rule.slug}} {{linked.key}} {{actions.0.ticket.key}} {{channel.slug}}",
            "{{#ticket}}{{title}} {{channel}} {{author.username}} {{rule.name}}{{/ticket}}",
            "{{#ticket.links}}{{target.title}}{{^last()}}, {{/last()}}{{/ticket.links}}",
            "{{#ticket.labels}}{{.}} of {{ticket.key}}{{/ticket.labels}}", "{{^comment}}None{{/comment}}",
            "{{#ticket.custom_fields}}{{anything}}{{/ticket.custom_fields}}", "{{ticket.labels.0}}",
        ] {
            #expect(Self.problems(text) == [], "\(text)")
        }
        #expect(
            Self.problems("{{ticket.titel}}") == [
                "/do/1/body: refers to ticket.titel, which no event has. Did you mean ticket.title?"
            ])
        #expect(
            Self.problems("{{#ticket.links}}{{taget.title}}{{/ticket.links}}") == [
                "/do/1/body: refers to taget.title, which no event has. Did you mean target.title?"
            ])
        // An action sees the results of earlier ones only.
        #expect(Self.problems("{{actions.1.ticket.key}}").count == 1)
        #expect(Self.problems("{{ticket.remote_data.x}}").count == 1)
    }

    @Test func `a stored rule with such a name can still be read`() {
        let stored: JSON = ["on": ["ticket.created"], "if": ["var": "ticket.titel"], "do": [["action": "reopen"]]]
        #expect(RuleDefinition(stored: stored) != nil)
    }
}
