import FakeGitLab
import Testing
import TrackerKit

@testable import TrackerGitLab

@Suite struct GitLabTemplateTests {
    @Test func `template files are the project's description templates, whatever they are called`() async throws {
        let fixture = try GitLabFixture()
        #expect(try await fixture.tracker.templateFiles(in: fixture.project) == [])
        for number in 1...30 { fixture.fake.setIssueTemplate(GitLabFixture.path, "Template \(number) / ü", "text \(number)") }
        let files = try await fixture.tracker.templateFiles(in: fixture.project)
        #expect(files.count == 30)
        #expect(files.contains(RemoteTemplateFile(path: ".gitlab/issue_templates/Template 7 / ü.md", content: "text 7")))
        await #expect(throws: TrackerError.self) {
            try await fixture.tracker.templateFiles(in: ProjectReference(path: "acme/backend/gone"))
        }
    }
}
