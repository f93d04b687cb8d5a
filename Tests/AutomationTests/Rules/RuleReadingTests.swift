import Automation
import Models
import Primitives
import Testing

@Suite struct RuleReadingTests {
    private static func reading(_ json: JSON) -> RuleReading { RuleReading(json.objectValue ?? [:]) }

    @Test func `a rule with only the required members is read with the defaults`() throws {
        let reading = Self.reading(["slug": "a", "on": ["ticket.created"], "do": [["action": "reopen"]]])
        #expect(reading.problems == [])
        let definition = try #require(reading.definition)
        #expect(reading.enabled)
        #expect(reading.order == 0)
        #expect(definition.on == [.ticketCreated])
        #expect(definition.channels == nil)
        #expect(definition.limit == RuleDefinition.standardLimit)
        #expect(!definition.stops)
        #expect(!definition.firesOnRuleEffects)
        #expect(definition.actions.map(\.kind) == [.reopen])
    }

    @Test(
        arguments: [
            (["action": "comment", "body": "Not linked at all"], false),
            (["action": "comment", "body": "{{ticket.title}} is linked"], false),
            (["action": "comment", "body": "{{ticket.linked}} {{linkedin}}"], false),
            (["action": "comment", "body": "See {{linked.url}}"], true),
            (["action": "comment", "body": "{{#linked}}See {{url}}{{/linked}}"], true),
            (["action": "comment", "body": "{{=<% %>=}}<% linked.key %>{{"], true),
            (["action": "comment", "body": "x", "ticket": "linked"], true),
            (["action": "label", "add": ["a", "b-{{linked.key}}"]], true),
            (["action": "close", "if": ["==": [["var": "ticket.title"], "linked"]]], false),
            (["action": "close", "if": ["!!": [["var": "linked.key"]]]], true),
            (["action": "close", "if": ["missing": ["linked"]]], true),
            (["action": "close", "if": ["var": ["cat": ["linked.", "key"]]]], true),
        ] as [(JSON, Bool)])
    func `an action needs the linked ticket if it works on it, or a text or its condition names it`(
        _ json: JSON, needs: Bool
    ) throws {
        let action = try #require(RuleAction(stored: json))
        #expect(action.needsLinkedTicket == needs, "\(json.text)")
    }

    @Test func `faults that only the database can find are reported with their position`() {
        let reading = Self.reading([
            "slug": "a", "on": ["ticket.created"], "channels": ["web"],
            "do": [
                ["action": "create_ticket", "channel": "ops", "template": "outage"],
                ["action": "create_ticket", "channel": "{{channel.slug}}", "title": "T"],
                ["action": "notify", "subscription": "chat"],
                ["action": "comment", "ticket": ["channel": "ops", "key": "7"], "body": "B"],
            ],
        ])
        #expect(reading.problems == [])
        #expect(
            reading.references == [
                DefinitionReference(.channel, "web", at: "/channels/0"),
                DefinitionReference(.channel, "ops", at: "/do/0/channel"),
                DefinitionReference(.template, "outage", at: "/do/0/template"),
                DefinitionReference(.subscription, "chat", at: "/do/2/subscription"),
                DefinitionReference(.channel, "ops", at: "/do/3/ticket/channel"),
            ])
    }

    @Test(
        arguments: [
            (["action": "comment"], "/do/0/body"), (["action": "comment", "body": ""], "/do/0/body"),
            (["action": "comment", "body": "{{/a}}"], "/do/0/body"),
            (["action": "comment", "body": "a", "ticket": "other"], "/do/0/ticket"),
            (["action": "comment", "body": "a", "ticket": "action.0"], "/do/0/ticket"),
            (["action": "comment", "body": "a", "ticket": ["channel": "a"]], "/do/0/ticket/key"),
            (["action": "label", "add": "a"], "/do/0/add"), (["action": "label", "add": [1]], "/do/0/add/0"),
            (["action": "assign", "add": ["a"], "set": ["b"]], "/do/0/set"),
            (["action": "set_status", "status": "asleep"], "/do/0/status"),
            (["action": "close", "resolution": "bored"], "/do/0/resolution"), (["action": "link"], "/do/0/to"),
            (["action": "update_ticket"], "/do/0/action"),
            (["action": "update_ticket", "labels": [], "add_labels": []], "/do/0/labels"),
            (["action": "wait", "for": "1w"], "/do/0/for"), (["action": "wait", "for": "0s"], "/do/0/for"),
            (["action": "wait", "for": "91d"], "/do/0/for"), (["action": "wait", "for": "1d", "if": true], "/do/0/if"),
            (["action": "close", "if": ["!": ["nonsense": 1]]], "/do/0/if/!"),
            (["action": "webhook", "subscription": "Chat", "data": [:]], "/do/0/subscription"),
            (["action": "create_ticket", "channel": "a", "title": "t", "variables": [:]], "/do/0/variables"),
            (["action": "keep_in_step", "channel": "{{a}}", "create": ["title": "t"]], "/do/0/channel"),
            (
                ["action": "keep_in_step", "channel": "a", "create": ["title": "t"], "flapping": ["limit": 0]],
                "/do/0/flapping/limit"
            ),
            (["action": "reopen", "a/b~c": 1], "/do/0/a~1b~0c"), ("reopen", "/do/0"),
        ] as [(JSON, String)])
    func `an invalid action is refused with its position`(_ action: JSON, _ pointer: String) {
        let reading = Self.reading(["slug": "a", "on": ["ticket.created"], "do": [action]])
        #expect(reading.definition == nil)
        #expect(reading.problems.first?.pointer == pointer, "\(reading.problems)")
    }

    @Test func `a stored definition is read as it was`() throws {
        let reading = Self.reading([
            "slug": "a", "name": "A", "on": ["ticket.closed"], "if": ["var": "a"], "do": [["action": "reopen"]],
            "stop": true, "limit": 3,
        ])
        let stored = try #require(RuleDefinition(stored: reading.stored))
        #expect(stored.stops)
        #expect(stored.limit == 3)
        #expect(stored.condition?.source == ["var": "a"])
    }

    @Test func `durations are read with their units`() {
        #expect(RuleDuration.parse("90s") == .seconds(90))
        #expect(RuleDuration.parse("2h") == .seconds(7200))
        #expect(RuleDuration.parse("7d") == .seconds(604_800))
        for text in ["", "s", "7", "-1s", "1.5h", "1 h", "1H", "9999999999s"] {
            #expect(RuleDuration.parse(text) == nil, "\(text)")
        }
        #expect(RuleDuration.text(.seconds(3600)) == "1h")
        #expect(RuleDuration.text(.seconds(90)) == "90s")
    }
}
