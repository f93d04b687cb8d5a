import FakeGitLab
import FakeTrackerKit
import HTTPClient
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

/// The adapter behind the `UpstreamClient` that the gateway uses for every connection.
@Suite struct GitLabUpstreamTests {
    /// An adapter that calls through an `UpstreamClient` with the driver's policy. Waiting advances the clock.
    private func tracker(_ fixture: GitLabFixture) throws -> (any IssueTracker, UpstreamClient) {
        let clock = fixture.clock
        let client = UpstreamClient(
            transport: fixture.transport, policy: GitLabDriver().upstreamPolicy, cache: nil, clock: clock,
            sleep: { wait in clock.advance(by: wait) }, random: { 1 })
        let context = TrackerContext(
            connectionID: "test", baseURL: fixture.transport.baseURL, credentials: .token(GitLabFixture.token),
            transport: client,
            clock: clock)
        return (try GitLabDriver().makeTracker(context), client)
    }

    @Test func `a 502 on a read is tried again, on a creation it is not`() async throws {
        let fixture = try GitLabFixture()
        let (tracker, _) = try tracker(fixture)
        fixture.fake.inject(.badGateway)
        #expect(try await tracker.project(GitLabFixture.path).path == GitLabFixture.path)
        fixture.fake.inject(.badGateway, method: .post)
        await #expect {
            _ = try await tracker.createTicket(TicketDraft(title: "Once"), in: fixture.project, marker: nil)
        } throws: { ($0 as? TrackerError)?.kindName == "upstream 502" }
        #expect(fixture.fake.record.count { $0.method == "POST" } == 1)
    }

    @Test func `the end of a used-up minute is awaited, and its budget is known`() async throws {
        var limits = FakeLimits()
        limits.callsPerMinute = 20
        let fixture = try GitLabFixture(limits: limits)
        let (tracker, client) = try tracker(fixture)
        fixture.fake.inject(.rateLimited(retryAfter: 5), method: .post)
        let start = fixture.clock.now()
        _ = try await tracker.createTicket(TicketDraft(title: "Later"), in: fixture.project, marker: nil)
        #expect(fixture.clock.now() - start >= .seconds(5))
        #expect(fixture.fake.issueCount(GitLabFixture.path) == 1)
        #expect(client.budget.resources.first?.limit == 20)
    }

    @Test func `a hundred creations with some lost replies create a hundred tickets`() async throws {
        let fixture = try GitLabFixture()
        let (tracker, _) = try tracker(fixture)
        for number in 0..<100 {
            let marker = CreationMarker("creation-\(number)")
            let start = fixture.clock.now()
            if number % 3 == 0 { fixture.fake.inject(.dropReply, method: .post) }
            do {
                _ = try await tracker.createTicket(
                    TicketDraft(title: "Ticket \(number)"), in: fixture.project, marker: marker)
            } catch TrackerError.unreachable(let error) {
                #expect(error.requestMayHaveBeenProcessed)
                #expect(
                    try await tracker.findTicket(marked: marker, in: fixture.project, since: start)?.title
                        == "Ticket \(number)")
            }
        }
        #expect(fixture.fake.issueCount(GitLabFixture.path) == 100)
    }
}
