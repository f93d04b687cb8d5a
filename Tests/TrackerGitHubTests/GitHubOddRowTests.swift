import FakeGitHub
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Synchronization
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitHub

/// A malformed row in a list does not affect the other rows.
@Suite struct GitHubOddRowTests {
    private static func everyTicket(_ tracker: GitHubTracker, _ project: ProjectReference) async throws -> (
        keys: Set<String>, skipped: [SkippedRow]
    ) {
        let read = try await tracker.everyTicket(in: project)
        return (Set(read.tickets.map(\.key)), read.skipped)
    }

    @Test func `an unusual row of a page does not affect the others, and is read or reported`() async throws {
        let fixture = try GitHubFixture()
        for number in 1...7 {
            fixture.fake.addIssue("acme/tools", title: "Issue \(number)", body: "Text", author: "helper")
            fixture.clock.advance(by: .seconds(number == 4 ? 0 : 2))
        }
        let transport = CorruptingTransport(fixture.transport)
        let tracker = try GitHubTracker(
            TrackerContext(
                connectionID: "test", baseURL: fixture.transport.baseURL, credentials: .token(GitHubFixture.token),
                transport: transport,
                clock: fixture.clock))
        let rows = try await fixture.tracker.tickets(in: fixture.project, since: nil, page: nil, pageSize: 100).items
        #expect(rows.count == 7)
        var random = SeededGenerator(seed: 7)
        for round in 0..<300 {
            let row = try #require(rows.randomElement(using: &random))
            let corruption = RowCorruption.random(of: row.remoteData, using: &random)
            transport.set(.init("number", is: .integer(Int64(row.key) ?? 0), corruption: corruption))
            let (keys, skipped) = try await Self.everyTicket(tracker, fixture.project)
            let others = Set(rows.map(\.key)).subtracting([row.key])
            #expect(others.isSubset(of: keys), "round \(round): \(corruption)")
            #expect(keys.count == rows.count || !skipped.isEmpty, "round \(round): \(corruption)")
        }
    }

    @Test(arguments: [[1], [4], [7], [3, 4, 5], [2, 6], Array(1...7)])
    func `a row on which the server fails does not affect the others, and is reported`(_ broken: [Int]) async throws {
        let fixture = try GitHubFixture()
        for number in 1...7 {
            fixture.fake.addIssue("acme/tools", title: "Issue \(number)", body: "Text", author: "helper")
            fixture.clock.advance(by: .seconds(number == 4 ? 0 : 2))
        }
        let transport = FailingRowsTransport(fixture.transport, holding: broken.map { "\"Issue \($0)\"" })
        let tracker = try GitHubTracker(
            TrackerContext(
                connectionID: "test", baseURL: fixture.transport.baseURL, credentials: .token(GitHubFixture.token),
                transport: transport, clock: fixture.clock))
        let (keys, skipped) = try await Self.everyTicket(tracker, fixture.project)
        #expect(keys == Set((1...7).filter { !broken.contains($0) }.map(String.init)))
        #expect(skipped.count == broken.count)
        #expect(skipped.allSatisfy { $0.reason.hasSuffix("makes the server respond with 500") })
        #expect(transport.calls < 60)
    }

