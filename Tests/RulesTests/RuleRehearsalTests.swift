import HTTPTypes
import Models
import Primitives
import ResourceTestSupport
import Testing

@Suite struct RuleRehearsalTests {
    private static let bug: JSON = [
        "slug": "bug", "ticket": ["title": "[bug] {{summary}}", "body": "Seen on {{os}}."],
        "variables": [
            ["name": "summary", "type": "string", "required": true, "max_length": 10],
            ["name": "os", "type": "choice", "options": ["Linux", "macOS"], "default": "Linux"],
        ],
    ]

    private static let fire: JSON = [
        "event": ["type": "ticket.created"], "ticket": ["title": "Fire"], "channel": ["slug": "demo"],
    ]

    /// The problem that a test run reports for a rule's first action, and the response to the same call by a caller.
    private func compare(_ action: JSON, fixture: RuleFixture, slug: String) async throws -> (
        test: JSON?, call: TicketAPI.Answer
    ) {
        try await fixture.rule(["slug": .string(slug), "on": ["ticket.created"], "channels": ["demo"], "do": [action]])
        let test = try await fixture.api.call(
            .post, "\(RuleFixture.rules)/\(slug)/test", body: ["document": Self.fire], as: .admin)
        #expect(test.status == 200, "\(test.json.text)")
        let body = test["actions"]?[0]?["body"] ?? [:]
        let call = try await fixture.api.call(
            .post, "/api/v1/channels/ops/tickets", body: body["create"] ?? body, as: .admin)
        return (test["actions"]?[0]?["problem"], call)
    }

    @Test func `a test reports invalid template variables like the call would`() async throws {
        try await RuleFixture.run { fixture in
            #expect(try await fixture.api.call(.post, "/api/v1/templates", body: Self.bug, as: .admin).status == 201)
            let wrong: [JSON] = [
                ["summary": "{{ticket.resolution}}"], ["summary": "It", "os": "{{ticket.title}}"],
                ["summary": "{{ticket.title}}, much longer than ten"],
            ]
            for (number, variables) in wrong.enumerated() {
                let action: JSON = [
                    "action": "create_ticket", "channel": "ops", "template": "bug", "variables": variables,
                ]
                let (test, call) = try await compare(action, fixture: fixture, slug: "rule-\(number)")
                #expect(call.status == 422)
                #expect(call.pointers.first?.hasPrefix("/variables/") == true)
                for member in ["code", "detail", "errors"] {
                    #expect(test?[member] == call[member], "\(variables.text)")
                }
            }
            let action: JSON = [
                "action": "create_ticket", "channel": "ops", "template": "bug",
                "variables": ["summary": "{{ticket.title}}"],
            ]
            let (test, call) = try await compare(action, fixture: fixture, slug: "good")
            #expect(test == nil)
            #expect(call["title"] == "[bug] Fire")
        }
    }

    @Test func `a test of a pair rule renders the template too`() async throws {
        try await RuleFixture.run { fixture in
            #expect(try await fixture.api.call(.post, "/api/v1/templates", body: Self.bug, as: .admin).status == 201)
            let action: JSON = [
                "action": "keep_in_step", "channel": "ops", "fingerprint": "{{ticket.title}}",
                "create": [
                    "template": "bug", "variables": ["summary": "{{ticket.resolution}}", "os": "{{ticket.title}}"],
                ],
            ]
            let (test, call) = try await compare(action, fixture: fixture, slug: "step")
            #expect(call.status == 422)
            #expect(test?["errors"] == call["errors"])
        }
    }

    @Test func `a template that was deleted since is reported`() async throws {
        try await RuleFixture.run { fixture in
            #expect(try await fixture.api.call(.post, "/api/v1/templates", body: Self.bug, as: .admin).status == 201)
            let action: JSON = [
                "action": "create_ticket", "channel": "ops", "template": "bug", "variables": ["summary": "x"],
            ]
            try await fixture.rule(["slug": "late", "on": ["ticket.created"], "do": [action]])
            #expect(try await fixture.api.call(.delete, "/api/v1/templates/bug", as: .admin).status == 204)
            let test = try await fixture.api.call(
                .post, "/api/v1/rules/late/test", body: ["document": Self.fire], as: .admin)
            #expect(test["actions"]?[0]?["problem"]?["errors"]?[0]?["pointer"] == "/template")
        }
    }
}
