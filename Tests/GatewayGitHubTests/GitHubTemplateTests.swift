import FakeGitHub
import GatewayTestSupport
import HTTPTypes
import Primitives
import Testing

/// Templates that a project keeps for GitHub.
@Suite(.serialized, .timeLimit(.minutes(3))) struct GitHubTemplateTests {
    private static let form = """
        name: Bug report
        description: File a bug
        title: "[Bug] "
        labels: [bug]
        body:
          - {type: input, id: version, attributes: {label: Version}, validations: {required: true}}
          - {type: textarea, id: logs, attributes: {label: Logs, render: shell}}
        """

    private static func seed(_ fake: FakeGitHub) {
        fake.setFile("acme/website", ".github/ISSUE_TEMPLATE/bug.yml", text: form)
        fake.setFile(
            "acme/website", ".github/ISSUE_TEMPLATE/idea.md", text: "---\nname: Idea\nabout: An idea\n---\nTell us.\n")
        fake.setFile(
            "acme/website", ".github/ISSUE_TEMPLATE/config.yml", text: "blank_issues_enabled: false\nother: x\n")
        fake.setFile("acme/website", ".github/ISSUE_TEMPLATE/broken.yml", text: "name: [")
        fake.setFile("acme/website", ".github/ISSUE_TEMPLATE.md", text: "Old one\n")
        fake.setFile("acme/website", ".github/workflows/ci.yml", text: "on: push\n")
    }

    private let sync = "/api/v1/channels/website/templates/sync"

    @Test func `a project's forms become templates, and a ticket of one reads as GitHub's own`() async throws {
        try await GitHubChannel.run(seed: Self.seed) { channel in
            let admin = channel.gateway.admin
            let read = try await admin.post(sync, [:])
            #expect(read.status == 200)
            #expect(read.json["created"] == ["website-issue-template", "website-bug", "website-idea"])
            #expect(read.json["refused"]?[0]?["path"] == ".github/ISSUE_TEMPLATE/broken.yml")
            #expect(read.json["chooser"]?["blank_issues_enabled"] == false)
            let note: JSON = ["path": ".github/ISSUE_TEMPLATE/config.yml", "detail": "the field other is omitted"]
            #expect(read.json["notes"] == [note])
            let template = try await admin.get("/api/v1/templates/website-bug")
            #expect(template.json["channel"] == "website" && template.json["title"] == "Bug report")
            #expect(template.json["source"]?["path"] == ".github/ISSUE_TEMPLATE/bug.yml")

            let ticket: JSON = [
                "template": "website-bug", "title": "[Bug] Blank page",
                "variables": ["version": "1.2", "logs": "boom"],
            ]
            let made = try await admin.post(GitHubChannel.tickets, ticket)
            #expect(made.status == 201)
            #expect(made.json["body"] == "### Version\n\n1.2\n\n### Logs\n\n```shell\nboom\n```")
            #expect(made.json["labels"] == ["bug"] && made.json["template"] == ["slug": "website-bug", "version": 1])
            let bad = try await admin.post(
                GitHubChannel.tickets, ["template": "website-bug", "variables": ["verison": "1.2"]])
            #expect(bad.status == 422 && bad.pointers == ["/variables/version", "/variables/verison"])
            #expect(channel.fake.issueCount("acme/website") == 1)
        }
    }

    @Test func `templates follow their files, and one whose file is deleted is marked and kept`() async throws {
        try await GitHubChannel.run(seed: Self.seed) { channel in
            let admin = channel.gateway.admin
            _ = try await admin.post(sync, [:])
            let again = try await admin.post(sync, [:])
            #expect(
                again.json["created"] == [] && again.json["updated"] == []
                    && again.json["unchanged"]?.arrayValue?.count == 3)

            channel.fake.setFile(
                "acme/website", ".github/ISSUE_TEMPLATE/bug.yml", text: Self.form.replacing("[Bug]", with: "[Fault]"))
            channel.fake.setFile("acme/website", ".github/ISSUE_TEMPLATE/idea.md", text: nil)
            let changed = try await admin.post(sync, [:])
            #expect(changed.json["updated"] == ["website-bug"] && changed.json["gone"] == ["website-idea"])
            #expect(try await admin.get("/api/v1/templates/website-bug").json["version"] == 2)
            #expect(
                try await admin.get("/api/v1/templates/website-idea").json["source"]?["gone_since"]?.isNull == false)
            #expect(try await admin.post(sync, [:]).json["gone"] == [])
            let refused = try await admin.patch("/api/v1/templates/website-bug", ["ticket": ["title": "x"]])
            #expect(refused.status == 409 && refused.code == "template_from_file")

            channel.fake.setFile(
                "acme/website", ".github/ISSUE_TEMPLATE/idea.md",
                text: "---\nname: Idea\nabout: An idea\n---\nTell us.\n")
            #expect(try await admin.post(sync, [:]).json["updated"] == ["website-idea"])
            let back = try await admin.get("/api/v1/templates/website-idea").json
            #expect(back["version"] == 1 && back["source"]?["gone_since"]?.isNull == true)
        }
    }

    @Test func `an unreadable file is refused with the reason, and its template is kept`() async throws {
        try await GitHubChannel.run(seed: Self.seed) { channel in
            let admin = channel.gateway.admin
            _ = try await admin.post(sync, [:])
            let directory = ".github/ISSUE_TEMPLATE/"
            let windows1252 = Array("name: Fehler\ndescription: Gr".utf8) + [0xF6, 0xDF] + Array("e\n".utf8)
            channel.fake.setFile("acme/website", directory + "bug.yml", bytes: windows1252)
            channel.fake.setFile("acme/website", directory + "idea.md", text: String(repeating: "x", count: 300_000))
            let changed = try await admin.post(sync, [:])
            #expect(changed.json["gone"] == [] && changed.json["updated"] == [])
            let refused: [JSON] = [
                ["path": .string(directory + "bug.yml"), "detail": "is not UTF-8 text"],
                ["path": .string(directory + "idea.md"), "detail": "is larger than 256 KiB"],
            ]
            #expect(
                changed.json["refused"]?.arrayValue?.filter {
                    $0["path"]?.stringValue?.hasSuffix("broken.yml") == false
                } == refused)
            for slug in ["website-bug", "website-idea"] {
                let template = try await admin.get("/api/v1/templates/\(slug)").json
                #expect(template["source"]?["gone_since"]?.isNull == true && template["version"] == 1)
            }
        }
    }

    @Test func `a full sync reads the templates again if the channel's templates were read before`() async throws {
        try await GitHubChannel.run(seed: Self.seed) { channel in
            let admin = channel.gateway.admin
            #expect(try await admin.get("/api/v1/templates").json["data"] == [])
            _ = try await admin.post(sync, [:])
            channel.fake.setFile(
                "acme/website", ".github/ISSUE_TEMPLATE/bug.yml", text: Self.form.replacing("[Bug]", with: "[Fault]"))
            #expect(try await admin.post("/api/v1/channels/website/sync", ["full": true]).status == 202)
            while try await admin.get("/api/v1/templates/website-bug").json["version"] != 2 {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    @Test func `a project's own templates override its owner's`() async throws {
        try await GitHubChannel.run(seed: { fake in
            fake.addRepository("acme/.github")
            fake.setFile("acme/.github", ".github/ISSUE_TEMPLATE/bug.yml", text: Self.form)
            fake.setFile(
                "acme/.github", ".github/ISSUE_TEMPLATE/question.md",
                text: "---\nname: Question\nabout: Ask\n---\nAsk us.\n")
        }) { channel in
            let admin = channel.gateway.admin
            #expect(try await admin.post(sync, [:]).json["created"] == ["website-bug", "website-question"])
            channel.fake.setFile(
                "acme/website", ".github/ISSUE_TEMPLATE/bug.yml", text: Self.form.replacing("[Bug]", with: "[Own]"))
            let own = try await admin.post(sync, [:])
            #expect(own.json["updated"] == ["website-bug"] && own.json["gone"] == ["website-question"])
            #expect(try await admin.get("/api/v1/templates/website-bug").json["ticket"]?["title"] == "[Own] ")
        }
    }

    @Test func `a project without templates has no templates`() async throws {
        try await GitHubChannel.run { channel in
            let admin = channel.gateway.admin
            let none = try await admin.post(sync, [:])
            #expect(none.status == 200 && none.json["created"] == [])
            Self.seed(channel.fake)
            #expect(try await admin.post(sync, [:]).json["created"]?.arrayValue?.count == 3)
        }
    }
}
