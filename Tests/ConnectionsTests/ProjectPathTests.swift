import Testing

@testable import Connections

/// A path that leads to no project is explained.
@Suite struct ProjectPathTests {
    @Test(arguments: [
        ("https://github.com/octo-owner/tools", "octo-owner/tools"),
        ("https://github.com/octo-owner/tools/issues/7", "octo-owner/tools"),
        ("https://github.com/octo-owner/tools.git", "octo-owner/tools"),
        ("git@github.com:octo-owner/tools.git", "octo-owner/tools"),
        ("https://gitlab.example.org/group/sub/project/-/issues", "group/sub/project"),
        ("https://trello.com/b/AbCd1234/my-board", "AbCd1234"),
        ("https://sentry.io/organizations/acme/projects/web/?project=1", "acme/web"),
    ])
    func `a web address leads to the path in it`(address: String, path: String) {
        #expect(
            ProjectPath.unknown(address, at: "octo")
                == "must be the project's path at its tracker, not its web address, such as '\(path)'")
    }

    @Test func `an address without a path is only refused`() {
        #expect(
            ProjectPath.unknown("https://github.com/", at: "octo")
                == "must be the project's path at its tracker, not its web address")
    }

    @Test func `a path that the tracker does not know leads to the list of projects`() {
        let text = ProjectPath.unknown("octo-owner/tool", at: "octo")
        #expect(text.hasPrefix("the tracker has no project 'octo-owner/tool', or "))
        #expect(text.contains("`ticket-gateway connections projects octo`"))
        #expect(text.contains("GET /api/v1/connections/octo/projects"))
    }
}
