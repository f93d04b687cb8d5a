import FakeGlitchTip
import FakeTrackerKit
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

/// The number of calls that operations cost.
@Suite struct GlitchTipCostTests {
    /// A project with `count` issues, all of which have been read once.
    private static func read(_ count: Int, _ dialect: GlitchTip.Dialect) async throws -> GlitchTipFixture {
        let fixture = try GlitchTipFixture(dialect)
        for number in 0..<count {
            fixture.clock.advance(by: .seconds(1))
            fixture.fake.addEvent("acme/shop-api", fixture.event("Error \(number)"))
        }
        #expect(try await fixture.tickets().count == count)
        fixture.fake.clearRecord()
        return fixture
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `reading a project again costs its list and a call for each issue that changed`(_ dialect: GlitchTip.Dialect)
        async throws
    {
        let fixture = try await Self.read(30, dialect)
        let before = try await fixture.tickets()
        #expect(fixture.fake.record.count { $0.target.contains("/events/") } == 0)
        fixture.fake.clearRecord()
        fixture.clock.advance(by: .seconds(1))
        fixture.fake.addEvent("acme/shop-api", fixture.event("Error 3"))
        let after = try await fixture.tickets()
        #expect(fixture.fake.record.count { $0.target.contains("/events/latest/") } == 1)
        #expect(after.count == 30 && after.filter { $0.title != "Error 3" } == before.filter { $0.title != "Error 3" })
        #expect(after.last?.occurrences?.count == 2)
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `closing a known issue costs one call, and its ticket stays complete`(_ dialect: GlitchTip.Dialect)
        async throws
    {
        let fixture = try await Self.read(1, dialect)
        let body = try #require(try await fixture.tickets().first?.body)
        fixture.fake.clearRecord()
        var patch = TicketPatch()
        patch.status = .set(.status(.done, nil))
        let closed = try await fixture.tracker.updateTicket("SHOP-API-1", patch, in: fixture.project)
        #expect(fixture.fake.record.map(\.method) == ["PUT"])
        #expect(closed.status == .done && closed.body == body && !body.isEmpty)
        #expect(closed.key == "SHOP-API-1" && closed.occurrences?.release == "shop@1.4.2")
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `writing a comment on a known issue costs one call`(_ dialect: GlitchTip.Dialect) async throws {
        let fixture = try await Self.read(1, dialect)
        let comment = try await fixture.tracker.createComment(
            CommentDraft(body: "Text"), on: "SHOP-API-1", in: fixture.project)
        _ = try await fixture.tracker.updateComment(comment.remoteID, body: "Other", on: "900", in: fixture.project)
        try await fixture.tracker.deleteComment(comment.remoteID, on: "SHOP-API-1", in: fixture.project)
        #expect(fixture.fake.record.map(\.method) == ["POST", "PUT", "DELETE"])
        fixture.fake.removeIssue(900)
        await #expect(throws: TrackerError.self) {
            _ = try await fixture.tracker.createComment(
                CommentDraft(body: "Text"), on: "SHOP-API-1", in: fixture.project)
        }
    }

    @Test func `an issue of another project is not written to, even if its number exists there`() async throws {
        let fixture = try await Self.read(1, .glitchTip)
        var patch = TicketPatch()
        patch.status = .set(.status(.done, nil))
        await #expect(throws: TrackerError.self) {
            _ = try await fixture.tracker.updateTicket("900", patch, in: fixture.other)
        }
        #expect(!fixture.fake.record.contains { $0.method == "PUT" })
    }

    @Test func `a token's scopes show which calls will fail, and a refusal contains the missing one`() async throws {
        let verification = try await GlitchTipFixture().tracker.verify()
        #expect(verification.scopes == ["event:admin", "event:read", "org:read"])
        #expect(
            verification.unavailable.map(\.capability)
                == [.listProjects, .createTickets, .createByEvent, .webhooks].sorted())
        let transport = ScriptedTransport { _, _ in
            .json(["detail": "You do not have permission to perform this action."], status: 403)
        }
        for (dialect, scope) in [
            (GlitchTip.Dialect.glitchTip, "event:read or event:write or event:admin"), (.sentry, "event:read"),
        ] {
            let tracker = try GlitchTipFixture.tracker(
                transport, clock: ManualClock(Timestamp(seconds: 0)), dialect: dialect)
            await #expect {
                _ = try await tracker.ticket("1", in: ProjectReference(path: "acme/shop-api"))
            } throws: { "\($0)".contains("(the call requires the scope \(scope)") }
        }
    }

    @Test func `a ticket created by the gateway keeps kind and text when the token is replaced`() async throws {
        let fixture = try GlitchTipFixture()
        func tracker(_ token: String, _ key: String?) throws -> GlitchTipTracker {
            try GlitchTipTracker(
                TrackerContext(
                    connectionID: "test", baseURL: InProcessTransport.origin, credentials: .token(token),
                    signingKey: key,
                    transport: InProcessTransport(fixture.fake), clock: fixture.clock),
                dialect: .glitchTip, wait: { fixture.clock.advance(by: $0) })
        }
        let draft = TicketDraft(title: "Made here", body: "*Markdown*")
        let made = try await tracker(GlitchTipFixture.token, "key").createTicket(
            draft, in: fixture.project, marker: nil)
        let later = try await tracker(GlitchTipFixture.token, "key").ticket(made.key, in: fixture.project)
        #expect(later.kind == .issue && later.body == "*Markdown*" && later.title == "Made here")
        // Independent of the token: the proof is computed with the signing key.
        let proof = GlitchTip.CreationProof(key: "key").text(id: "a", marker: "m")
        #expect(GlitchTip.CreationProof(key: "key").isShown(by: proof, id: "a", marker: "m"))
        let stranger = try await tracker(GlitchTipFixture.token, "another").ticket(made.key, in: fixture.project)
        #expect(stranger.kind == .error && stranger.body != "*Markdown*")
    }
}