    @Test(arguments: [500, 502, 503])
    func `a server that is down fails the list, after few calls`(_ status: Int) async throws {
        let transport = ScriptedTransport { _, _ in ClientResponse(status: status, body: []) }
        let tracker = try GitHubTracker.on(transport)
        await #expect { _ = try await Self.everyTicket(tracker, ProjectReference(path: "a/b")) } throws: {
            ($0 as? TrackerError)?.kindName == "upstream \(status)"
        }
        #expect(transport.requests.count == 3)
    }

    private static func page(_ row: String) async throws -> Page<Ticket> {
        let tracker = try GitHubTracker.scripted { _, _ in
            ClientResponse(status: 200, body: Array("[\(row), null]".utf8))
        }
        return try await tracker.tickets(in: ProjectReference(path: "acme/site"), since: nil, page: nil, pageSize: 100)
    }

    @Test(arguments: [
        ("title", "null"), ("html_url", "null"), ("closed_at", "\"9999-12-31T23:59:59-12:00\""),
        ("title", "\"half \\ud83d\""),
        ("labels", "[null, \"bug\"]"), ("created_at", "\"0001-01-01T00:00:00+05:00\""), ("odd", "1e400"),
        ("odd", String(repeating: "[", count: 70) + String(repeating: "]", count: 70)),
    ])
    func `a row that can be repaired is a ticket`(_ name: String, _ raw: String) async throws {
        let page = try await Self.page(
            """
            {"id": 2, "number": 2, "title": "A title", "state": "closed", "html_url": "https://github.com/acme/site/issues/2",
             "url": "https://api.github.com/repos/acme/site/issues/2",
             "created_at": "2026-11-02T10:00:00Z", "updated_at": "2026-11-02T10:00:00Z", "\(name)": \(raw)}
            """)
        let ticket = try #require(page.items.first)
        #expect(ticket.key == "2" && ticket.url == "https://github.com/acme/site/issues/2" && ticket.closedAt == nil)
        #expect(ticket.createdAt == Timestamp("2026-11-02T10:00:00Z"))
        #expect(page.skipped.map(\.reason) == ["tickets of acme/site[] is null, not an object"])
    }

    @Test func `a label without a name is omitted from its ticket, and reported in the list of labels`() async throws {
        let page = try await Self.page(
            """
            {"id": 2, "number": 2, "title": "A title", "labels": [{"id": 7}, {"id": 8, "name": "bug"}],
             "created_at": "2026-11-02T10:00:00Z"}
            """)
        #expect(page.items.first?.labels == ["bug"])
        let tracker = try GitHubTracker.scripted { _, _ in
            ClientResponse(status: 200, body: Array(#"[{"id": 7}, {"id": 8, "name": "bug"}]"#.utf8))
        }
        let labels = try await tracker.labels(of: ProjectReference(path: "a/b"), page: nil)
        #expect(labels.items.map(\.name) == ["bug"] && labels.skipped.map(\.remoteID) == ["7"])
    }

    @Test func `an identifier that is not a 64-bit number is skipped with its key`() async throws {
        let page = try await Self.page(
            #"{"id":9223372036854775808,"number":2,"title":"x","created_at":"2026-11-02T10:00:00Z"}"#)
        #expect(page.items.isEmpty && page.skipped.map(\.key) == [nil, "2"])
    }

    @Test func `a comment without a usable date is read, without times`() async throws {
        let body = """
            [{"id": 1, "body": "a"}, {"id": 2, "body": "b", "created_at": "0000-01-01T00:00:00Z", "updated_at": null},
             {"id": 3, "body": "c", "created_at": "10000-01-01T00:00:00Z", "updated_at": "2026-11-02T10:00:00Z"}]
            """
        let tracker = try GitHubTracker.scripted { _, _ in ClientResponse(status: 200, body: Array(body.utf8)) }
        let page = try await tracker.comments(of: "1", in: ProjectReference(path: "a/b"), page: nil)
        #expect(page.items.map(\.body) == ["a", "b", "c"] && page.skipped.isEmpty)
        #expect(page.items.map { $0.changedAt == nil } == [true, true, false])
    }

    @Test func `an unusual comment, label, milestone, member or project does not fail its list`() async throws {
        let body = """
            [null, {"id": {}}, {"id": 1, "name": "a", "number": 1, "login": "a", "full_name": "a/a", "created_at": "2026-11-02"}, "x", NaN]
            """
        let tracker = try GitHubTracker.scripted { _, _ in ClientResponse(status: 200, body: Array(body.utf8)) }
        let project = ProjectReference(path: "a/b")
        #expect(try await tracker.comments(of: "1", in: project, page: nil).items.map(\.body) == [""])
        #expect(try await tracker.labels(of: project, page: nil).items.count == 1)
        #expect(try await tracker.milestones(of: project, page: nil).items.count == 1)
        #expect(try await tracker.members(of: project, page: nil).items.count == 1)
        #expect(try await tracker.projects(page: nil).items.count == 1)
    }

    @Test func `a page of comments that is too large is read in halves`() async throws {
        let tracker = try GitHubTracker.scripted { request, _ in
            guard let page = NumberedPage(request.url), page.size <= 25 else { throw TransportError(.responseTooLarge) }
            return .json([["id": 1, "body": "x", "created_at": "2026-11-02T10:00:00Z"]])
        }
        #expect(try await tracker.comments(of: "1", in: ProjectReference(path: "a/b"), page: nil).items.count == 1)
    }

    @Test func `rows that make their pages no JSON count the calls that they cost`() async throws {
        let rows = (0..<8).map { JSON.object(["name": .string("l\($0)"), "color": "c"]) }
        let tracker = try GitHubTracker.on(ScriptedTransport.pages(of: rows, broken: [0]))
        var page = try await tracker.labels(of: ProjectReference(path: "a/b"), page: nil)
        // Pages of 100, 50, 25, 12, 6, 3 and 1.
        #expect(page.items.isEmpty && page.skipped.count == 1 && page.rereads == 7)
        page = try await tracker.labels(of: ProjectReference(path: "a/b"), page: page.next)
        #expect(!page.items.isEmpty && page.rereads == 0)
    }

    @Test(arguments: [0, 4, 7]) func `a ticket that makes its page invalid JSON is the only one skipped`(_ broken: Int)
        async throws
    {
        let rows = (0..<8).map { number -> JSON in
            [
                "id": .integer(Int64(number + 1)), "number": .integer(Int64(number + 1)), "body": "b",
                "created_at": .string("2026-11-02T10:00:0\(number)Z"),
                "updated_at": .string("2026-11-02T10:00:0\(number)Z"),
            ]
        }
        let tracker = try GitHubTracker.on(ScriptedTransport.pages(of: rows, broken: [broken]))
        let project = ProjectReference(path: "a/b")
        let read = try await tracker.everyTicket(in: project)
        #expect(Set(read.tickets.map(\.key)) == Set((1...8).map(String.init)).subtracting([String(broken + 1)]))
        #expect(!read.skipped.isEmpty && read.skipped.allSatisfy { $0.reason.hasSuffix("is not JSON") })
        let labels = try GitHubTracker.on(
            ScriptedTransport.pages(of: [["name": "a", "color": "c"], ["name": "b"]], broken: [0]))
        let page = try await everyRow(in: "labels") { try await labels.labels(of: project, page: $0) }
        #expect(page.items.map(\.name) == ["b"] && page.skipped.count == 1)
    }

    @Test func `a page that is not a list fails without a smaller request`() async throws {
        let asked = Mutex(0)
        let tracker = try GitHubTracker.scripted { _, _ in
            asked.withLock { $0 += 1 }
            return ClientResponse(status: 200, body: Array("<html>[{".utf8))
        }
        await #expect(throws: TrackerError.self) {
            _ = try await tracker.tickets(in: ProjectReference(path: "a/b"), since: nil, page: nil, pageSize: 100)
        }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func `a ticket without a usable time is read all the same`() async throws {
        let tracker = try GitHubTracker.scripted { _, _ in
            .json([
                ["id": 1, "number": 1, "created_at": "0000-12-31", "updated_at": .null],
                ["id": 2, "number": 2, "updated_at": "2026-11-02"],
            ])
        }
        let page = try await tracker.tickets(in: ProjectReference(path: "a/b"), since: nil, page: nil, pageSize: 100)
        #expect(page.items.map(\.key) == ["1", "2"] && page.items.map(\.lacksTimes) == [true, false])
        #expect(page.skipped.isEmpty)
    }

    @Test(arguments: [0, 4, 7])
    func `one label, milestone, member, project or comment that is too large is skipped alone`(_ huge: Int) async throws
    {
        let rows = (0..<8).map { number -> JSON in
            [
                "id": .integer(Int64(number + 1)), "number": .integer(Int64(number + 1)), "name": .string("n\(number)"),
                "title": "t",
                "login": .string("u\(number)"),
                "full_name": .string("a/n\(number)"), "body": "b", "created_at": "2026-11-02T10:00:00Z",
                "updated_at": "2026-11-02T10:00:00Z",
            ]
        }
        let tracker = try GitHubTracker.on(ScriptedTransport.pages(of: rows, tooLarge: [huge]))
        let project = ProjectReference(path: "a/b")
        func check(_ count: Int, _ skipped: [SkippedRow]) {
            #expect(count == 7 && skipped.map(\.key) == [nil])
            #expect(
                skipped.allSatisfy {
                    $0.reason.hasPrefix("row \(huge + 1) of ")
                        && $0.reason.hasSuffix("exceeds the maximum response size")
                })
        }
        let labels = try await everyRow(in: "labels") { try await tracker.labels(of: project, page: $0) }
        check(labels.items.count, labels.skipped)
        let milestones = try await everyRow(in: "milestones") { try await tracker.milestones(of: project, page: $0) }
        check(milestones.items.count, milestones.skipped)
        let members = try await everyRow(in: "members") { try await tracker.members(of: project, page: $0) }
        check(members.items.count, members.skipped)
        let projects = try await everyRow(in: "projects") { try await tracker.projects(page: $0) }
        check(projects.items.count, projects.skipped)
        let comments = try await everyRow(in: "comments") { try await tracker.comments(of: "1", in: project, page: $0) }
        check(comments.items.count, comments.skipped)
    }

    private static func notices(_ body: String) throws -> [WebhookNotice] {
        let delivery = WebhookDelivery(
            headers: [.gitHubEvent: "issues"], body: Array(body.utf8), callbackURL: "",
            receivedAt: Timestamp(seconds: 0))
        return try GitHubWebhooks().notices(in: delivery, for: ProjectReference(path: "acme/site"))
    }

    @Test func `a delivery with unusual content is applied, and one whose issue cannot be read causes a read`()
        throws
    {
        let odd = #"""
            {"action":"edited","issue":{"id":2,"number":2,"title":"\ud83d","x":NaN,"closed_at":"0000-01-01","created_at":"2026-11-02"}}
            """#
        guard case .ticket(let key, _)? = try Self.notices(odd).first?.news else { throw Wrong("no ticket") }
        #expect(key == "2")
        let unreadable = #"{"action":"edited","issue":{"id":9223372036854775808,"number":3,"title":null}}"#
        guard case .ticket("3", nil)? = try Self.notices(unreadable).first?.news else { throw Wrong("no reading") }
    }
}
