import FakeGitHub
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit

@testable import TrackerGitHub

@Suite struct GitHubTemplateTests {
    @Test func `template files are those that GitHub shows, and no others`() async throws {
        let fixture = try GitHubFixture()
        #expect(try await fixture.tracker.templateFiles(in: fixture.project) == [])
        let text = String(repeating: "Ünïcode ☃ ", count: 100)
        for name in ["bug.yml", "idea.MD", "config.yml", "logo.png", "nested/deep.yml"] {
            fixture.fake.setFile("acme/tools", ".github/ISSUE_TEMPLATE/\(name)", text: text)
        }
        fixture.fake.setFile(
            "acme/tools", ".github/ISSUE_TEMPLATE/huge.md", text: String(repeating: "x", count: 300_000))
        fixture.fake.setFile("acme/tools", ".github/issue_template.md", text: "old")
        fixture.fake.setFile("acme/tools", "README.md", text: "no template")
        let files = try await fixture.tracker.templateFiles(in: fixture.project)
        #expect(
            files.map(\.path) == [".github/issue_template.md"]
                + ["bug.yml", "config.yml", "huge.md", "idea.MD"].map { ".github/ISSUE_TEMPLATE/\($0)" })
        #expect(files.map(\.content) == ["old", text, text, "", text])
        #expect(files.map(\.refusal) == [nil, nil, nil, "is larger than 256 KiB", nil])
    }

    @Test func `a file that is not UTF-8, and files after the fiftieth, are named with the reason`() async throws {
        let fixture = try GitHubFixture()
        let windows1252 = Array("name: Fehler\ndescription: Gr".utf8) + [0xF6, 0xDF] + Array("e\n".utf8)
        fixture.fake.setFile("acme/tools", ".github/ISSUE_TEMPLATE/a.yml", bytes: windows1252)
        for number in 10..<61 {
            fixture.fake.setFile("acme/tools", ".github/ISSUE_TEMPLATE/t\(number).md", text: "text")
        }
        let files = try await fixture.tracker.templateFiles(in: fixture.project)
        #expect(files.first == RemoteTemplateFile(path: ".github/ISSUE_TEMPLATE/a.yml", refusal: "is not UTF-8 text"))
        #expect(
            files.count == 52 && files.dropFirst().prefix(49).allSatisfy { $0.content == "text" && $0.refusal == nil })
        #expect(files.suffix(2).map(\.refusal) == [RemoteTemplateFile.tooMany, RemoteTemplateFile.tooMany])
    }

    /// A repository whose owner also has a repository `.github` with default templates.
    private func withDefaults(private isPrivate: Bool = false) throws -> GitHubFixture {
        let fixture = try GitHubFixture()
        fixture.fake.addRepository("acme/.github", private: isPrivate)
        fixture.fake.setFile("acme/.github", ".github/ISSUE_TEMPLATE/bug.yml", text: "default form")
        fixture.fake.setFile("acme/.github", ".github/ISSUE_TEMPLATE/config.yml", text: "default chooser")
        fixture.fake.setFile("acme/.github", "profile/README.md", text: "no template")
        return fixture
    }

    @Test func `a repository without templates has those of its owner's repository for defaults`() async throws {
        let fixture = try withDefaults()
        let defaults = try await fixture.tracker.templateFiles(in: fixture.project)
        #expect(defaults.map(\.path) == ["bug.yml", "config.yml"].map { ".github/ISSUE_TEMPLATE/\($0)" })
        #expect(defaults.map(\.content) == ["default form", "default chooser"])
        // Other files of the repository have no effect.
        fixture.fake.setFile("acme/tools", ".github/workflows/ci.yml", text: "on: push")
        #expect(try await fixture.tracker.templateFiles(in: fixture.project) == defaults)
        // The defaults are also the templates of the repository that contains them.
        #expect(try await fixture.tracker.templateFiles(in: ProjectReference(path: "acme/.github")) == defaults)
    }

    @Test(arguments: [
        (".github/ISSUE_TEMPLATE/config.yml", ["own"]), (".github/ISSUE_TEMPLATE/idea.md", ["own"]),
        (".github/ISSUE_TEMPLATE.md", ["own"]),
        (".github/ISSUE_TEMPLATE/README.txt", []),
    ])
    func `a file of its own overrides all defaults`(path: String, contents: [String]) async throws {
        let fixture = try withDefaults()
        fixture.fake.setFile("acme/tools", path, text: "own")
        #expect(try await fixture.tracker.templateFiles(in: fixture.project).map(\.content) == contents)
    }

    @Test func `defaults are public, and of the same owner`() async throws {
        let hidden = try withDefaults(private: true)
        #expect(try await hidden.tracker.templateFiles(in: hidden.project) == [])
        let fixture = try withDefaults()
        fixture.fake.addRepository("globex/site")
        #expect(try await fixture.tracker.templateFiles(in: ProjectReference(path: "globex/site")) == [])
        // A renamed `.github` no longer provides defaults, although GitHub redirects to it.
        fixture.fake.rename("acme/.github", to: "acme/health")
        #expect(try await fixture.tracker.templateFiles(in: fixture.project) == [])
    }

    @Test func `a repository of defaults without templates is ignored`() async throws {
        let fixture = try GitHubFixture()
        fixture.fake.addRepository("acme/.github")
        #expect(try await fixture.tracker.templateFiles(in: fixture.project) == [])
        #expect(try await fixture.tracker.templateFiles(in: ProjectReference(path: "acme/.github")) == [])
    }

    @Test func `invisible defaults are treated as missing, and unreadable ones are an error`() async throws {
        let fixture = try withDefaults()
        let refusal = FakeFault.response { _ in
            .object(["message": "Resource not accessible by personal access token"], status: .forbidden)
        }
        fixture.fake.inject(refusal, method: .get, path: "/repos/acme/.github")
        #expect(try await fixture.tracker.templateFiles(in: fixture.project) == [])
        fixture.fake.inject(.serverError, method: .get, path: "/repos/acme/.github")
        await #expect(throws: TrackerError.self) { try await fixture.tracker.templateFiles(in: fixture.project) }
    }

    @Test func `a repository hidden by GitHub does not count as one without templates`() async throws {
        let fixture = try GitHubFixture()
        await #expect(throws: TrackerError.self) {
            try await fixture.tracker.templateFiles(in: ProjectReference(path: "acme/gone"))
        }
    }
}
