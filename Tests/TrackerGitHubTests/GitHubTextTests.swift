import FakeGitHub
import HTTPKit
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

/// How long texts may be at GitHub.
@Suite struct GitHubTextTests {
    private static let marker = CreationMarker("0193e5a0-0000-7000-8000-000000000000")

    @Test func `the rules say what a new issue takes with the gateway's mark`() {
        let rules = GitHubDriver().textRules
        #expect(rules.title == 256)
        #expect(rules.body == 65_536)
        #expect(rules.newBody + Self.marker.length == 65_536)
        #expect(Self.marker.mark("b").unicodeScalars.count == 1 + Self.marker.length)
    }

    @Test func `a body that leaves no room for the mark is refused with the true limit`() async throws {
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
                return errors.first?.pointer == "/body" && errors.first?.detail.contains("at most \(longest) characters") == true
            }
        }
        // A change carries no mark.
        var patch = TicketPatch()
        patch.body = .set(String(repeating: "b", count: 65_536))
        #expect(try await fixture.tracker.updateTicket(made.key, patch, in: fixture.project).body.utf8.count == 65_536)
    }

    @Test func `what a rule carries fits, whatever it is made of`() async throws {
        let fixture = try GitHubFixture()
        let rules = GitHubDriver().textRules
        for text in ["b", "é", "😀", "e\u{301}"] {
            let long = CarriedText.foreign(String(repeating: text, count: 70_000))
            let draft = TicketDraft(title: rules.carried(title: long), body: rules.carried(body: long, source: "https://a.example/1"))
            let made = try await fixture.tracker.createTicket(draft, in: fixture.project, marker: Self.marker)
            #expect(made.title == draft.title)
            #expect(made.body == draft.body)
            #expect(made.body.hasSuffix("…\n\n[Full text](https://a.example/1)"))
        }
    }
}
