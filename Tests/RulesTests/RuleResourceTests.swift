import HTTPTypes
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import ResourceTestSupport
import Rules
import Testing

/// `/api/v1/rules`.
@Suite struct RuleResourceTests {
    @Test func `all faults of a rule are reported at once`() async throws {
        try await RuleFixture.run { fixture in
            let answer = try await fixture.api.call(
                .post, "/api/v1/rules",
                body: [
                    "slug": "Bad Slug", "on": ["ticket.created", "ticket.exploded"], "channels": ["nowhere"],
                    "if": ["and": [["==": [1, 1]], ["sum": [1]]]], "limit": 0, "color": "red",
                    "do": [
                        ["action": "comment", "body": "{{#open}}", "ticket": "action.0"], ["action": "dance"],
                        ["action": "create_ticket", "channel": "nowhere"], ["action": "label"],
                        ["action": "wait", "for": "soon"],
                        ["action": "set_priority", "priority": "huge", "why": "because"],
                        ["action": "keep_in_step", "channel": "ops", "create": [:], "fields": ["soul"]],
                        ["action": "update_ticket", "due_at": "soon"],
                    ],
                ], as: .admin)
            #expect(answer.status == 422)
            #expect(
                answer.pointers == [
                    "/channels/0", "/color", "/do/0/body", "/do/0/ticket", "/do/1/action", "/do/2/channel",
                    "/do/2/title", "/do/3/add",
                    "/do/4/for", "/do/5/priority", "/do/5/why", "/do/6/create/title", "/do/6/fields/0", "/do/7/due_at",
                    "/if/and/1",
                    "/limit", "/on/1",
                    "/slug",
                ])
        }
    }

    @Test(arguments: [
        "2026-01-31T09:30", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "2026-01-31T09:30 UTC", "soon",
    ])
    func `a due date that never works is refused when the rule is saved`(_ due: String) async throws {
        try await RuleFixture.run { fixture in
            let due = JSON.string(due)
            let rule: JSON = [
                "slug": "due", "on": ["ticket.created"], "channels": ["demo"],
                "do": [
                    ["action": "update_ticket", "due_at": due],
                    ["action": "create_ticket", "channel": "ops", "title": "{{ticket.title}}", "due_at": due],
                    [
                        "action": "keep_in_step", "channel": "ops",
                        "create": ["title": "{{ticket.title}}", "due_at": due],
                    ],
                ],
            ]
            let answer = try await fixture.api.call(.post, "/api/v1/rules", body: rule, as: .admin)
            #expect(answer.status == 422)
            #expect(answer.pointers == ["/do/0/due_at", "/do/1/due_at", "/do/2/create/due_at"])
            let good: JSON = ["action": "update_ticket", "due_at": "2026-01-31T09:30:00+01:00"]
            try await fixture.rule(["slug": "due", "on": ["ticket.created"], "do": [good]])
            let changed = try await fixture.api.call(
                .patch, "/api/v1/rules/due", body: ["do": [["action": "update_ticket", "due_at": due]]], as: .admin)
            #expect(changed.pointers == ["/do/0/due_at"])
        }
    }

    @Test func `so is every other value without a template that the API refuses`() async throws {
        try await RuleFixture.run { fixture in
            let answer = try await fixture.api.call(
                .post, "/api/v1/rules",
                body: [
                    "slug": "never", "on": ["ticket.created"],
                    "do": [
                        ["action": "create_ticket", "channel": "ops", "title": "  "],
                        ["action": "set_status", "status": "open", "resolution": "completed"],
                        ["action": "comment", "body": " "],
                        ["action": "label", "add": ["bug", " "]], ["action": "assign", "set": [" "]],
                        ["action": "link", "url": "nowhere"],
                    ],
                ], as: .admin)
            #expect(
                answer.pointers == [
                    "/do/0/title", "/do/1/resolution", "/do/2/body", "/do/3/add/1", "/do/4/set/0", "/do/5/url",
                ], "\(answer.json.text)")
        }
    }

    @Test func `the result of a template is known only later`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "later", "on": ["ticket.created"],
                "do": [
                    [
                        "action": "create_ticket", "channel": "ops", "title": "{{ticket.title}}",
                        "due_at": "{{ticket.due_at}}",
                    ],
                    ["action": "set_status", "status": "{{ticket.status}}", "resolution": "completed"],
                    ["action": "comment", "body": "{{ticket.body}}", "internal": true],
                    ["action": "label", "add": ["{{ticket.kind}}", "{{ticket.kind}}", "a", "a"]], ["action": "close"],
                    ["action": "assign", "add": ["{{ticket.author.username}}"]],
                    ["action": "link", "url": "{{ticket.url}}"],
                ],
            ])
        }
    }

    @Test func `a rule is created, read, updated and deleted`() async throws {
        try await RuleFixture.run { fixture in
            let made = try await fixture.api.call(.post, "/api/v1/rules", body: RuleRunTests.thanks, as: .admin)
            #expect(made.status == 201)
            #expect(made.headers[.location] == "/api/v1/rules/thanks")
            let etag = try #require(made.headers[.eTag])
            #expect(made["limit"] == 1000)
            #expect(
                try await fixture.api.call(.post, "/api/v1/rules", body: RuleRunTests.thanks, as: .admin).status == 409)
            let path = "/api/v1/rules/thanks"
            #expect(try await fixture.api.call(.get, path, as: .admin, headers: ["If-None-Match": etag]).status == 304)
            let id = try #require(made["id"]?.stringValue)
            #expect(try await fixture.api.call(.get, "/api/v1/rules/\(id)", as: .admin)["slug"] == "thanks")
            let changed = try await fixture.api.call(
                .patch, path, body: ["slug": "thank-you", "if": .null, "order": 7], as: .admin,
                headers: ["If-Match": etag])
            #expect(changed.status == 200)
            #expect(changed["if"] == .null)
            #expect(changed["do"] == made["do"])
            #expect(
                try await fixture.api.call(
                    .patch, "/api/v1/rules/thank-you", body: ["order": 8], as: .admin, headers: ["If-Match": etag]
                ).status
                    == 412)
            let bad = try await fixture.api.call(
                .patch, "/api/v1/rules/thank-you", body: ["do": [], "why": 1], as: .admin)
            #expect(bad.pointers == ["/do", "/why"])
            #expect(
                try await fixture.api.call(.get, "/api/v1/rules?enabled=true", as: .admin).each("slug") == ["thank-you"]
            )
            #expect(try await fixture.api.call(.delete, "/api/v1/rules/thank-you", as: .admin).status == 204)
            #expect(try await fixture.api.call(.get, "/api/v1/rules/thank-you", as: .admin).status == 404)
            let actions = try await fixture.api.database.run(
                "SELECT action FROM audit_entry WHERE object_type = 'rule' ORDER BY id")
            #expect(
                try actions.map { try $0.decode(0, as: String.self) } == ["rule.create", "rule.update", "rule.delete"])
        }
    }

    @Test func `a test shows what a rule would do, without doing it`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule([
                "slug": "hand-over", "on": ["ticket.created"], "channels": ["demo"],
                "if": ["==": [["var": "ticket.title"], "Fire"]],
                "do": [
                    ["action": "create_ticket", "channel": "ops", "title": "Ops: {{ticket.title}}"],
                    ["action": "comment", "body": "See {{actions.0.ticket.key}}."],
                    ["action": "close", "ticket": "linked"],
                ],
            ])
            try await fixture.api.ticket(["title": "Fire"])
            let event = try #require(try await fixture.events("ticket.created").first?["id"])
            let path = "/api/v1/rules/hand-over/test"
            let test = try await fixture.api.call(.post, path, body: ["event_id": event], as: .admin)
            #expect(test.status == 200, "\(test.json.text)")
            #expect(test["matched"] == true)
            #expect(test["trace"]?["children"]?[0]?["value"] == "Fire")
            #expect(test["actions"]?[0]?["call"]?["path"] == "/api/v1/channels/ops/tickets")
            #expect(test["actions"]?[0]?["body"]?["title"] == "Ops: Fire")
            #expect(test["actions"]?[1]?["body"]?["body"] == "See (ticket of action 0).")
            #expect(test["actions"]?[2]?["skipped"]?.stringValue != nil)
            #expect(try await fixture.keys("ops") == [])
            #expect(try await fixture.count("rule_run") == 0)
            let given: JSON = [
                "event": ["type": "ticket.created"], "ticket": ["title": "Water"], "channel": ["slug": "ops"],
            ]
            let other = try await fixture.api.call(.post, path, body: ["document": given], as: .admin)
            #expect(other["matched"] == false)
            let failing = (other["checks"]?.arrayValue ?? []).filter { $0["holds"] == false }.compactMap {
                $0["check"]?.stringValue
            }
            #expect(failing == ["channels", "if"])
            #expect(try await fixture.api.call(.post, path, body: [:], as: .admin).status == 422)
        }
    }

    @Test func `a rule runs again on stored events, once for each`() async throws {
        try await RuleFixture.run { fixture in
            let start = fixture.clock.now()
            for title in ["One", "Two", "Three"] {
                try await fixture.api.ticket(["title": .string(title), "labels": ["bug"]])
            }
            try await fixture.dispatch()
            try await fixture.rule(RuleRunTests.thanks)
            let span = "from=\((start - .seconds(3600)).rfc3339)&to=\((start + .seconds(3600)).rfc3339)"
            let replayed = try await fixture.api.call(.post, "/api/v1/rules/thanks/runs?\(span)", as: .admin)
            #expect(replayed.status == 202, "\(replayed.json.text)")
            #expect(replayed["runs"] == 3)
            try await fixture.settle()
            #expect(try await fixture.comments("2") == ["Thank you for Two."])
            #expect(try await fixture.runs("thanks").allSatisfy { $0["replay"] == true })
        }
    }

    @Test func `a long replay continues where the previous call ended, and skips no event`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(["slug": "all", "on": ["ticket.created"], "do": [["action": "wait", "for": "90d"]]])
            try await fixture.api.ticket()
            // All events have the same time, so that it is not sufficient as the page's end.
            try await fixture.api.database.run(
                """
                INSERT INTO event (id, type, occurred_at, connection_id, channel_id, ticket_id, ticket_key, confidential, origin, changes)
                SELECT gen_random_uuid(), type, occurred_at, connection_id, channel_id, ticket_id, ticket_key, confidential, origin, changes
                FROM event CROSS JOIN generate_series(1, 1499) WHERE type = 'ticket.created'
                """)
            let start = fixture.clock.now()
            let path =
                "/api/v1/rules/all/runs?from=\((start - .seconds(3600)).rfc3339)&to=\((start + .seconds(3600)).rfc3339)"
            let first = try await fixture.api.call(.post, path, as: .admin)
            #expect(first["events"] == 1000)
            #expect(first["runs"] == 1000)
            let cursor = try #require(first["next"]?.stringValue)
            // A call is repeated because its response was lost.
            for runs in [JSON(500), 0] {
                let second = try await fixture.api.call(.post, path + "&cursor=\(cursor)", as: .admin)
                #expect(second["events"] == 500)
                #expect(second["runs"] == runs)
                #expect(second["next"] == .null)
            }
            #expect(try await fixture.count("rule_run") == 1500)
            #expect(try await fixture.api.call(.post, path + "&cursor=no", as: .admin).status == 422)
        }
    }

    @Test func `finished runs are deleted`() async throws {
        try await RuleFixture.run { fixture in
            try await fixture.rule(RuleRunTests.thanks)
            try await fixture.api.ticket(["title": "It", "labels": ["bug"]])
            try await fixture.settle()
            let service = RuleService(environment: fixture.api.rules)
            try await service.prune(before: fixture.clock.now() - .seconds(60))
            #expect(try await fixture.count("rule_run") == 1)
            try await service.prune(before: fixture.clock.now() + .seconds(60))
            #expect(try await fixture.count("rule_run") == 0)
            #expect(try await fixture.count("rule_run_action") == 0)
        }
    }
}
