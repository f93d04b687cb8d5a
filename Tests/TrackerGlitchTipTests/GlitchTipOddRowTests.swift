import FakeGlitchTip
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

/// One odd row of a list, or one event that cannot be shown, costs no other one.
@Suite struct GlitchTipOddRowTests {
    private static func everyTicket(_ tracker: GlitchTipTracker, _ project: ProjectReference, since: Timestamp? = nil) async throws -> (
        tickets: [RemoteTicket], skipped: [SkippedRow]
    ) {
        var tickets: [RemoteTicket] = [], skipped: [SkippedRow] = [], page: PageToken?
        for _ in 0..<100 {
            let list = try await tracker.tickets(in: project, since: since, page: page, pageSize: 3)
            tickets += list.items
            skipped += list.skipped
            page = list.next
            if page == nil { break }
        }
        #expect(page == nil, "the reading ends")
        return (tickets, skipped)
    }

    private static func fixture(_ count: Int, _ dialect: GlitchTip.Dialect = .glitchTip) throws -> GlitchTipFixture {
        let fixture = try GlitchTipFixture(dialect)
        for number in 1...count {
            fixture.fake.addEvent("acme/shop-api", fixture.event("E\(number)", id: number))
            fixture.clock.advance(by: .seconds(number == 4 ? 0 : 2))
        }
        return fixture
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `whatever is odd about one row of a page, the others arrive, and it does too or is told`(_ dialect: GlitchTip.Dialect) async throws
    {
        let fixture = try Self.fixture(7, dialect)
        let transport = CorruptingTransport(InProcessTransport(fixture.fake))
        let tracker = try GlitchTipFixture.tracker(transport, fixture.clock, dialect)
        let rows = try await fixture.tickets()
        #expect(rows.count == 7)
        var random = SeededGenerator(seed: 9)
        for round in 0..<200 {
            let row = try #require(rows.randomElement(using: &random))
            let corruption = RowCorruption.random(of: row.remoteData, using: &random)
            transport.set(.init("shortId", .string(row.key), corruption))
            let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
            let others = Set(rows.map(\.key)).subtracting([row.key])
            #expect(others.isSubset(of: tickets.map(\.key)), "round \(round): \(corruption)")
            #expect(tickets.count >= rows.count || !skipped.isEmpty, "round \(round): \(corruption)")
        }
    }

    @Test(arguments: [500, 501, 400, 502, 503])
    func `an event that the server can never show leaves its issue without its text, and is told`(_ status: Int) async throws {
        let fixture = try Self.fixture(3)
        let second = try #require(try await fixture.tickets().dropFirst().first)
        let fault = FakeFault.response { _ in .object(["detail": "Internal Error"], status: .init(code: status)) }
        fixture.fake.inject(fault, times: 100, path: "/issues/\(second.remoteID)/events/latest/")
        let (tickets, skipped) = try await Self.everyTicket(fixture.tracker, fixture.project)
        #expect(tickets.map(\.title) == ["E1", "E2", "E3"])
        #expect(tickets.map(\.lacksEvent) == [false, true, false] && tickets[1].body == "")
        #expect(skipped.map(\.key) == [second.key] && skipped.map(\.isStored) == [true])
        #expect(skipped.first?.reason == "its latest event cannot be read: the server answers \(status)")
        // Also where nothing else is in the list.
        let alone = try await fixture.tracker.ticket(second.key, in: fixture.project)
        #expect(alone.title == "E2" && alone.lacksEvent)
    }

    @Test func `a server that is down for all events fails the list`() async throws {
        let fixture = try Self.fixture(3)
        fixture.fake.inject(.badGateway, times: 100, path: "/events/latest/")
        await #expect { _ = try await Self.everyTicket(fixture.tracker, fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "upstream 502"
        }
        fixture.fake.clearFaults()
        fixture.fake.inject(.unauthorized, times: 100, path: "/events/latest/")
        await #expect { _ = try await Self.everyTicket(fixture.tracker, fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "unauthorized"
        }
    }

    @Test func `a list that shows the same issues under ever new cursors ends`() async throws {
        let transport = ScriptedTransport { request, number in
            guard request.url.contains("/issues/?") else { return .json(["id": "1"]) }
            let row: JSON = ["id": "1", "shortId": "SHOP-API-1", "title": "x", "status": "unresolved", "firstSeen": "2026-11-01"]
            return .json([row], headers: [.link: "<http://fake.test/x?cursor=c\(number)>; rel=\"next\"; results=\"true\""])
        }
        let tracker = try GlitchTipFixture.tracker(transport, ManualClock(Timestamp(seconds: 1_800_000_000)), .glitchTip)
        await #expect {
            _ = try await tracker.tickets(in: ProjectReference(path: "acme/shop-api"), since: nil, page: nil, pageSize: 10)
        } throws: { "\($0)".contains("the same rows again and again") }
        #expect(transport.requests.count < 10)
    }

    @Test func `a page that is too large is asked for in halves`() async throws {
        let transport = ScriptedTransport { request, _ in
            guard !request.url.contains("limit=100"), !request.url.contains("limit=50") else { throw TransportError(.responseTooLarge) }
            return .json([["id": 7, "slug": "a", "organization": ["slug": "acme"]], nil])
        }
        let tracker = try GlitchTipFixture.tracker(transport, ManualClock(Timestamp(seconds: 1_800_000_000)), .glitchTip)
        let page = try await tracker.projects(page: nil)
        #expect(page.items.map(\.path) == ["acme/a"] && page.skipped.count == 1)
    }

    @Test func `a comment without a text reads as empty`() throws {
        let comment = try GlitchTip.Comment(WireObject(["id": 1, "data": nil, "dateCreated": "2026-11-01T10:00:00Z"], "comment")).comment
        #expect(comment.body == "")
    }
}
