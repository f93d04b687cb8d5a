import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerTrello

/// A malformed row in a list does not affect the other rows.
@Suite struct TrelloOddRowTests {
    private static func everyTicket(_ tracker: TrelloTracker, _ project: ProjectReference) async throws -> (
        tickets: [Ticket], skipped: [SkippedRow]
    ) {
        try await tracker.everyTicket(in: project)
    }

    @Test func `an unusual row of a page does not affect the others, and is read or reported`() async throws {
        let fixture = try TrelloFixture()
        for number in 1...7 {
            _ = try await fixture.ticket("Card \(number)")
            fixture.clock.advance(by: .seconds(number == 4 ? 0 : 2))
        }
        let transport = CorruptingTransport(fixture.transport)
        let tracker = try TrelloFixture.tracker(
            transport, fixture.clock, baseURL: fixture.transport.baseURL, paging: .small)
        let rows = try await Self.everyTicket(fixture.tracker, fixture.project).tickets
        #expect(rows.count == 7)
        var random = SeededGenerator(seed: 8)
        for round in 0..<300 {
            let row = try #require(rows.randomElement(using: &random))
            let corruption = RowCorruption.random(of: row.remoteData, using: &random)
            transport.set(.init("id", is: .string(row.remoteID), corruption: corruption))
            let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
            let others = Set(rows.map(\.remoteID)).subtracting([row.remoteID])
            #expect(others.isSubset(of: tickets.map(\.remoteID)), "round \(round): \(corruption)")
            // A template card is not a ticket.
            guard corruption.description != "isTemplate: true" else { continue }
            #expect(tickets.count >= rows.count || !skipped.isEmpty, "round \(round): \(corruption)")
        }
    }

    @Test func `a due date in the year zero counts as absent`() throws {
        let wire = try WireObject(
            ["id": "650f1f77bcf86cd799439011", "idShort": 1, "due": "0000-01-01T00:00:00.000Z"], "card")
        let ticket = try Trello.Card(wire).ticket(in: ProjectReference(path: "b"))
        #expect(ticket.dueAt == nil && ticket.title == "" && ticket.key == "1")
    }

    @Test func `an action without a usable date has the time of its identifier, or none`() throws {
        func action(_ id: JSON) throws -> RemoteComment {
            try Trello.Action(WireObject(["id": id, "type": "commentCard", "date": "0000-01-01"], "action")).comment
        }
        #expect(try action("650f1f77bcf86cd799439011").changedAt != nil)
        #expect(try action("odd").lacksTimes && action("odd").changedAt == nil)
    }

    @Test func `a card and a comment that make their page no JSON are skipped alone`() async throws {
        let fixture = try TrelloFixture()
        for number in 1...6 { _ = try await fixture.ticket("Card \(number)") }
        let rows = try await Self.everyTicket(fixture.tracker, fixture.project).tickets
        for row in rows.indices {
            let id = rows[row].remoteID
            let transport = BreakingTransport(inner: fixture.transport, id: id)
            let tracker = try TrelloFixture.tracker(
                transport, fixture.clock, baseURL: fixture.transport.baseURL, paging: .small)
            let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
            #expect(Set(tickets.map(\.remoteID)) == Set(rows.map(\.remoteID)).subtracting([id]))
            #expect(skipped.map(\.remoteID) == [id] && skipped[0].reason.hasSuffix("is not JSON"))
        }
        for number in 1...5 {
            _ = try await fixture.tracker.createComment(
                CommentDraft(body: "C\(number)"), on: rows[0].key, in: fixture.project)
            fixture.clock.advance(by: .seconds(2))
        }
        let all = try await fixture.tracker.comments(of: rows[0].key, in: fixture.project, page: nil).items
        let broken = try #require(all.dropFirst(2).first)
        let transport = BreakingTransport(inner: fixture.transport, id: broken.remoteID)
        let tracker = try TrelloFixture.tracker(
            transport, fixture.clock, baseURL: fixture.transport.baseURL, paging: .small)
        let page = try await tracker.comments(of: rows[0].key, in: fixture.project, page: nil)
        #expect(page.items.map(\.body) == ["C1", "C2", "C4", "C5"])
        #expect(page.skipped.map(\.remoteID) == [broken.remoteID])
    }

