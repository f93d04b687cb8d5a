import Testing
import TrackerKit

@testable import TrackerGitLab

/// The active syntax of GitLab's texts, such as mentions and quick actions.
@Suite struct GitLabTextTests {
    @Test(arguments: [
        ("GL-7", "GL-|7"), ("GL\\-7", "GL\\-|7"), ("[work\\_item:7]", "[|work\\_item:7]"),
        ("<div>&#x40root</div>", "<div>&#|x40root</div>"), ("[x](%40all)", "[x](%40|all)"), ("[y](%237)", "[y](%23|7)"),
        ("acme/shop@deadbeef1", "acme/shop@deadbe|ef1"),
        ("https://gitlab.com/a/b/-/%69ssues%2F7", "https://gitlab.com/a/b/-/%69ssues|%2F7"),
    ])
    func `references in every form that GitLab reads leave no note, in titles neither`(_ text: String, _ inert: String)
    {
        let rules = GitLabDriver().textRules(baseURL: nil, page: nil)
        let expected = inert.replacing("|", with: "\u{200B}")
        #expect(rules.carried(title: .foreign(text)) == expected)
        #expect(rules.carried(body: .foreign(text), source: nil) == expected)
    }

    @Test func `the address of an issue leaves no note, whichever of the server's names it has`() {
        let rules = GitLabDriver().textRules(
            baseURL: "http://127.0.0.1:8080/api/v4", page: "https://GitLab.example:443/g/p")
        for host in ["https://gitlab.example", "http://127.0.0.1:8080"] {
            let text = "\(host)/g/p/-/issues/7 \(host)/g/p/-/merge_requests/7"
            let inert = text.replacing("/7", with: "\u{200B}/7")
            #expect(rules.carried(title: .foreign(text)) == inert)
            #expect(rules.carried(body: .foreign(text), source: nil) == inert)
        }
    }

    @Test func `an encoded sign in a web address mentions nobody`() {
        // A link target is a mention only if it consists of nothing else; this one begins with a scheme.
        let text = GitLabDriver().textRules.carried(body: .foreign("https://a.example/@all"), source: nil)
        #expect(text == "https://a.example/%40all")
    }
}
