import FakeGlitchTip
import FakeTrackerKit
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

/// The project's slug now belongs to another project.
@Suite struct GlitchTipProjectTests {
    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry], [false, true])
    func `nothing is read from a project that took the slug, and no event is sent to it`(
        _ dialect: GlitchTip.Dialect, hasIssues: Bool
    ) async throws {
        let fixture = try GlitchTipFixture(dialect), tracker = fixture.tracker
        if hasIssues {
            fixture.fake.addEvent(
                "acme/shop-api", ["event_id": .string(String(repeating: "a", count: 32)), "message": "Stranger"])
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

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `an issue that was seen under a slug is not written to for another project of that slug`(
        _ dialect: GlitchTip.Dialect
    )
        async throws
    {
        let fixture = try GlitchTipFixture(dialect), tracker = fixture.tracker
        fixture.fake.addEvent(
            "acme/shop-api", ["event_id": .string(String(repeating: "c", count: 32)), "message": "A stranger"])
        let seen = try #require(
            try await tracker.tickets(in: fixture.project, since: nil, page: nil, pageSize: 10).items.first)
        let project = ProjectReference(
            path: "acme/shop-api", remoteID: try await tracker.project("acme/other").remoteID)
        var patch = TicketPatch()
        patch.status = .set(.status(.done, nil))
        let change = patch
        for key in [seen.key, seen.remoteID] {
            await #expect { _ = try await tracker.updateTicket(key, change, in: project) } throws: {
                ($0 as? TrackerError)?.kindName.hasPrefix("notFound") ?? false
            }
            await #expect(throws: TrackerError.self) {
                _ = try await tracker.createComment(CommentDraft(body: "written"), on: key, in: project)
            }
        }
        #expect(!fixture.fake.record.contains { $0.method == "PUT" || $0.method == "POST" })
        // If a write reaches another project's issue anyway, the response must not get into the mirror.
        await #expect { _ = try await tracker.put(["status": "resolved"], to: seen.remoteID, in: project) } throws: {
            ($0 as? TrackerError)?.kindName.hasPrefix("notFound") ?? false
        }
    }

    @Test func `a ticket is found by its number, whatever its key is now`() async throws {
        let fixture = try GlitchTipFixture(), tracker = fixture.tracker
        fixture.fake.addEvent(
            "acme/shop-api", ["event_id": .string(String(repeating: "b", count: 32)), "message": "It broke"])
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
