import FakeGitLab
import FakeTrackerKit
import HTTPTypes
import Testing
import TrackerKit

@testable import TrackerGitLab

@Suite struct GitLabTemplateTests {
    @Test func `template files are the project's description templates, whatever their names`() async throws {
        let fixture = try GitLabFixture()
        #expect(try await fixture.tracker.templateFiles(in: fixture.project) == [])
        for number in 1...30 {
            fixture.fake.setIssueTemplate(GitLabFixture.path, "Template \(number) / ü", content: "text \(number)")
        }
        let files = try await fixture.tracker.templateFiles(in: fixture.project)
        #expect(files.count == 30)
        #expect(
            files.contains(RemoteTemplateFile(path: ".gitlab/issue_templates/Template 7 / ü.md", content: "text 7")))
        await #expect(throws: TrackerError.self) {
            try await fixture.tracker.templateFiles(in: ProjectReference(path: "acme/backend/gone"))
        }
    }

    @Test func `an unreadable template is listed with the reason, and the others are read`() async throws {
        let fixture = try GitLabFixture()
        for name in ["a", "b", "c"] { fixture.fake.setIssueTemplate(GitLabFixture.path, name, content: "text \(name)") }
        fixture.fake.setIssueTemplate(GitLabFixture.path, "d", content: String(repeating: "x", count: 300_000))
        let path = "/projects/\(GitLabFixture.path.replacing("/", with: "%2F"))/templates/issues/"
        fixture.fake.inject(.serverError, method: .get, path: path + "a")
        fixture.fake.inject(.notJSON, method: .get, path: path + "b")
        let files = try await fixture.tracker.templateFiles(in: fixture.project)
        #expect(files.map(\.path) == ["a", "b", "c", "d"].map { ".gitlab/issue_templates/\($0).md" })
        #expect(files.map(\.content) == ["", "", "text c", ""])
        #expect(files[0].refusal == "can't be read, because GitLab responds with status 500")
        #expect(files[1].refusal == "is sent by GitLab in an unreadable form")
        #expect(files[2].refusal == nil && files[3].refusal == "is larger than 256 KiB")
        fixture.fake.inject(.badGateway, method: .get, path: path + "c")
        await #expect(throws: TrackerError.self) { try await fixture.tracker.templateFiles(in: fixture.project) }
    }
}
