import FakeGitHub
import FakeTrackerKit
import HTTPClient
import HTTPKit
import HTTPTestSupport
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

/// The adapter behind the `UpstreamClient` that the gateway uses for every connection.
@Suite struct GitHubUpstreamTests {
    /// An adapter that calls through an `UpstreamClient` with the driver's policy. Waiting advances the clock.
    private func tracker(_ fixture: GitHubFixture, cache: MemoryConditionalCache? = nil) throws -> (
        any IssueTracker, UpstreamClient
    ) {
        let clock = fixture.clock
        let client = UpstreamClient(
            transport: fixture.transport, policy: GitHubDriver().upstreamPolicy, cache: cache, clock: clock,
            sleep: { wait in clock.advance(by: wait) }, random: { 1 })
        let context = TrackerContext(
            connectionID: "test", baseURL: fixture.transport.baseURL, credentials: .token(GitHubFixture.token),
            transport: client,
            clock: clock)
        return (try GitHubDriver().makeTracker(context), client)
    }

    @Test func `writes keep a second between them`() async throws {
        let fixture = try GitHubFixture()
        let (tracker, _) = try tracker(fixture)
        let start = fixture.clock.now()
        for number in 0..<10 {
            _ = try await tracker.createTicket(TicketDraft(title: "Ticket \(number)"), in: fixture.project, marker: nil)
        }
        #expect(fixture.clock.now() - start >= .seconds(9))
    }

    @Test func `reading unchanged data again costs no quota, and is reported as such`() async throws {
        let fixture = try GitHubFixture()
        let (tracker, client) = try tracker(fixture, cache: MemoryConditionalCache())
        for number in 0..<5 { fixture.fake.addIssue("acme/tools", title: "Issue \(number)") }
        let first = try await tracker.tickets(in: fixture.project, since: nil, page: nil, pageSize: 100)
        let charged = fixture.fake.callsCharged(to: GitHubFixture.token)
        for _ in 0..<20 {
            let again = try await tracker.tickets(in: fixture.project, since: nil, page: nil, pageSize: 100)
            #expect(again.isUnchanged)
            #expect(again.items == first.items)
        }
        #expect(fixture.fake.callsCharged(to: GitHubFixture.token) == charged)
        #expect(fixture.fake.record.suffix(20).allSatisfy { $0.status == 304 })
        fixture.fake.touch("acme/tools", 1, title: "Changed")
        let changed = try await tracker.tickets(in: fixture.project, since: nil, page: nil, pageSize: 100)
        #expect(!changed.isUnchanged)
        #expect(changed.items.contains { $0.title == "Changed" })
        #expect(client.budget.resources.first { $0.resource == "core" }?.limit == 100_000)
    }

    @Test func `a 502 on a read is tried again, on a creation it is not`() async throws {
        let fixture = try GitHubFixture()
        let (tracker, _) = try tracker(fixture)
        fixture.fake.inject(.badGateway)
        #expect(try await tracker.project("acme/tools").path == "acme/tools")
        fixture.fake.inject(.badGateway, method: .post)
        await #expect {
            _ = try await tracker.createTicket(TicketDraft(title: "Once"), in: fixture.project, marker: nil)
        } throws: { ($0 as? TrackerError)?.kindName == "upstream 502" }
        #expect(fixture.fake.record.count { $0.method == "POST" } == 1)
    }

    @Test func `a secondary limit is waited out when the wait is short`() async throws {
        let fixture = try GitHubFixture()
        let (tracker, _) = try tracker(fixture)
        fixture.fake.inject(.secondaryLimit(retryAfter: 5), method: .post)
        let start = fixture.clock.now()
        _ = try await tracker.createTicket(TicketDraft(title: "Later"), in: fixture.project, marker: nil)
        #expect(fixture.clock.now() - start >= .seconds(5))
        #expect(fixture.fake.issueCount("acme/tools") == 1)
    }

    @Test func `a used-up hour refuses calls without asking GitHub`() async throws {
        let fixture = try GitHubFixture()
        let (tracker, _) = try tracker(fixture)
        fixture.fake.inject(.primaryLimit(resetsAt: fixture.clock.now() + .seconds(1800)))
        await #expect { _ = try await tracker.verify() } throws: { ($0 as? TrackerError)?.kindName == "rateLimited" }
        let asked = fixture.fake.record.count
        await #expect {
            _ = try await tracker.verify()
        } throws: {
            guard case .rateLimited(let wait, _)? = $0 as? TrackerError else { return false }
            return wait.map { $0 > .seconds(1790) && $0 <= .seconds(1800) } ?? false
        }
        #expect(fixture.fake.record.count == asked)
        fixture.clock.advance(by: .seconds(1801))
        #expect(try await tracker.verify().account?.username == "acme")
    }

    @Test func `a hundred creations with some lost replies create a hundred tickets`() async throws {
        let fixture = try GitHubFixture()
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
                let found = try await tracker.findTicket(marked: marker, in: fixture.project, since: start)
                #expect(found?.title == "Ticket \(number)")
            }
        }
        #expect(fixture.fake.issueCount("acme/tools") == 100)
    }
}
