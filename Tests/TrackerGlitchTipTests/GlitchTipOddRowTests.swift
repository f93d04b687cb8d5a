import FakeGlitchTip
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Synchronization
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGlitchTip

/// An unusual row of a list, or an event that the server cannot return, must not affect the others.
@Suite struct GlitchTipOddRowTests {
    private static func everyTicket(_ tracker: GlitchTipTracker, _ project: ProjectReference, since: Timestamp? = nil)
        async throws -> (
            tickets: [Ticket], skipped: [SkippedRow]
        )
    {
        try await tracker.everyTicket(in: project, since: since)
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
    func `an unusual row of a page does not affect the others, and is read or reported`(
        _ dialect: GlitchTip.Dialect
    ) async throws {
        let fixture = try Self.fixture(7, dialect)
        let transport = CorruptingTransport(InProcessTransport(fixture.fake))
        let tracker = try GlitchTipFixture.tracker(transport, clock: fixture.clock, dialect: dialect)
        let rows = try await fixture.tickets()
        #expect(rows.count == 7)
        var random = SeededGenerator(seed: 9)
        for round in 0..<200 {
            let row = try #require(rows.randomElement(using: &random))
            let corruption = RowCorruption.random(of: row.remoteData, using: &random)
            transport.set(.init("shortId", is: .string(row.key), corruption: corruption))
            let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
            let others = Set(rows.map(\.key)).subtracting([row.key])
            #expect(others.isSubset(of: tickets.map(\.key)), "round \(round): \(corruption)")
            #expect(tickets.count >= rows.count || !skipped.isEmpty, "round \(round): \(corruption)")
        }
    }

    @Test(arguments: [500, 501, 400, 401, 403, 502, 503])
    func `an event that the server can never show leaves its issue without its text, and is reported`(_ status: Int)
        async throws
    {
        let fixture = try Self.fixture(3)
        let second = try #require(try await fixture.tickets().dropFirst().first)
        // A new adapter, whose cache is empty, so that it reads all events again.
        let tracker = try GlitchTipFixture.tracker(
            InProcessTransport(fixture.fake), clock: fixture.clock, dialect: .glitchTip)
        let fault = FakeFault.response { _ in .object(["detail": "Internal Error"], status: .init(code: status)) }
        fixture.fake.inject(fault, times: 100, path: "/issues/\(second.remoteID)/events/latest/")
        let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
        #expect(tickets.map(\.title) == ["E1", "E2", "E3"])
        #expect(tickets.map(\.lacksEvent) == [false, true, false] && tickets[1].body == "")
        #expect(skipped.map(\.key) == [second.key] && skipped.map(\.isStored) == [true])
        #expect(skipped.first?.reason == "its latest event can't be read: the server responds with \(status)")
        // The same applies to a single ticket.
        let alone = try await tracker.ticket(second.key, in: fixture.project)
        #expect(alone.title == "E2" && alone.lacksEvent)
    }

    @Test(
        arguments: [GlitchTip.Dialect.glitchTip, .sentry], [[1], [4], [6], [3, 4, 5], [2, 6], Array(1...7)])
    func `a row on which the server fails does not affect the others, and is reported`(
        _ dialect: GlitchTip.Dialect, _ broken: [Int]
    ) async throws {
        let fixture = try Self.fixture(7, dialect)
        let rows = try await fixture.tickets()
        let texts = broken.map { "\"\(rows[$0 - 1].key)\"" }
        let transport = FailingRowsTransport(InProcessTransport(fixture.fake), holding: texts)
        let tracker = try GlitchTipFixture.tracker(transport, clock: fixture.clock, dialect: dialect)
        let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
        let others = Set(rows.map(\.key)).subtracting(broken.map { rows[$0 - 1].key })
        #expect(Set(tickets.map(\.key)) == others)
        #expect(skipped.count == broken.count)
        #expect(skipped.allSatisfy { $0.reason.hasSuffix("makes the server respond with 500") })
    }

    @Test func `a server that is down for all events fails the list`() async throws {
        let fixture = try Self.fixture(3)
        fixture.fake.inject(.badGateway, times: 100)
        await #expect { _ = try await Self.everyTicket(fixture.tracker, fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "upstream 502"
        }
    }

