import FakeGitHub
import Testing
import TrackerKit

@testable import TrackerGitHub

@Suite struct GitHubTemplateTests {
    @Test func `template files are those that GitHub shows, and no others`() async throws {
        let fixture = try GitHubFixture()
        #expect(try await fixture.tracker.templateFiles(in: fixture.project) == [])
        let text = String(repeating: "Ünïcode ☃ ", count: 100)
        for name in ["bug.yml", "idea.MD", "config.yml", "logo.png", "nested/deep.yml"] {
            fixture.fake.setFile("acme/tools", ".github/ISSUE_TEMPLATE/\(name)", text)
        }
        fixture.fake.setFile("acme/tools", ".github/ISSUE_TEMPLATE/huge.md", String(repeating: "x", count: 300_000))
        fixture.fake.setFile("acme/tools", ".github/issue_template.md", "old")
        fixture.fake.setFile("acme/tools", "README.md", "no template")
        let files = try await fixture.tracker.templateFiles(in: fixture.project)
        #expect(
            files.map(\.path) == [".github/issue_template.md"]
                + ["bug.yml", "config.yml", "idea.MD"].map { ".github/ISSUE_TEMPLATE/\($0)" })
        #expect(files.map(\.content) == ["old", text, text, text])
    }

    @Test func `a repository that GitHub does not show is no repository without templates`() async throws {
        let fixture = try GitHubFixture()
        await #expect(throws: TrackerError.self) {
            try await fixture.tracker.templateFiles(in: ProjectReference(path: "acme/gone"))
        }
    }
}
