import FakeGlitchTip
import FakeTrackerKit
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

/// A slug is another project's by now.
@Suite struct GlitchTipProjectTests {
    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry], [false, true])
    func `nothing is read from a project that took the slug, and no event is sent to it`(
        _ dialect: GlitchTip.Dialect, hasIssues: Bool
    ) async throws {
        let fixture = try GlitchTipFixture(dialect), tracker = fixture.tracker
        if hasIssues {
            fixture.fake.addEvent("acme/shop-api", ["event_id": .string(String(repeating: "a", count: 32)), "message": "Stranger"])
        }
        let own = try await tracker.project("acme/other").remoteID
        let project = ProjectReference(path: "acme/shop-api", remoteID: own)
        await #expect {
            _ = try await tracker.tickets(in: project, since: nil, page: nil, pageSize: 10)
        } throws: {
            ($0 as? TrackerError)?.kindName == "projectReplaced"
        }
        await #expect {
            _ = try await tracker.createTicket(TicketDraft(title: "Ours", body: "x"), in: project, marker: nil)
        } throws: {
            ($0 as? TrackerError)?.kindName == "projectReplaced"
        }
        #expect(!fixture.fake.record.contains { $0.target.contains("envelope") })
        #expect(try await tracker.project(remoteID: own).path == "acme/other")
    }

    @Test func `a ticket is found by its number, whatever its key has become`() async throws {
        let fixture = try GlitchTipFixture(), tracker = fixture.tracker
        fixture.fake.addEvent("acme/shop-api", ["event_id": .string(String(repeating: "b", count: 32)), "message": "It broke"])
        let listed = try await tracker.tickets(in: fixture.project, since: nil, page: nil, pageSize: 10).items
        let ticket = try #require(listed.first)
        let found = try await tracker.ticket("FORMER-SLUG-1", remoteID: ticket.remoteID, in: fixture.project)
        #expect(found.key == ticket.key && found.remoteID == ticket.remoteID)
        await #expect {
            _ = try await tracker.ticket(ticket.key, remoteID: ticket.remoteID, in: fixture.other)
        } throws: {
            ($0 as? TrackerError)?.kindName.hasPrefix("notFound") ?? false
        }
    }
}
