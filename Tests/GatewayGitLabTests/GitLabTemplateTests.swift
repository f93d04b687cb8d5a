import FakeGitLab
import GatewayTestSupport
import Primitives
import Testing

/// Description templates that a project keeps for GitLab.
@Suite(.serialized, .timeLimit(.minutes(3))) struct GitLabTemplateTests {
    @Test func `a project's description templates become templates with their quick actions`() async throws {
        try await GitLabChannel.run { fake in
            fake.setIssueTemplate(
                GitLabChannel.path, "Bug report",
                content:
                    "## What\n\n/label ~bug ~\"to do\"\n/assign @helper\n/confidential\n/due in 3 days\n/weight 3\n")
        } _: { channel in
            let admin = channel.gateway.admin
            let read = try await admin.post("/api/v1/channels/backend/templates/sync", [:])
            #expect(read.status == 200 && read.json["created"] == ["backend-bug-report"])
            let note: JSON = ["path": ".gitlab/issue_templates/Bug report.md", "detail": "/weight 3 is omitted"]
            #expect(read.json["notes"] == [note])
            let made = try await admin.post(
                GitLabChannel.tickets, ["template": "backend-bug-report", "title": "Broken"])
            #expect(made.status == 201)
            #expect(
                made.json["body"] == "## What" && made.json["labels"] == ["bug", "to do"]
                    && made.json["confidential"] == true)
            #expect(made.json["assignees"]?[0]?["username"] == "helper" && made.json["due_at"]?.isNull == false)
            #expect(made.json["template"] == ["slug": "backend-bug-report", "version": 1])
        }
    }
}
