import FakeGitHub
import HTTPKit
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

/// GitHub's limits for the length of texts.
@Suite struct GitHubTextTests {
    private static let marker = CreationMarker("0193e5a0-0000-7000-8000-000000000000")

    @Test func `the rules show the limit of a new issue's text with the marker`() {
        let rules = GitHubDriver().textRules
        #expect(rules.title == 256)
        #expect(rules.body == 65_536)
        #expect(rules.newBody + Self.marker.length == 65_536)
        #expect(Self.marker.mark("b").unicodeScalars.count == 1 + Self.marker.length)
    }

    @Test func `a body that leaves no room for the marker is refused with the actual limit`() async throws {
        let fixture = try GitHubFixture()
        let longest = GitHubDriver().textRules.newBody
        var draft = TicketDraft(title: "long", body: String(repeating: "b", count: longest))
        let made = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: Self.marker)
        #expect(made.body == draft.body)
        for length in [longest + 1, 65_536] {
            draft.body = String(repeating: "b", count: length)
            await #expect {
                _ = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: Self.marker)
            } throws: {
                guard case .invalid(let errors, _)? = $0 as? TrackerError else { return false }
                return errors.first?.pointer == "/body"
                    && errors.first?.detail.contains("at most \(longest) characters") == true
            }
        }
        // An update contains no marker.
        var patch = TicketPatch()
        patch.body = .set(String(repeating: "b", count: 65_536))
        #expect(try await fixture.tracker.updateTicket(made.key, patch, in: fixture.project).body.utf8.count == 65_536)
    }

    @Test func `content that a rule copies fits, whatever it is composed of`() async throws {
        let fixture = try GitHubFixture()
        let rules = GitHubDriver().textRules
        for text in ["b", "é", "😀", "e\u{301}"] {
            let long = CarriedText.foreign(String(repeating: text, count: 70_000))
            let draft = TicketDraft(
                title: rules.carried(title: long), body: rules.carried(body: long, source: "https://a.example/1"))
            let made = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: Self.marker)
            #expect(made.title == draft.title)
            #expect(made.body == draft.body)
            #expect(made.body.hasSuffix("…\n\n[Full text](https://a.example/1)"))
        }
    }

    @Test func `the URL of an issue adds no note, whichever of the server's names it has`() {
        let rules = GitHubDriver().textRules(baseURL: "http://10.0.0.7/api/v3", page: "https://git.example/acme/shop")
        for host in ["https://git.example", "http://10.0.0.7"] {
            let text = "\(host)/acme/shop/issues/7"
            let inert = text.replacing("/7", with: "\u{200B}/7")
            #expect(rules.carried(body: .foreign(text), source: nil) == inert)
        }
    }

    @Test(arguments: [
        (nil, "github.com"), ("https://api.github.com", "github.com"), ("https://git.example/api/v3", "git.example"),
        ("https://api.acme.ghe.com", "acme.ghe.com"), ("https://Git.example:8443/api/v3", "git.example:8443"),
        ("https://git.example:443/api/v3", "git.example"),
    ])
    func `the URL of an issue on the same server adds no note there`(_ baseURL: String?, _ host: String) {
        let rules = GitHubDriver().textRules(baseURL: baseURL, page: nil)
        for word in ["issues", "pull", "discussions", "commit"] {
            let text = "https://\(host)/acme/shop/\(word)/7 https://other.example/acme/shop/\(word)/7"
            let inert = text.replacing(
                "https://\(host)/acme/shop/\(word)/", with: "https://\(host)/acme/shop/\(word)\u{200B}/")
            #expect(rules.carried(body: .foreign(text), source: nil) == inert)
            #expect(rules.carried(title: .foreign(text)) == text)
        }
    }
}
