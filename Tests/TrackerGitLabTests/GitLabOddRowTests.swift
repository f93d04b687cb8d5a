import FakeGitLab
import FakeTrackerKit
import HTTPKit
import HTTPTypes
import Primitives
import PrimitivesTestSupport
import Synchronization
import Testing
import TrackerKit
import TrackerTestSupport

@testable import TrackerGitLab

/// A malformed row in a list does not affect the other rows.
@Suite struct GitLabOddRowTests {
    private static let project = ProjectReference(path: GitLabFixture.path)

    private static func everyTicket(_ tracker: GitLabTracker) async throws -> (keys: Set<String>, skipped: [SkippedRow])
    {
        let read = try await tracker.everyTicket(in: project)
        return (Set(read.tickets.map(\.key)), read.skipped)
    }

    @Test func `an unusual row of a page does not affect the others, and is read or reported`() async throws {
        let fixture = try GitLabFixture()
        for number in 1...7 {
            fixture.fake.addIssue(GitLabFixture.path, title: "Issue \(number)", description: "Text", author: "owner")
            fixture.clock.advance(by: .seconds(number == 4 ? 0 : 2))
        }
        let transport = CorruptingTransport(fixture.transport)
        let tracker = try GitLabFixture.tracker(transport, clock: fixture.clock, token: GitLabFixture.token)
        let rows = try await fixture.tracker.tickets(in: Self.project, since: nil, page: nil, pageSize: 100).items
        var random = SeededGenerator(seed: 6)
        for round in 0..<300 {
            let row = try #require(rows.randomElement(using: &random))
            let corruption = RowCorruption.random(of: row.remoteData, using: &random)
            transport.set(.init("iid", is: .integer(Int64(row.key) ?? 0), corruption: corruption))
            let (keys, skipped) = try await Self.everyTicket(tracker)
            let others = Set(rows.map(\.key)).subtracting([row.key])
            #expect(others.isSubset(of: keys), "round \(round): \(corruption)")
            #expect(keys.count == rows.count || !skipped.isEmpty, "round \(round): \(corruption)")
        }
    }

    @Test(arguments: [[1], [4], [7], [3, 4, 5], [2, 6], Array(1...7)])
    func `a row on which the server fails does not affect the others, and is reported`(_ broken: [Int]) async throws {
        let fixture = try GitLabFixture()
        for number in 1...7 {
            fixture.fake.addIssue(GitLabFixture.path, title: "Issue \(number)", description: "Text", author: "owner")
            fixture.clock.advance(by: .seconds(number == 4 ? 0 : 2))
        }
        let transport = FailingRowsTransport(fixture.transport, holding: broken.map { "\"Issue \($0)\"" })
        let tracker = try GitLabFixture.tracker(transport, clock: fixture.clock, token: GitLabFixture.token)
        let (keys, skipped) = try await Self.everyTicket(tracker)
        #expect(keys == Set((1...7).filter { !broken.contains($0) }.map(String.init)))
        #expect(skipped.count == broken.count)
        #expect(skipped.allSatisfy { $0.reason.hasSuffix("makes the server respond with 500") })
        #expect(transport.calls < 60)
    }

    @Test func `an estimate that cannot be stored counts as absent`() throws {
        for (seconds, estimate) in [(0, nil), (3_600, 3_600), (1 << 31, nil), (1 << 40, nil)] as [(Int64, Int?)] {
            let wire = try WireObject(
                [
                    "id": 1, "iid": 1, "title": "x", "state": "opened", "created_at": "2026-11-02T10:00:00Z",
                    "updated_at": "2026-11-02T10:00:00Z", "time_stats": ["time_estimate": .integer(seconds)],
                ], "issue")
            #expect(try GitLab.Issue(wire).estimateSeconds == estimate)
        }
    }

    @Test(arguments: [
        "Changed title: **{-OLD-}** → **new**", "Title changed from **OLD** to **x**", "Mentioned in commit deadbeef",
        "marked the checklist item **OLD** as completed", "Marked the task **OLD** as incomplete",
        "changed title from **OLD** to **x**",
    ])
    func `a system note that quotes or names something is for those who may see it`(body: String) {
        #expect(GitLab.SystemNote.mayReveal(body))
        #expect(!GitLab.SystemNote.mayReveal("Added ~bug label") && !GitLab.SystemNote.mayReveal("closed"))
    }

