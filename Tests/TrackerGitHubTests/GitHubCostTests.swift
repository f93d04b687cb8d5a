import FakeGitHub
import FakeTrackerKit
import Primitives
import Testing
import TrackerKit

@testable import TrackerGitHub

/// Checks the number of API calls per operation.
@Suite struct GitHubCostTests {
    private static func title(_ text: String) -> TicketPatch {
        var patch = TicketPatch()
        patch.title = .set(text)
        return patch
    }

    @Test func `the title of a known issue changes in one call`() async throws {
        let fixture = try GitHubFixture()
        let number = fixture.fake.addIssue("acme/tools", title: "Old")
        _ = try await fixture.tracker.tickets(in: fixture.project, since: nil, page: nil, pageSize: 100)
        let before = fixture.fake.record.count
        let changed = try await fixture.tracker.updateTicket("\(number)", Self.title("New"), in: fixture.project)
        #expect(changed.title == "New")
        #expect(fixture.fake.record.dropFirst(before).map(\.method) == ["PATCH"])
    }

    @Test func `a pull request is never written to, and is read first each time`() async throws {
        let fixture = try GitHubFixture()
        let number = fixture.fake.addIssue("acme/tools", title: "A pull request", isPullRequest: true)
        _ = try await fixture.tracker.tickets(in: fixture.project, since: nil, page: nil, pageSize: 100)
        for _ in 0..<2 {
            await #expect(throws: TrackerError.self) {
                _ = try await fixture.tracker.updateTicket("\(number)", Self.title("New"), in: fixture.project)
            }
        }
        #expect(!fixture.fake.record.contains { $0.method == "PATCH" })
    }

    @Test func `a redirected change is first read, and then made in the renamed repository`() async throws {
        let fixture = try GitHubFixture()
        let number = fixture.fake.addIssue("acme/tools", title: "Old")
        _ = try await fixture.tracker.ticket("\(number)", in: fixture.project)
        fixture.fake.rename("acme/tools", to: "acme/instruments")
        let before = fixture.fake.record.count
        #expect(
            try await fixture.tracker.updateTicket("\(number)", Self.title("New"), in: fixture.project).title == "New")
        #expect(fixture.fake.record.dropFirst(before).map(\.status) == [307, 301, 301, 200, 200, 307, 301, 200, 200])
    }

    @Test func `a milestone is created without the fields that are null`() async throws {
        let fixture = try GitHubFixture()
        var draft = MilestoneDraft()
        draft.title = .set("1.0")
        draft.description = .set(nil)
        draft.dueAt = .set(nil)
        #expect(draft.gitHubBody == ["title": "1.0", "description": .null, "due_on": .null])
        let milestone = try await fixture.tracker.createMilestone(draft, in: fixture.project)
        #expect(milestone.title == "1.0" && milestone.dueAt == nil && milestone.description == nil)
    }
}