    @Test func `an unusual label, member, project or attachment does not fail its list`() async throws {
        let id = "650f1f77bcf86cd799439011"
        let body = """
            [null, {"id": {}}, {"id": "\(id)", "name": null, "idMember": "\(id)", "member": {"id": "\(id)", "username": "a"}, "url": "u"}, NaN]
            """
        let card = #"{"id": "\#(id)", "idShort": 1}"#
        let transport = ScriptedTransport { request, _ in
            ClientResponse(status: 200, body: Array((request.url.hasSuffix("/cards/1") ? card : body).utf8))
        }
        let tracker = try TrelloFixture.tracker(transport, ManualClock(Timestamp(seconds: 0)))
        let project = ProjectReference(path: id)
        #expect(try await tracker.labels(of: project, page: nil).items.count == 1)
        #expect(try await tracker.members(of: project, page: nil).items.count == 1)
        #expect(try await tracker.projects(page: nil).items.count == 1)
        #expect(try await tracker.attachments(of: "1", in: project, page: nil).items.count == 1)
    }

    @Test(arguments: [[1], [4], [7], [3, 4, 5], [2, 6], Array(1...7)], [false, true])
    func `a card on which the server fails in a list is read alone, or reported`(_ broken: [Int], _ isGone: Bool)
        async throws
    {
        let fixture = try TrelloFixture()
        for number in 1...7 {
            _ = try await fixture.ticket("Card \(number)")
            fixture.clock.advance(by: .seconds(number == 4 ? 0 : 2))
        }
        let ids = try await Self.everyTicket(fixture.tracker, fixture.project).tickets.map(\.remoteID)
        let bad = broken.map { ids[$0 - 1] }
        let lists = FailingRowsTransport(fixture.transport, holding: bad.map { "\"id\":\"\($0)\"" })
        let cards = FailingTransport(inner: lists, path: isGone ? "/cards/" : "none", ids: bad, status: 500)
        let tracker = try TrelloFixture.tracker(
            cards, fixture.clock, baseURL: fixture.transport.baseURL, paging: .small)
        for _ in 0..<2 {
            let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
            #expect(Set(tickets.map(\.remoteID)) == Set(isGone ? ids.filter { !bad.contains($0) } : ids))
            #expect(Set(skipped.compactMap(\.remoteID)) == Set(isGone ? bad : []))
        }
    }

    @Test func `a card that is moved to another board while the list is read is left out`() async throws {
        let fixture = try TrelloFixture()
        for number in 1...2 { _ = try await fixture.ticket("Card \(number)") }
        let ids = try await Self.everyTicket(fixture.tracker, fixture.project).tickets.map(\.remoteID)
        let transport = MovingTransport(inner: fixture.transport, card: ids[1], board: fixture.board)
        let tracker = try TrelloFixture.tracker(
            transport, fixture.clock, baseURL: fixture.transport.baseURL, paging: .small)
        let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
        #expect(tickets.map(\.remoteID) == [ids[0]] && skipped.isEmpty)
    }

    @Test(arguments: [0, 1, 5, 100])
    func `the row that a server cannot show is found by its identifier`(_ known: Int) async throws {
        let ids = (0..<6).map { "650f1f77bcf86cd79943901\($0)" }
        for broken in ids {
            var calls = 0
            let search = TrelloRowSearch(known: Set(ids.prefix(known)), probe: {}) { range in
                (range.since ?? "") >= broken
            }
            // A row that is not older than the bound cannot be on the page.
            let found = try await search.newest(before: ids[5], calls: &calls)
            #expect(found == (broken == ids[5] ? nil : broken))
            #expect(calls <= (known > 5 ? 6 : 97))
        }
    }

