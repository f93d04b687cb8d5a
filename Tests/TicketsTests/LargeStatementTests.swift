import Models
import Primitives
import Repositories
import ServiceTestSupport
import Synchronization
import Testing
import TrackerKit

@testable import Postgres
@testable import Tickets

/// Rows that together are large are written by several statements, so that no thread is busy with them for long.
@Suite struct LargeStatementTests {
    /// The room for the parts of a statement that are not estimated: names, times and identifiers.
    private static let bound = StatementParts.maximumBytes + 64 * 1024
    private static let text = String(repeating: "y", count: 200_000)

    @Test func `a list is divided by count and size, and a large element is a part of its own`() {
        func parts(_ sizes: [Int]) -> [[Int]] { sizes.parts(ofAtMost: 3, bytes: 10) { $0 }.map(Array.init) }
        #expect(parts([]) == [])
        #expect(parts([1, 1, 1, 1]) == [[1, 1, 1], [1]])
        #expect(parts([4, 6, 1, 20, 3, 8]) == [[4, 6], [1], [20], [3], [8]])
    }

    @Test func `the estimated size of JSON is about that of its text`() {
        let json: JSON = ["text": .string(Self.text), "list": [1, true, .null, ["a": "b"]], "number": 12.5]
        #expect((0...64).contains(json.approximateBytes - json.text.utf8.count))
    }

    @Test func `large comments are stored by several statements`() async throws {
        try await MirrorFixture.run { fixture in
            try await fixture.store([.made()])
            let ticket = try #require(
                try await TicketRepository(fixture.database).find(
                    channel: fixture.channel.id, key: "1", for: .everything))
            let comments = (10..<20).map { number in
                RemoteComment(
                    remoteID: "\(number)", body: Self.text + "\(number)", createdAt: MirrorFixture.start,
                    updatedAt: MirrorFixture.start, remoteData: ["body": .string(Self.text)])
            }
            let sizes = StatementSizes()
            let ids = comments.map { _ in fixture.identifiers.next() as Models.Comment.ID }
            let stored = try await fixture.database.transaction { transaction in
                try await CommentRepository(MeasuredExecutor(inner: transaction, sizes: sizes)).store(
                    comments, ids: ids, on: ticket, onBehalfOf: nil, at: MirrorFixture.start)
            }
            #expect(Set(stored.map(\.remoteID)) == Set(comments.map(\.remoteID)) && stored.allSatisfy(\.isNew))
            #expect(sizes.all.count == 5 && sizes.all.allSatisfy { $0 <= Self.bound }, "\(sizes.all)")
            let rows = try await fixture.database.run(
                "SELECT id, right(body, 2) AS number FROM comment ORDER BY number")
            #expect(try rows.map { try $0.decode("id") as Models.Comment.ID } == ids)
            #expect(try rows.map { try $0.decode("number") as String } == comments.map(\.remoteID))
        }
    }

    @Test func `comments that are too large together are read only in part`() {
        func page(_ sizes: Int...) -> Page<RemoteComment> {
            let comments = sizes.map { size in
                RemoteComment(
                    remoteID: "1", body: String(repeating: "y", count: size), createdAt: MirrorFixture.start,
                    updatedAt: MirrorFixture.start, remoteData: .null)
            }
            return Page(items: comments, next: PageToken("next"))
        }
        var budget = CommentBudget(maximum: 1_000)
        let first = budget.bounded(page(400, 400), of: "7")
        #expect(first.next != nil && first.skipped.isEmpty)
        let second = budget.bounded(page(400), of: "7")
        #expect(second.next == nil && second.items.count == 1)
        #expect(second.skipped.map(\.reason) == ["the comments of ticket 7 exceed the maximum size of a list"])
    }

    @Test func `large tickets are stored by several statements`() async throws {
        try await MirrorFixture.run { fixture in
            let tickets = (1...9).map { number in
                Ticket.made(number).with { ticket in
                    ticket.body = Self.text
                    ticket.remoteData = ["body": .string(Self.text)]
                }
            }
            let sizes = StatementSizes()
            let outcome = try await fixture.database.transaction { transaction in
                try await fixture.mirror.store(
                    tickets, in: fixture.channel, origin: .poll,
                    executor: MeasuredExecutor(inner: transaction, sizes: sizes))
            }
            #expect(outcome.created == 9)
            // Five batches, each compared and then inserted.
            #expect(sizes.all.count { $0 > Self.text.utf8.count } == 10 && sizes.all.allSatisfy { $0 <= Self.bound })
            #expect(try await fixture.events().count == 9)
        }
    }
}

/// The sizes of the parameters of statements, in bytes.
private final class StatementSizes: Sendable {
    private let sizes = Mutex<[Int]>([])

    var all: [Int] { sizes.withLock { $0 } }

    func add(_ size: Int) { sizes.withLock { $0.append(size) } }
}

/// Passes statements on, and records their sizes.
private struct MeasuredExecutor: SQLExecutor {
    let inner: any SQLExecutor
    let sizes: StatementSizes

    func run(_ sql: SQL) async throws -> Rows {
        sizes.add(sql.parameters.bytes.count)
        return try await inner.run(sql)
    }

    func announce(on channel: String) { inner.announce(on: channel) }
}