    @Test func `a server that is down fails the list, after few calls`() async throws {
        let fixture = try GitLabFixture()
        fixture.fake.inject(.badGateway, times: 100)
        await #expect { _ = try await Self.everyTicket(fixture.tracker) } throws: {
            ($0 as? TrackerError)?.kindName == "upstream 502"
        }
        #expect(fixture.fake.record.count == 3)
    }

    @Test(arguments: [
        ("title", "null"), ("web_url", "null"), ("due_date", "\"0000-12-31\""), ("title", "\"half \\ud83d\""),
        ("labels", "[null, \"bug\"]"),
        ("created_at", "\"0001-01-01T00:00:00+05:00\""), ("odd", "1e400"), ("title\":\"twice\",\"title", "\"Twice\""),
    ])
    func `a row that can be repaired is a ticket`(_ name: String, _ raw: String) async throws {
        let row = """
            {"id": 2, "iid": 2, "title": "A title", "state": "opened", "web_url": "https://gitlab.com/a/b/-/issues/2",
             "created_at": "2026-11-02T10:00:00.000Z", "updated_at": "2026-11-02T10:00:00.000Z", "\(name)": \(raw)}
            """
        let tracker = try GitLabTracker.scripted { _, _ in
            ClientResponse(status: 200, body: Array("[\(row), null]".utf8))
        }
        let page = try await tracker.tickets(in: ProjectReference(path: "a/b"), since: nil, page: nil, pageSize: 100)
        let ticket = try #require(page.items.first)
        #expect(ticket.key == "2" && ticket.url == "https://gitlab.com/a/b/-/issues/2" && ticket.dueAt == nil)
        #expect(page.skipped.map(\.reason) == ["tickets of a/b[] is null, not an object"])
        if name == "title", raw != "null" { #expect(ticket.title == "half \u{FFFD}") }
    }

    @Test func `an identifier that is not a 64-bit number is skipped with its key`() async throws {
        let row = #"{"id":9223372036854775808,"iid":2,"title":"x","web_url":"u","created_at":"2026-11-02T10:00:00Z"}"#
        let tracker = try GitLabTracker.scripted { _, _ in ClientResponse(status: 200, body: Array("[\(row)]".utf8)) }
        let page = try await tracker.tickets(in: ProjectReference(path: "a/b"), since: nil, page: nil, pageSize: 100)
        #expect(page.items.isEmpty && page.skipped.map(\.key) == ["2"])
    }

    @Test func `an unusual label, milestone, member or project does not fail its list`() async throws {
        let body = """
            [null, {"id": {}}, {"id": 1, "name": "a", "title": "a", "username": "a", "path_with_namespace": "a/a"}, "x", NaN]
            """
        let tracker = try GitLabTracker.scripted { _, _ in ClientResponse(status: 200, body: Array(body.utf8)) }
        let project = ProjectReference(path: "a/b")
        #expect(try await tracker.labels(of: project, page: nil).items.count == 1)
        #expect(try await tracker.milestones(of: project, page: nil).items.count == 1)
        #expect(try await tracker.members(of: project, page: nil).items.count == 1)
        #expect(try await tracker.projects(page: nil).items.count == 1)
    }

    @Test func `a note without a usable date is read, without times`() async throws {
        let body = """
            [{"id": "aa", "notes": [{"id": 1, "body": "a"}, {"id": 2, "body": "b", "created_at": "0000-01-01T00:00:00Z"},
              {"id": 3, "body": "c", "updated_at": "2026-11-02T10:00:00Z"}]}]
            """
        let tracker = try GitLabTracker.scripted { _, _ in ClientResponse(status: 200, body: Array(body.utf8)) }
        let page = try await tracker.comments(of: "1", in: ProjectReference(path: "a/b"), page: nil)
        #expect(Set(page.items.map(\.body)) == ["a", "b", "c"] && page.skipped.isEmpty)
        #expect(Set(page.items.filter(\.lacksTimes).map(\.body)) == ["a", "b"])
    }

    @Test func `a note without a body reads as empty, and an unreadable one does not hide the others`() async throws {
        let body = """
            [{"id": "aa", "notes": [{"id": 1, "body": "hello", "author": null, "created_at": "2026-11-01T10:00:00Z"}, {"id": null}]},
             {"id": "bb", "notes": [{"id": 2, "body": null, "author": null, "created_at": "2026-11-01T10:00:01Z", "system": false}]}]
            """
        let tracker = try GitLabTracker.scripted { _, _ in ClientResponse(status: 200, body: Array(body.utf8)) }
        let page = try await tracker.comments(of: "1", in: ProjectReference(path: "a/b"), page: nil)
        #expect(page.items.map(\.remoteID) == ["1", "2"] && page.items.map(\.body) == ["hello", ""])
        #expect(page.skipped.count == 1)
    }

    @Test func `rows that make their pages no JSON count the calls that they cost`() async throws {
        let rows = (0..<8).map { JSON.object(["name": .string("l\($0)"), "color": "c"]) }
        let tracker = try GitLabTracker.on(ScriptedTransport.pages(of: rows, broken: [0]))
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
                "id": .integer(Int64(number + 1)), "iid": .integer(Int64(number + 1)), "body": "b",
                "created_at": .string("2026-11-02T10:00:0\(number)Z"),
                "updated_at": .string("2026-11-02T10:00:0\(number)Z"),
            ]
        }
        let tracker = try GitLabTracker.on(ScriptedTransport.pages(of: rows, broken: [broken]))
        let project = ProjectReference(path: "a/b")
        let read = try await tracker.everyTicket(in: project)
        #expect(Set(read.tickets.map(\.key)) == Set((1...8).map(String.init)).subtracting([String(broken + 1)]))
        #expect(!read.skipped.isEmpty && read.skipped.allSatisfy { $0.reason.hasSuffix("is not JSON") })
        let labels = try GitLabTracker.on(
            ScriptedTransport.pages(of: [["name": "a", "color": "c"], ["name": "b"]], broken: [0]))
        let page = try await everyRow(in: "labels") { try await labels.labels(of: project, page: $0) }
        #expect(page.items.map(\.name) == ["b"] && page.skipped.count == 1)
    }

    @Test func `a page that is not a list fails without a smaller request`() async throws {
        let asked = Mutex(0)
        let tracker = try GitLabTracker.scripted { _, _ in
            asked.withLock { $0 += 1 }
            return ClientResponse(status: 200, body: Array("<html>[{".utf8))
        }
        await #expect(throws: TrackerError.self) {
            _ = try await tracker.tickets(in: ProjectReference(path: "a/b"), since: nil, page: nil, pageSize: 100)
        }
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func `a ticket without a usable time is read all the same`() async throws {
        let tracker = try GitLabTracker.scripted { _, _ in
            .json([
                ["id": 1, "iid": 1, "created_at": "0000-12-31", "updated_at": .null],
                ["id": 2, "iid": 2, "updated_at": "2026-11-02"],
            ])
        }
        let page = try await tracker.tickets(in: ProjectReference(path: "a/b"), since: nil, page: nil, pageSize: 100)
        #expect(page.items.map(\.key) == ["1", "2"] && page.items.map(\.lacksTimes) == [true, false])
        #expect(page.skipped.isEmpty)
    }

    @Test(arguments: [0, 4, 7])
    func `one label, milestone, member, project or thread that is too large is skipped alone`(_ huge: Int) async throws
    {
        let rows = (0..<8).map { number -> JSON in
            let note: JSON = ["id": .integer(Int64(number + 1)), "body": "b", "created_at": "2026-11-01T10:00:00Z"]
            return [
                "id": .integer(Int64(number + 1)), "iid": .integer(Int64(number + 1)), "name": .string("n\(number)"),
                "title": "t",
                "username": .string("u\(number)"), "path_with_namespace": .string("a/n\(number)"), "notes": [note],
            ]
        }
        let tracker = try GitLabTracker.on(ScriptedTransport.pages(of: rows, tooLarge: [huge]))
        let project = ProjectReference(path: "a/b")
        func check(_ count: Int, _ skipped: [SkippedRow], prefix: String) {
            #expect(count == 7 && skipped.map(\.key) == [nil])
            #expect(
                skipped.allSatisfy {
                    $0.reason.hasPrefix(prefix) && $0.reason.hasSuffix("exceeds the maximum response size")
                })
        }
        let number = "row \(huge + 1) of "
        let labels = try await everyRow(in: "labels") { try await tracker.labels(of: project, page: $0) }
        check(labels.items.count, labels.skipped, prefix: number)
        let milestones = try await everyRow(in: "milestones") { try await tracker.milestones(of: project, page: $0) }
        check(milestones.items.count, milestones.skipped, prefix: number)
        let members = try await everyRow(in: "members") { try await tracker.members(of: project, page: $0) }
        check(members.items.count, members.skipped, prefix: number)
        let comments = try await everyRow(in: "comments") { try await tracker.comments(of: "1", in: project, page: $0) }
        check(comments.items.count, comments.skipped, prefix: number)
        // Projects use keyset pagination, so only the `Link` header leads past the malformed row.
        let projects = try await everyRow(in: "projects") { try await tracker.projects(page: $0) }
        check(projects.items.count, projects.skipped, prefix: "a row of ")
    }

    /// A tracker whose list of projects has rows with these ids. The server fails on pages with one of `broken`.
    private static func projects(_ ids: [Int], broken: Set<Int>, isDown: Bool = false) throws -> GitLabTracker {
        try GitLabTracker.scripted { request, number in
            func value(_ name: String) -> Int? {
                request.url.split { $0 == "?" || $0 == "&" }.first { $0.hasPrefix(name + "=") }
                    .flatMap { Int($0.dropFirst(name.count + 1)) }
            }
            let (start, end) = (value("id_after") ?? 0, value("id_before") ?? .max)
            let rest = ids.filter { start < $0 && $0 < end }
            let rows = rest.prefix(value("per_page") ?? 20)
            guard broken.isDisjoint(with: rows), !isDown || number == 0 else {
                return .json(["message": "500 Internal Server Error"], status: 500)
            }
            let path = request.url.prefix { $0 != "?" }
            let link =
                "<\(path)?pagination=keyset&order_by=id&sort=asc&per_page=2&id_after=\(rows.last ?? 0)>; rel=\"next\""
            return .json(
                .array(rows.map { ["id": .integer(Int64($0)), "path_with_namespace": .string("a/p\($0)")] }),
                headers: rows.count < rest.count ? [.link: link] : [:])
        }
    }

    @Test(arguments: [[1], [2], [3], [900_000_001], [1, 2], [3, 40, 41], [1, 900_000_001]])
    func `a project on which the server fails is skipped by its id`(_ broken: [Int]) async throws {
        let ids = [1, 2, 3, 40, 41, 5_000, 900_000_000, 900_000_001]
        let tracker = try Self.projects(ids, broken: Set(broken))
        let projects = try await everyRow(in: "projects") { try await tracker.projects(page: $0) }
        #expect(projects.items.map(\.remoteID) == ids.filter { !broken.contains($0) }.map { "\($0)" })
        #expect(projects.skipped.map(\.key) == broken.map { "\($0)" })
        #expect(projects.skipped.allSatisfy { $0.reason == "a row of projects makes the server respond with 500" })
    }

    @Test func `a server that is down fails the list of projects`() async throws {
        let tracker = try Self.projects([1, 2, 3, 40, 41], broken: [], isDown: true)
        let first = try await tracker.projects(page: nil)
        #expect(first.items.count == 5)
        await #expect { _ = try await tracker.projects(page: nil) } throws: {
            ($0 as? TrackerError)?.kindName == "upstream 500"
        }
    }

    @Test func `an unreadable text makes the list of files incomplete`() async throws {
        let link = "[a](/uploads/0123456789abcdef0123456789abcdef/a.txt)"
        let threads = """
            [{"id": "aa", "notes": [{"id": 1, "body": "\(link)", "created_at": "2026-11-01T10:00:00Z"}, {"id": null}, null]}, null]
            """
        let issue = """
            {"id": 1, "iid": 1, "title": "x", "web_url": "https://gitlab.com/a/b/-/issues/1", "created_at": "2026-11-01T10:00:00Z"}
            """
        let tracker = try GitLabTracker.scripted { request, _ in
            ClientResponse(status: 200, body: Array((request.url.contains("/discussions") ? threads : issue).utf8))
        }
        let page = try await tracker.attachments(of: "1", in: ProjectReference(path: "a/b"), page: nil)
        #expect(page.items.map(\.filename) == ["a"] && page.skipped.count == 3)
        let milestones = try GitLabTracker.scripted { _, _ in .json([.null, ["id": 1, "iid": 1, "title": "1.0"]]) }
        let list = try await milestones.milestones(of: ProjectReference(path: "a/b"), page: nil)
        #expect(list.items.count == 1 && list.skipped.count == 1)
    }

    /// A tracker that lists issues of the given sizes in bytes. Pages larger than `limit` bytes fail.
    private static func issues(_ sizes: [Int], limit: Int, _ asked: AskedPages = AskedPages()) throws -> GitLabTracker {
        try GitLabTracker.scripted { request, _ in
            guard let page = NumberedPage(request.url), let number = page.number else {
                throw TransportError(.invalidURL)
            }
            asked.add(page.size)
            let first = (number - 1) * page.size
            let range = min(first, sizes.count)..<min(first + page.size, sizes.count)
            guard sizes[range].reduce(0, +) <= limit else { throw TransportError(.responseTooLarge) }
            let rows = range.map { index -> JSON in
                [
                    "id": .integer(Int64(index + 1)), "iid": .integer(Int64(index + 1)), "title": "x", "web_url": "u",
                    "created_at": "2026-11-01T10:00:00Z", "updated_at": "2026-11-01T10:00:00Z",
                ]
            }
            var headers = HTTPFields()
            if range.upperBound < sizes.count { headers[.link] = "<\(request.url)&page=\(number + 1)>; rel=\"next\"" }
            return ClientResponse.json(.array(rows), headers: headers)
        }
    }

    @Test func `a page that is too large is read in halves`() async throws {
        let asked = AskedPages()
        let tracker = try Self.issues(Array(repeating: 1_000_000, count: 18), limit: 16 << 20, asked)
        var keys: [String] = [], page: PageToken?
        repeat {
            let list = try await tracker.tickets(
                in: ProjectReference(path: "a/b"), since: nil, page: page, pageSize: 100)
            keys += list.items.map(\.key)
            #expect(list.skipped.isEmpty)
            page = list.next
        } while page != nil && keys.count < 100
        #expect(keys == (1...18).map(String.init))
        #expect(asked.sizes.starts(with: [100, 50, 25, 12]))
    }

    @Test func `a single ticket that is too large is skipped, and those behind it are read`() async throws {
        let tracker = try Self.issues([1, 1, 1, 1, 1, 100, 1, 1, 1, 1, 1], limit: 50)
        var keys: Set<String> = [], skipped: [SkippedRow] = [], page: PageToken?
        for _ in 0..<50 {
            let list = try await tracker.tickets(
                in: ProjectReference(path: "a/b"), since: nil, page: page, pageSize: 100)
            keys.formUnion(list.items.map(\.key))
            skipped += list.skipped
            page = list.next
            if page == nil { break }
        }
        #expect(page == nil)
        #expect(keys == Set((1...11).map(String.init)).subtracting(["6"]))
        #expect(skipped.first?.reason.contains("maximum response size") == true)
    }
}

/// Records the requested page sizes.
final class AskedPages: Sendable {
    private let kept = Mutex<[Int]>([])
    var sizes: [Int] { kept.withLock { $0 } }
    func add(_ size: Int) { kept.withLock { $0.append(size) } }
}
