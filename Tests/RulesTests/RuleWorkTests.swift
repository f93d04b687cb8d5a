import HTTPTypes
import Models
import Primitives
import ResourceTestSupport
import Testing

/// The limits on the work of one call, and the faults that are found when a rule is saved.
@Suite struct RuleWorkTests {
    private static func rule(_ actions: [JSON], if condition: JSON? = nil) -> JSON {
        var rule: [String: JSON] = [
            "slug": "heavy", "on": ["ticket.created"], "channels": ["demo"], "do": .array(actions),
        ]
        rule["if"] = condition
        return .object(rule)
    }

    private static func document(_ ticket: [String: JSON]) -> JSON {
        let place: [String: JSON] = ["channel": "demo", "key": "1", "title": "T"]
        return [
            "document": [
                "event": ["type": "ticket.created"], "channel": ["slug": "demo"],
                "ticket": .object(place.merging(ticket) { $1 }),
            ]
        ]
    }

    private static let sums: JSON = [
        "reduce": [["var": "ticket.custom_fields"], ["+": [["var": "accumulator"], ["var": "current"]]], 0]
    ]

    /// Rules within the limits of each text and condition, with test documents.
    private static let heavy: [(name: String, rule: JSON, ticket: [String: JSON])] = [
        (
            "bodies", rule(Array(repeating: ["action": "comment", "body": "{{ticket.body}}"], count: 20)),
            ["body": .string(String(repeating: "<!-- @a ", count: 20_000))]
        ),
        (
            "loops",
            rule([
                [
                    "action": "label",
                    "add": JSON(
                        Array(repeating: "bug{{#ticket.custom_fields}}{{x}}{{/ticket.custom_fields}}", count: 50)),
                ]
            ]), ["custom_fields": .array(Array(repeating: 1, count: 20_000))]
        ),
        (
            "conditions",
            rule(Array(repeating: ["action": "comment", "body": "x", "if": sums], count: 20), if: sums),
            ["custom_fields": .array(Array(repeating: 1, count: 10_000))]
        ),
    ]

    @Test(arguments: heavy.indices)
    func `a test that is too expensive is refused`(index: Int) async throws {
        let (name, rule, ticket) = Self.heavy[index]
        try await RuleFixture.run { fixture in
            try await fixture.rule(rule)
            let path = "\(RuleFixture.rules)/heavy/test"
            let refused = try await fixture.api.call(.post, path, body: Self.document(ticket), as: .admin)
            #expect(refused.status == 422 && refused.pointers == ["/document"], "\(name)")
            let detail = refused["errors"]?[0]?["detail"]?.stringValue
            #expect(detail?.hasPrefix("takes too much work") == true, "\(name): \(detail ?? "")")
            // The same rule on an ordinary ticket is tested.
            let small: [String: JSON] = ["body": "Text", "custom_fields": [1, 2, 3]]
            #expect(
                try await fixture.api.call(.post, path, body: Self.document(small), as: .admin).status == 200, "\(name)"
            )
        }
    }

    @Test func `a rule whose templates are too expensive to parse is not saved`() async throws {
        try await RuleFixture.run { fixture in
            let body = JSON.string(String(repeating: "{{ticket.title}}", count: 900))
            let hidden = JSON.string("{{=< >=}}" + String(repeating: "<ticket.title>", count: 900))
            for text in [body, hidden] {
                let actions = Array(repeating: JSON.object(["action": "comment", "body": text]), count: 20)
                let refused = try await fixture.api.call(
                    .post, RuleFixture.rules, body: Self.rule(actions), as: RuleFixture.author)
                #expect(refused.status == 422 && refused.pointers == ["/do"])
            }
            try await fixture.rule(Self.rule([["action": "comment", "body": body]]))
        }
    }

    @Test func `a rule whose values take too much matching against the patterns of its templates is not saved`()
        async throws
    {
        try await RuleFixture.run { fixture in
            let heavy = HeavyTemplate("patterns")
            #expect(
                try await fixture.api.call(.post, "/api/v1/templates", body: heavy.template, as: .admin).status == 201)
            func rule(_ count: Int, _ variables: JSON) -> JSON {
                let action: JSON = [
                    "action": "create_ticket", "channel": "ops", "template": "heavy", "title": "T",
                    "variables": variables,
                ]
                return Self.rule(Array(repeating: action, count: count))
            }
            let refused = try await fixture.api.call(
                .post, RuleFixture.rules, body: rule(20, heavy.variables), as: RuleFixture.author)
            #expect(refused.status == 422 && refused.pointers == ["/do"], "\(refused.json.text)")
            try await fixture.rule(rule(20, ["v": "aab"]))
        }
    }

    @Test func `values that an action's template does not accept are refused when the rule is saved`() async throws {
        try await RuleFixture.run { fixture in
            let template: JSON = [
                "slug": "bug", "ticket": ["title": "[bug] {{summary}}", "body": "Seen on {{os}}, {{count}} times."],
                "variables": [
                    ["name": "summary", "type": "string", "required": true, "max_length": 10],
                    ["name": "os", "type": "choice", "options": ["Linux", "macOS"], "default": "Linux"],
                    ["name": "count", "type": "number"],
                ],
            ]
            #expect(try await fixture.api.call(.post, "/api/v1/templates", body: template, as: .admin).status == 201)
            let wrong: [(variables: JSON, pointer: String)] = [
                ([:], "/summary"), (["summary": "It", "os": "BeOS"], "/os"),
                (["summary": "{{ticket.title}}", "browser": "{{ticket.key}}"], "/browser"),
                (["summary": "much longer than ten"], "/summary"), (["summary": "It", "count": "many"], "/count"),
            ]
            for (variables, pointer) in wrong {
                let create: JSON = [
                    "action": "create_ticket", "channel": "ops", "template": "bug", "variables": variables,
                ]
                let keep: JSON = [
                    "action": "keep_in_step", "channel": "ops",
                    "create": ["template": "bug", "variables": variables],
                ]
                for (action, place) in [(create, "/do/0/variables"), (keep, "/do/0/create/variables")] {
                    let refused = try await fixture.api.call(
                        .post, RuleFixture.rules, body: Self.rule([action]), as: RuleFixture.author)
                    #expect(refused.status == 422 && refused.pointers == [place + pointer], "\(refused.json.text)")
                }
            }
            try await fixture.rule(
                Self.rule([
                    [
                        "action": "create_ticket", "channel": "ops", "template": "bug",
                        "variables": ["summary": "{{ticket.title}}", "os": "{{ticket.key}}", "count": "7"],
                    ]
                ]))
        }
    }
}
