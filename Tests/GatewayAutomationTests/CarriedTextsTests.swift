import FakeGitLab
import FakeGlitchTip
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// Copied text is inert and fits at GitLab, tested through a whole gateway.
@Suite(.serialized, .timeLimit(.minutes(3))) struct CarriedTextsTests {
    private static func rule(_ channel: String, fields: JSON, body: String) -> JSON {
        [
            "slug": "errors-to-issues", "on": ["ticket.created"], "channels": [.string(channel)],
            "do": [
                [
                    "action": "keep_in_step", "channel": "issues", "fields": fields,
                    "create": ["title": "{{ticket.title}}", "body": .string(body)],
                ]
            ],
        ]
    }

    private static func succeeded(_ setup: ErrorsToIssues, runs count: Int = 1) async throws {
        try await setup.until {
            let runs = try await setup.runs()
            return runs.count == count && runs.allSatisfy { $0["state"] == "succeeded" }
        }
    }

    /// Whether a line is a command to GitLab, which looks for one behind white space too.
    private static func isCommand(_ line: Substring) -> Bool {
        let text = line.drop { $0.isWhitespace || ">-*+.".contains($0) }
        return text.first == "/" && text.dropFirst().unicodeScalars.first.map { ("a"..."z").contains($0) } == true
    }

    @Test(arguments: ["/close", "  /confidential", "It broke\r\n/move acme/private", "@all fixes #1"])
    func `an error whose text is a GitLab command runs none`(_ message: String) async throws {
        let rule = Self.rule("errors", fields: ["status", "comments"], body: "{{ticket.url}}\n\n{{ticket.body}}")
        try await ErrorsToIssues.run(rule) { setup in
            setup.happen(message, 1)
            try await setup.sync("errors")
            try await Self.succeeded(setup)
            let description = try #require(try await setup.issue(1)["description"]?.stringValue)
            #expect(!description.split(whereSeparator: \.isNewline).contains(where: Self.isCommand), "\(description)")
            #expect(!description.contains("@all"))
            #expect(!description.contains("#1"))
            // People read it all the same.
            let words = message.split(whereSeparator: \.isWhitespace).last.map(String.init) ?? ""
            #expect(description.replacing("\u{200B}", with: "").contains(words), "\(description)")
        }
    }

    @Test func `the URL of an issue in an error adds no note to that issue, and the link to the error works`()
        async throws
    {
        let rule = Self.rule("errors", fields: ["status"], body: "See {{ticket.url}}\n\n{{ticket.body}}")
        try await ErrorsToIssues.run(rule) { setup in
            let lab = try await setup.gateway.admin.get("/api/v1/connections/lab").json["base_url"]?.stringValue ?? ""
            let page = lab.replacing(setup.issues.pathPrefix, with: "") + "/acme/platform/shop/-/issues"
            setup.happen("fixed by \(page)/7", 1)
            try await setup.sync("errors")
            try await Self.succeeded(setup)
            let description = try #require(try await setup.issue(1)["description"]?.stringValue)
            // Signs of Markdown in an error are escaped.
            let text = description.replacing("\\", with: "")
            #expect(text.contains("\(page)\u{200B}/7") && !text.contains("\(page)/7"), "\(description)")
            let errors = try await setup.gateway.admin.get("/api/v1/channels/errors/tickets").json
            let url = try #require(errors["data"]?[0]?["url"]?.stringValue)
            #expect(description.hasPrefix("See \(url)\n"), "\(description)")
            #expect(try await setup.issue(1)["title"]?.stringValue == "fixed by \(page)\u{200B}/7")
        }
    }

    @Test func `a title longer than GitLab's limit is cut, and stays so without an echo`()
        async throws
    {
        let title = String(repeating: "T", count: 256)
        let rule = Self.rule("issues", fields: ["status", "title"], body: "{{ticket.url}}")
        try await ErrorsToIssues.run(rule) { setup in
            let admin = setup.gateway.admin
            #expect(try await admin.post("/api/v1/connections", ["slug": "here", "tracker": "local"]).status == 201)
            #expect(
                try await admin.post("/api/v1/channels", ["slug": "site", "connection": "here", "path": "site"]).status
                    == 201)
            #expect(try await admin.patch("/api/v1/rules/errors-to-issues", ["channels": ["site"]]).status == 200)
            #expect(try await admin.post("/api/v1/channels/site/tickets", ["title": .string(title)]).status == 201)
            try await Self.succeeded(setup)
            let cut = String(repeating: "T", count: 254) + "…"
            #expect(try await setup.issue(1)["title"]?.stringValue == cut)
            // GitLab changes, and the gateway sees its title again.
            setup.issues.setClosed(true, in: ErrorsToIssues.issueProject, iid: 1)
            try await setup.sync("issues")
            try await Self.succeeded(setup, runs: 2)
            let ticket = try await admin.get("/api/v1/channels/site/tickets/1").json
            #expect(ticket["title"]?.stringValue == title)
            #expect(ticket["status"] == "done")
            #expect(try await setup.issue(1)["title"]?.stringValue == cut)
        }
    }
}
