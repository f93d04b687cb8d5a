import HTTPTypes
import Models
import Postgres
import Primitives
import ResourceTestSupport
import Testing
import Tickets

@Suite struct TemplateResourceTests {
    private let templates = "/api/v1/templates"
    private let tickets = "/api/v1/channels/demo/tickets"

    private static let bug: JSON = [
        "slug": "bug", "title": "Bug report", "description": "Something is broken.",
        "ticket": [
            "title": "[bug] {{summary}}", "body": "{{text}}\n\nSeen on {{os}}.", "labels": ["bug", "new"],
            "priority": "high",
            "kind": "bug",
            "due_in_days": 7,
        ],
        "variables": [
            ["name": "summary", "type": "string", "required": true, "max_length": 40],
            ["name": "text", "type": "text"],
            ["name": "os", "type": "choice", "options": ["Linux", "macOS"], "default": "Linux"],
        ],
    ]

    private func makeBug(_ api: TicketAPI) async throws {
        let made = try await api.call(.post, templates, body: Self.bug, as: .admin)
        #expect(made.status == 201, "\(made.json.text)")
    }

    @Test func `a ticket created from a template refers to it`() async throws {
        try await TicketAPI.run { api in
            try await makeBug(api)
            let made = try await api.call(
                .post, tickets,
                body: [
                    "template": "bug", "variables": ["summary": "Blank page", "text": "Since today"],
                    "labels": ["mine"],
                ])
            #expect(made.status == 201, "\(made.json.text)")
            #expect(made["title"] == "[bug] Blank page")
            #expect(made["body"] == "Since today\n\nSeen on Linux.")
            #expect(made["labels"] == ["mine"])
            #expect(made["priority"] == "high")
            #expect(made["kind"] == "bug")
            #expect(made["due_at"]?.isNull == false)
            #expect(made["template"] == ["slug": "bug", "version": 1])
            let read = try await api.call(.get, tickets + "/1")
            #expect(read.json == made.json)
            let listed = try await api.call(.get, "/api/v1/tickets")
            #expect(listed.each("template") == [["slug": "bug", "version": 1]])
            _ = try await api.call(.delete, templates + "/bug", as: .admin)
            #expect((try await api.call(.get, tickets + "/1"))["template"] == ["slug": "bug", "version": 1])
            let plain = try await api.ticket()
            #expect(plain["template"] == .null)
        }
    }