    @Test func `a Trello that is down fails the list, after few calls`() async throws {
        let fixture = try TrelloFixture()
        _ = try await fixture.ticket("Card")
        fixture.fake.inject(.badGateway, times: 100, path: "/cards")
        fixture.fake.inject(.badGateway, times: 100, path: "/boards")
        fixture.fake.clearRecord()
        await #expect { _ = try await Self.everyTicket(fixture.tracker, fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "upstream 502"
        }
        #expect(fixture.fake.record.count <= 3)
        // The same if only the lists of cards fail, whatever they contain.
        fixture.fake.clearFaults()
        fixture.fake.inject(.badGateway, times: 1000, path: "/cards")
        await #expect { _ = try await Self.everyTicket(fixture.tracker, fixture.project) } throws: {
            ($0 as? TrackerError)?.kindName == "upstream 502"
        }
    }

    @Test(arguments: [500, 502, 503, 400, 401, 403])
    func `a card that the server can never show is skipped, and the others are stored`(_ status: Int) async throws {
        let fixture = try TrelloFixture()
        for number in 1...3 { _ = try await fixture.ticket("Card \(number)") }
        let rows = try await Self.everyTicket(fixture.tracker, fixture.project).tickets
        let broken = try #require(rows.dropFirst().first)
        let transport = FailingTransport(inner: fixture.transport, path: "/cards/\(broken.remoteID)", status: status)
        let tracker = try TrelloFixture.tracker(transport, fixture.clock, baseURL: fixture.transport.baseURL)
        let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
        #expect(Set(tickets.map(\.remoteID)) == Set(rows.map(\.remoteID)).subtracting([broken.remoteID]))
        #expect(skipped.map(\.remoteID) == [broken.remoteID])
        #expect(skipped.map(\.reason) == ["the server responds with \(status)"])
        let down = FailingTransport(inner: fixture.transport, path: "", status: status)
        let unreachable = try TrelloFixture.tracker(down, fixture.clock, baseURL: fixture.transport.baseURL)
        await #expect(throws: TrackerError.self) { _ = try await Self.everyTicket(unreachable, fixture.project) }
    }

    @Test func `a page of cards that is too large is read in halves, and a card that is too large is skipped`()
        async throws
    {
        let fixture = try TrelloFixture()
        for number in 1...6 { _ = try await fixture.ticket("Card \(number)") }
        let rows = try await Self.everyTicket(fixture.tracker, fixture.project).tickets
        let huge = try #require(rows.dropFirst(2).first)
        let (inner, id) = (fixture.transport, huge.remoteID)
        let transport = FilteringTransport(inner) { response in
            // The complete card is too large even alone; its name and time are not.
            let text = String(decoding: response.body, as: UTF8.self)
            return !(text.contains(id) && text.contains("idMembers"))
        }
        let tracker = try TrelloFixture.tracker(transport, fixture.clock, baseURL: inner.baseURL, paging: .small)
        let (tickets, skipped) = try await Self.everyTicket(tracker, fixture.project)
        #expect(Set(tickets.map(\.remoteID)) == Set(rows.map(\.remoteID)).subtracting([id]))
        #expect(skipped.map(\.reason) == ["the card exceeds the maximum response size"])
        // Its number on the board could not be read, so it is identified by its ID.
        #expect(skipped.map(\.remoteID) == [id])
    }
}

/// Shows a card that is read alone on another board.
private struct MovingTransport: HTTPTransport {
    let inner: InProcessTransport
    let card: String
    let board: String

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        var response = try await inner.send(request)
        guard request.url.contains("/cards/\(card)?") else { return response }
        let other = String(repeating: "f", count: 24)
        let text = String(decoding: response.body, as: UTF8.self)
        response.body = Array(text.replacing("\"idBoard\":\"\(board)\"", with: "\"idBoard\":\"\(other)\"").utf8)
        return response
    }
}

/// Leaves a string open after an identifier in lists, which cannot be repaired.
private struct BreakingTransport: HTTPTransport {
    let inner: InProcessTransport
    let id: String

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        var response = try await inner.send(request)
        let text = String(decoding: response.body, as: UTF8.self)
        guard text.hasPrefix("[") else { return response }
        response.body = Array(text.replacing("\"id\":\"\(id)\"", with: "\"id\":\"\(id)\",\"z\":\"").utf8)
        return response
    }
}

/// Throws the error for a response that is too large unless `fits` returns true.
private struct FilteringTransport: HTTPTransport {
    let inner: InProcessTransport
    let fits: @Sendable (ClientResponse) -> Bool

    init(_ inner: InProcessTransport, _ fits: @escaping @Sendable (ClientResponse) -> Bool) {
        self.inner = inner
        self.fits = fits
    }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let response = try await inner.send(request)
        guard fits(response) else { throw TransportError(.responseTooLarge) }
        return response
    }
}

/// Answers all calls whose URL contains a path with an error.
private struct FailingTransport: HTTPTransport {
    let inner: any HTTPTransport
    let path: String
    /// Identifiers of which the URL must contain one; empty for all.
    var ids: [String] = []
    let status: Int

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let isConcerned = ids.isEmpty || ids.contains { request.url.contains($0 + "?") }
        guard isConcerned, path.isEmpty || request.url.contains(path) else { return try await inner.send(request) }
        return ClientResponse(status: status, body: Array("no".utf8))
    }
}