    @Test func `a token that is revoked before the events are read fails the list`() async throws {
        let fixture = try Self.fixture(3)
        let revoking = RevokingTransport(InProcessTransport(fixture.fake), at: "/events/latest/")
        let tracker = try GlitchTipFixture.tracker(revoking, clock: fixture.clock, dialect: .glitchTip)
        await #expect { _ = try await Self.everyTicket(tracker, fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "unauthorized"
        }
    }

    @Test(arguments: [401, 403])
    func `a project all of whose events are refused is read without them`(_ status: Int) async throws {
        let fixture = try Self.fixture(7)
        let fault = FakeFault.response { _ in .object(["detail": "no"], status: .init(code: status)) }
        fixture.fake.inject(fault, times: 1000, path: "/events/latest/")
        let (tickets, skipped) = try await Self.everyTicket(fixture.tracker, fixture.project)
        #expect(tickets.count == 7 && tickets.allSatisfy(\.lacksEvent))
        #expect(Set(skipped.map(\.key)) == Set(tickets.map(\.key)) && skipped.allSatisfy(\.isStored))
    }

    @Test(arguments: [401, 403])
    func `one refused event does not stop a page that has no other event`(_ status: Int) async throws {
        let fixture = try Self.fixture(4)
        let last = try #require(try await fixture.tickets().last)
        let tracker = try GlitchTipFixture.tracker(
            InProcessTransport(fixture.fake), clock: fixture.clock, dialect: .glitchTip)
        let fault = FakeFault.response { _ in .object(["detail": "no"], status: .init(code: status)) }
        fixture.fake.inject(fault, times: 100, path: "/issues/\(last.remoteID)/events/latest/")
        let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project, since: last.updatedAt)
        #expect(tickets.map(\.key).contains(last.key) && skipped.map(\.key) == [last.key])
        #expect(skipped.map(\.isStored) == [true])
    }

    @Test(arguments: [401, 403])
    func `the refused event of a project's only issue does not stop its list`(_ status: Int) async throws {
        let fixture = try Self.fixture(1)
        let fault = FakeFault.response { _ in .object(["detail": "no"], status: .init(code: status)) }
        fixture.fake.inject(fault, times: 100, path: "/events/latest/")
        let (tickets, skipped) = try await Self.everyTicket(fixture.tracker, fixture.project)
        #expect(tickets.map(\.title) == ["E1"] && tickets.allSatisfy(\.lacksEvent))
        #expect(skipped.map(\.key) == tickets.map(\.key) && skipped.map(\.isStored) == [true])
    }

    @Test(arguments: [1, 3], [502, 503, 504])
    func `events that make the server fail do not stop a list in which nothing else changed`(
        _ count: Int, _ status: Int
    )
        async throws
    {
        let fixture = try Self.fixture(count)
        let fault = FakeFault.response { _ in .object(["detail": "Internal Error"], status: .init(code: status)) }
        fixture.fake.inject(fault, times: 100, path: "/events/latest/")
        let (tickets, skipped) = try await Self.everyTicket(fixture.tracker, fixture.project)
        #expect(tickets.count == count && tickets.allSatisfy { $0.lacksEvent && $0.body == "" })
        #expect(skipped.map(\.key) == tickets.map(\.key) && skipped.allSatisfy(\.isStored))
        // Missing events are read again each time, even if the issue has had no event since.
        fixture.fake.clearFaults()
        let (repaired, rest) = try await Self.everyTicket(fixture.tracker, fixture.project)
        #expect(repaired.count == count && repaired.allSatisfy { !$0.lacksEvent && $0.body != "" } && rest.isEmpty)
    }

    @Test(arguments: [FakeFault.serverError, .badGateway, .unauthorized, .page(.forbidden, "no")])
    func `a write whose event cannot be read has been done all the same`(_ fault: FakeFault) async throws {
        let fixture = try Self.fixture(1), tracker = fixture.tracker
        let key = try #require(try await Self.everyTicket(tracker, fixture.project).tickets.first?.key)
        fixture.clock.advance(by: .seconds(1))
        fixture.fake.addEvent("acme/shop-api", fixture.event("E1"))
        fixture.fake.inject(fault, times: 1000, path: "/events/latest/")
        var patch = TicketPatch()
        patch.status = .set(.status(.done, nil))
        let changed = try await tracker.updateTicket(key, patch, in: fixture.project)
        #expect(changed.status == .done && changed.key == key && changed.lacksEvent)
        #expect(fixture.fake.record.count { $0.method == "PUT" } == 1)
    }

    @Test func `a creation whose event cannot be read immediately waits and finally succeeds`() async throws {
        let fixture = try Self.fixture(1)
        fixture.fake.inject(.serverError, times: 2, path: "/events/latest/")
        let made = try await fixture.tracker.createTicket(
            TicketDraft(title: "Made", body: "x"), in: fixture.project, marker: nil)
        #expect(made.title == "Made")
        fixture.fake.inject(.serverError, times: 1000, path: "/events/latest/")
        await #expect {
            _ = try await fixture.tracker.createTicket(
                TicketDraft(title: "Lost", body: "x"), in: fixture.project, marker: nil)
        } throws: {
            guard case TrackerError.unreachable(let lost) = $0 else { return false }
            return lost.requestMayHaveBeenProcessed
        }
    }

    @Test func `a list that repeats issues under new cursors ends`() async throws {
        let transport = ScriptedTransport { request, number in
            guard request.url.contains("/issues/?") else { return .json(["id": "1"]) }
            let row: JSON = [
                "id": "1", "shortId": "SHOP-API-1", "title": "x", "status": "unresolved", "firstSeen": "2026-11-01",
            ]
            return .json(
                [row], headers: [.link: "<http://fake.test/x?cursor=c\(number)>; rel=\"next\"; results=\"true\""])
        }
        let tracker = try GlitchTipFixture.tracker(
            transport, clock: ManualClock(Timestamp(seconds: 1_800_000_000)), dialect: .glitchTip)
        await #expect {
            _ = try await tracker.tickets(
                in: ProjectReference(path: "acme/shop-api"), since: nil, page: nil, pageSize: 10)
        } throws: { "\($0)".contains("repeats the same rows") }
        #expect(transport.requests.count < 10)
    }

    @Test func `a page that is too large is requested in halves`() async throws {
        let transport = ScriptedTransport { request, _ in
            guard !request.url.contains("limit=100"), !request.url.contains("limit=50") else {
                throw TransportError(.responseTooLarge)
            }
            return .json([["id": 7, "slug": "a", "organization": ["slug": "acme"]], .null])
        }
        let tracker = try GlitchTipFixture.tracker(
            transport, clock: ManualClock(Timestamp(seconds: 1_800_000_000)), dialect: .glitchTip)
        let page = try await tracker.projects(page: nil)
        #expect(page.items.map(\.path) == ["acme/a"] && page.skipped.count == 1)
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry], [1, 4, 7])
    func `an issue that makes its page invalid JSON is skipped, and those after it are read`(
        _ dialect: GlitchTip.Dialect, _ broken: Int
    ) async throws {
        let fixture = try GlitchTipFixture(dialect)
        for number in 1...7 {
            fixture.fake.addEvent(
                "acme/shop-api", fixture.event(number == broken ? "broken" : "E\(number)", id: number))
            fixture.clock.advance(by: .seconds(2))
        }
        let transport = BreakingTransport(inner: InProcessTransport(fixture.fake))
        let tracker = try GlitchTipFixture.tracker(transport, clock: fixture.clock, dialect: dialect)
        let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
        #expect(tickets.map(\.title) == (1...7).filter { $0 != broken }.map { "E\($0)" })
        #expect(skipped.map(\.reason) == ["a row of tickets of acme/shop-api is not JSON"])
    }

    @Test func `an issue without a usable time is read all the same`() throws {
        let issue = try GlitchTip.Issue(
            WireObject(["id": "7", "shortId": "A-7", "firstSeen": "0000-01-01T00:00:00Z", "lastSeen": .null], "issue"))
        let ticket = issue.ticket(nil, url: "", dialect: .glitchTip)
        #expect(ticket.lacksTimes && ticket.occurrences?.firstSeen == nil && ticket.occurrences?.lastSeen == nil)
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry], [1, 4, 7])
    func `an issue that exceeds the response size is skipped, and those after it are read`(
        _ dialect: GlitchTip.Dialect, _ huge: Int
    ) async throws {
        let fixture = try GlitchTipFixture(dialect)
        for number in 1...7 {
            fixture.fake.addEvent(
                "acme/shop-api", fixture.event(number == huge ? "megabytes" : "E\(number)", id: number))
            fixture.clock.advance(by: .seconds(2))
        }
        let transport = OversizingTransport(InProcessTransport(fixture.fake), holding: "megabytes")
        let tracker = try GlitchTipFixture.tracker(transport, clock: fixture.clock, dialect: dialect)
        let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
        #expect(tickets.map(\.title) == (1...7).filter { $0 != huge }.map { "E\($0)" })
        #expect(skipped.map(\.reason) == ["a row of tickets of acme/shop-api exceeds the maximum response size"])
        #expect(skipped.map(\.key) == [nil])
        // Later events are listed too, and the row does not prevent look-ups.
        fixture.clock.advance(by: .seconds(2))
        fixture.fake.addEvent("acme/shop-api", fixture.event("E8", id: 8))
        let newer = try await Self.everyTicket(tracker, fixture.project, since: tickets.last?.updatedAt)
        #expect(newer.tickets.last?.title == "E8")
        for ticket in tickets {
            #expect(try await tracker.ticket(ticket.key, in: fixture.project).title == ticket.title)
        }
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `a comment or event that exceeds the response size is skipped`(_ dialect: GlitchTip.Dialect) async throws {
        let fixture = try GlitchTipFixture(dialect)
        for number in 1...5 {
            var event = fixture.event("E", id: number).objectValue ?? [:]
            if number == 3 { event["release"] = "megabytes" }
            fixture.fake.addEvent("acme/shop-api", .object(event))
            fixture.clock.advance(by: .seconds(2))
        }
        let key = try #require(try await fixture.tickets().first?.key)
        for number in 1...5 {
            let draft = CommentDraft(body: number == 2 ? "megabytes" : "C\(number)")
            _ = try await fixture.tracker.createComment(draft, on: key, in: fixture.project)
            fixture.clock.advance(by: .seconds(2))
        }
        let transport = OversizingTransport(InProcessTransport(fixture.fake), holding: "megabytes")
        let tracker = try GlitchTipFixture.tracker(transport, clock: fixture.clock, dialect: dialect)
        let comments = try await tracker.comments(of: key, in: fixture.project, page: nil)
        #expect(comments.items.map(\.body) == ["C1", "C3", "C4", "C5"] && comments.skipped.count == 1)
        let events = try await everyRow(in: "events") {
            try await tracker.occurrences(of: key, in: fixture.project, page: $0, pageSize: 25)
        }
        #expect(events.items.count == 4 && events.skipped.count == 1)
    }

    @Test func `a page that is too large fails if nothing leads past it`() async throws {
        let transport = ScriptedTransport { _, _ in throw TransportError(.responseTooLarge) }
        let tracker = try GlitchTipFixture.tracker(
            transport, clock: ManualClock(Timestamp(seconds: 1_800_000_000)), dialect: .glitchTip)
        await #expect { _ = try await tracker.projects(page: nil) } throws: {
            ($0 as? TrackerError)?.kindName == "unreachable"
        }
        #expect(transport.requests.count == 7)
    }

    @Test(arguments: [.null, "0000-01-01T00:00:00Z", "soon"] as [JSON])
    func `a comment without a usable date is read, without times`(_ date: JSON) throws {
        let comment = try GlitchTip.Comment(WireObject(["id": 1, "dateCreated": date], "comment")).comment
        #expect(comment.lacksTimes && comment.changedAt == nil)
    }

    @Test(arguments: [GlitchTip.Dialect.glitchTip, .sentry])
    func `a comment that makes its page no JSON is skipped alone`(_ dialect: GlitchTip.Dialect) async throws {
        let fixture = try GlitchTipFixture(dialect)
        fixture.fake.addEvent("acme/shop-api", fixture.event("E", id: 1))
        let key = try #require(try await fixture.tickets().first?.key)
        for number in 1...5 {
            let draft = CommentDraft(body: number == 2 ? "broken" : "C\(number)")
            _ = try await fixture.tracker.createComment(draft, on: key, in: fixture.project)
            fixture.clock.advance(by: .seconds(2))
        }
        let transport = BreakingTransport(inner: InProcessTransport(fixture.fake), path: "/comments/?")
        let tracker = try GlitchTipFixture.tracker(transport, clock: fixture.clock, dialect: dialect)
        let comments = try await tracker.comments(of: key, in: fixture.project, page: nil)
        #expect(comments.items.map(\.body) == ["C1", "C3", "C4", "C5"])
        #expect(comments.skipped.count == 1 && comments.skipped[0].reason.hasSuffix("is not JSON"))
    }

    @Test func `a comment without a text reads as empty`() throws {
        let comment = try GlitchTip.Comment(
            WireObject(["id": 1, "data": .null, "dateCreated": "2026-11-01T10:00:00Z"], "comment")
        ).comment
        #expect(comment.body == "")
    }
}

/// Removes the quotation mark after the text `broken` in lists.
private struct BreakingTransport: HTTPTransport {
    let inner: InProcessTransport
    /// A part of the lists' URLs.
    var path = "/issues/?"

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        var response = try await inner.send(request)
        guard request.url.contains(path) else { return response }
        let text = String(decoding: response.body, as: UTF8.self)
        response.body = Array(text.replacing("\"broken\"", with: "\"broken").utf8)
        return response
    }
}

/// Refuses every request from the first one to a path on, like a server whose token has been revoked.
private final class RevokingTransport: HTTPTransport {
    private let inner: any HTTPTransport
    private let path: String
    private let isRevoked = Atomic(false)

    init(_ inner: any HTTPTransport, at path: String) {
        self.inner = inner
        self.path = path
    }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        if request.url.contains(path) { isRevoked.store(true, ordering: .relaxed) }
        guard isRevoked.load(ordering: .relaxed) else { return try await inner.send(request) }
        return .json(["detail": "Invalid token"], status: 401)
    }
}