    @Test func `every invalid variable is reported at once, together with invalid fields`() async throws {
        try await TicketAPI.run { api in
            try await makeBug(api)
            let answer = try await api.call(
                .post, tickets, body: ["template": "bug", "variables": ["text": 5, "os": "BeOS", "browser": "x"]])
            #expect(answer.status == 422)
            #expect(
                answer.pointers == ["/variables/browser", "/variables/os", "/variables/summary", "/variables/text"])
            #expect((try await api.call(.post, tickets, body: ["template": "none"])).pointers == ["/template"])
            #expect(
                (try await api.call(.post, tickets, body: ["template": "UPPER", "variables": []])).pointers == [
                    "/template", "/variables",
                ])
            #expect(
                (try await api.call(.post, tickets, body: ["title": "x", "variables": [:]])).pointers == ["/variables"])
            let version: JSON = ["template": "bug", "template_version": 2, "variables": ["summary": "x"]]
            #expect((try await api.call(.post, tickets, body: version)).pointers == ["/template_version"])
            #expect((try await api.call(.get, tickets)).each("id").isEmpty)
        }
    }

    @Test func `a template's own due date is used unless the caller sets one`() async throws {
        try await TicketAPI.run { api in
            let fixed: JSON = ["slug": "release", "ticket": ["title": "Release", "due_at": "2030-01-31T00:00:00Z"]]
            let made = try await api.call(.post, templates, body: fixed, as: .admin)
            #expect(made.status == 201 && made["ticket"]?["due_at"] == "2030-01-31T00:00:00Z")
            #expect(
                (try await api.call(.post, tickets, body: ["template": "release"]))["due_at"] == "2030-01-31T00:00:00Z")
            let other: JSON = ["template": "release", "due_at": "2031-01-31T00:00:00Z"]
            #expect((try await api.call(.post, tickets, body: other))["due_at"] == "2031-01-31T00:00:00Z")
            let both = try await api.call(
                .patch, templates + "/release", body: ["ticket": ["due_in_days": 3]], as: .admin)
            #expect(both.status == 422 && both.pointers == ["/ticket/due_at"])
            let moved = try await api.call(
                .patch, templates + "/release", body: ["ticket": ["due_in_days": 3, "due_at": .null]], as: .admin)
            #expect(moved["ticket"]?["due_in_days"] == 3 && moved["ticket"]?["due_at"] == .null)
        }
    }

    @Test func `a batch also creates tickets from templates, each with its own result`() async throws {
        try await TicketAPI.run { api in
            try await makeBug(api)
            let answer = try await api.call(
                .post, "/api/v1/tickets/batch",
                body: [
                    "operations": [
                        [
                            "op": "create", "channel": "demo",
                            "ticket": ["template": "bug", "variables": ["summary": "One"]],
                        ],
                        ["op": "create", "channel": "demo", "ticket": ["template": "bug"]],
                    ]
                ])
            #expect(answer["results"]?[0]?["ticket"]?["title"] == "[bug] One")
            #expect(answer["results"]?[1]?["problem"]?["errors"]?[0]?["pointer"] == "/variables/summary")
        }
    }

    @Test(arguments: ["tags", "steps", "bytes", "patterns", "options"])
    func `a batch whose templates take too much work refuses the rest of them, and performs its other operations`(
        kind: String
    ) async throws {
        let heavy = HeavyTemplate(kind)
        try await TicketAPI.run { api in
            let made = try await api.call(.post, templates, body: heavy.template, as: .admin)
            #expect(made.status == 201, "\(made.json.text)")
            let creation: JSON = [
                "op": "create", "channel": "demo",
                "ticket": ["template": "heavy", "title": "T", "variables": heavy.variables],
            ]
            let plain: JSON = ["op": "create", "channel": "demo", "ticket": ["title": "Plain"]]
            let answer = try await api.call(
                .post, "/api/v1/tickets/batch",
                body: ["operations": .array(Array(repeating: creation, count: 19) + [plain])])
            let results = try #require(answer["results"]?.arrayValue)
            let statuses = results.map { $0["status"]?.integerValue }
            let done = statuses.prefix { $0 == 201 }.count
            #expect(heavy.fitting.contains(done), "\(done)")
            #expect(statuses[done..<19].allSatisfy { $0 == 422 } && statuses[19] == 201)
            for refused in results[done..<19] {
                #expect(refused["problem"]?["errors"]?[0]?["pointer"] == "/template")
            }
            #expect((try await api.call(.get, tickets + "?limit=100")).each("id").count == done + 1)
        }
    }

    @Test func `a template is rendered without making anything, also for a channel`() async throws {
        try await TicketAPI.run { api in
            try await makeBug(api)
            let answer = try await api.call(
                .post, templates + "/bug/render", body: ["variables": ["summary": "x"], "channel": "demo"])
            #expect(answer.status == 200)
            #expect(answer["template"] == ["slug": "bug", "version": 1])
            #expect(answer["ticket"]?["title"] == "[bug] x")
            #expect(answer["ticket"]?["labels"] == ["bug", "new"])
            #expect(answer["omitted"] == [])
            #expect((try await api.call(.post, templates + "/bug/render")).pointers == ["/variables/summary"])
            #expect(
                (try await api.call(.post, templates + "/bug/render", body: ["channel": "none", "version": 9])).pointers
                    == [
                        "/channel"
                    ])
            #expect(
                (try await api.call(.post, templates + "/bug/render", body: ["version": 9])).pointers == ["/version"])
            #expect((try await api.call(.post, templates + "/none/render")).status == 404)
            #expect((try await api.call(.get, tickets)).each("id").isEmpty)
        }
    }

    @Test func `a changed template becomes a new version, and old ones stay usable`() async throws {
        try await TicketAPI.run { api in
            try await makeBug(api)
            let first = try await api.call(.get, templates + "/bug")
            let etag = try #require(first.headers[.eTag])
            let renamed = try await api.call(
                .patch, templates + "/bug", body: ["title": "Fault"], as: .admin, headers: ["If-Match": etag])
            #expect(renamed["version"] == 1)
            let changed = try await api.call(
                .patch, templates + "/bug", body: ["ticket": ["title": "{{summary}}!", "labels": .null]], as: .admin)
            #expect(changed["version"] == 2)
            #expect(changed["ticket"]?["priority"] == "high")
            #expect(changed["ticket"]?["labels"] == [])
            #expect(
                (try await api.call(
                    .patch, templates + "/bug", body: ["title": "x"], as: .admin, headers: ["If-Match": etag]))
                    .status == 412)
            let versions = try await api.call(.get, templates + "/bug/versions?limit=1")
            #expect(versions.each("version") == [2])
            let next = try #require(versions.next)
            #expect(
                (try await api.call(.get, templates + "/bug/versions?limit=1&cursor=\(next)")).each("version") == [1])
            let old = try await api.call(
                .post, tickets, body: ["template": "bug", "template_version": 1, "variables": ["summary": "x"]])
            #expect(old["title"] == "[bug] x")
            #expect(old["template"]?["version"] == 1)
            let new = try await api.call(.post, tickets, body: ["template": "bug", "variables": ["summary": "x"]])
            #expect(new["title"] == "x!")
            #expect(new["template"]?["version"] == 2)
            let actions: [String] = try await api.database.run(
                "SELECT action FROM audit_entry WHERE action LIKE 'template%' ORDER BY id"
            )
            .map {
                try $0.decode(0)
            }
            #expect(actions == ["template.create", "template.update", "template.update"])
        }
    }

    @Test func `an invalid template is refused with all its faults`() async throws {
        try await TicketAPI.run { api in
            let answer = try await api.call(
                .post, templates,
                body: [
                    "slug": "import", "ticket": ["title": "{{#a}}", "colour": "red"],
                    "variables": [["name": "a", "type": "strin"], ["name": "b", "type": "string", "options": [5]]],
                ], as: .admin)
            #expect(
                answer.pointers == [
                    "/ticket/colour", "/ticket/title", "/variables/0/type", "/variables/1/options/0",
                ])
            let bad: JSON = [
                "slug": "x", "ticket": ["title": "{{#a}}"],
                "variables": [["name": "a", "type": "string", "pattern": "("]],
            ]
            #expect(
                (try await api.call(.post, templates, body: bad, as: .admin)).pointers == [
                    "/ticket/title", "/variables/0/pattern",
                ])
            #expect((try await api.call(.post, templates, body: ["slug": "import"], as: .admin)).pointers == ["/slug"])
            try await makeBug(api)
            #expect((try await api.call(.post, templates, body: ["slug": "bug"], as: .admin)).status == 409)
            #expect(
                (try await api.call(.patch, templates + "/bug", body: ["ticket": ["title": "{{"]], as: .admin)).pointers
                    == [
                        "/ticket/title"
                    ])
            #expect(
                (try await api.call(.patch, templates + "/bug", body: ["slug": "x", "ticket": []], as: .admin)).pointers
                    == [
                        "/slug"
                    ])
        }
    }

    @Test func `callers restricted to channels see and change only templates of those`() async throws {
        try await TicketAPI.run { api in
            try await TicketAPI.makeChannel(
                "other", tracker: api.channel.tracker, in: api.database, provider: api.environment.provider)
            try await makeBug(api)
            #expect(
                (try await api.call(.post, templates, body: ["slug": "theirs", "channel": "other"], as: .admin)).status
                    == 201
            )
            #expect(
                (try await api.call(.post, templates, body: ["slug": "mine", "channel": "demo"], as: .admin)).status
                    == 201)
            var bound = TicketAPI.Caller.bound(to: ["demo"])
            bound.scopes.insert(.rulesAdmin)
            #expect((try await api.call(.get, templates, as: bound)).each("slug") == ["bug", "mine"])
            #expect((try await api.call(.get, templates + "?channel=other", as: bound)).each("slug") == [])
            #expect((try await api.call(.get, templates + "/theirs", as: bound)).status == 404)
            #expect(
                (try await api.call(.post, tickets, body: ["template": "theirs", "title": "x"], as: bound)).pointers
                    == [
                        "/template"
                    ])
            #expect((try await api.call(.patch, templates + "/bug", body: ["title": "x"], as: bound)).status == 403)
            #expect((try await api.call(.patch, templates + "/mine", body: ["title": "x"], as: bound)).status == 200)
            #expect(
                (try await api.call(.patch, templates + "/mine", body: ["channel": .null], as: bound)).pointers == [
                    "/channel"
                ])
            #expect((try await api.call(.post, templates, body: ["slug": "free"], as: bound)).pointers == ["/channel"])
            #expect(
                (try await api.call(.post, templates, body: ["slug": "free", "channel": "other"], as: bound)).pointers
                    == [
                        "/channel"
                    ])
            #expect(
                (try await api.call(.post, templates, body: ["slug": "free", "channel": "demo"], as: bound)).status
                    == 201)
        }
    }

    @Test func `a template creates no confidential ticket for callers who may not see one`() async throws {
        try await TicketAPI.run { api in
            let secret: JSON = ["slug": "secret", "ticket": ["title": "Secret", "confidential": true]]
            let made = try await api.call(.post, templates, body: secret, as: .admin)
            #expect(made.status == 201)
            #expect((try await api.call(.post, tickets, body: ["template": "secret"])).status == 403)
            #expect(
                (try await api.call(.post, tickets, body: ["template": "secret"], headers: ["Prefer": "respond-async"]))
                    .status == 403)
            #expect(
                (try await api.call(.post, tickets, body: ["template": "secret"], as: .trusted))["confidential"] == true
            )
            #expect(
                (try await api.call(.post, tickets, body: ["template": "secret", "confidential": false]))[
                    "confidential"]
                    == false)
        }
    }

    @Test func `a waiting write uses the version with which it was accepted`() async throws {
        try await TicketAPI.run { api in
            try await makeBug(api)
            let accepted = try await api.call(
                .post, tickets, body: ["template": "bug", "variables": ["summary": "x"]],
                headers: ["Prefer": "respond-async"]
            )
            #expect(accepted.status == 202)
            let refused = try await api.call(
                .post, tickets, body: ["template": "bug"], headers: ["Prefer": "respond-async"])
            #expect(refused.pointers == ["/variables/summary"])
            let stored: [JSON] = try await api.database.run("SELECT request FROM operation").map { try $0.decode(0) }
            #expect(stored.first?["body"]?["template_version"] == 1)
        }
    }
}
