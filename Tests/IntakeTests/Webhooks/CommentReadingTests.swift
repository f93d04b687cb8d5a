import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceKit
import ServiceTestSupport
import Synchronization
import Testing
import Tickets
import TrackerKit

/// Overlapping reads of one ticket's comments, which end in another order than they began.
@Suite struct CommentReadingTests {
    /// A channel with one mirrored ticket and its comment `a`, and the proof of its webhook.
    private static func run(_ body: (WebhookFixture, String) async throws -> Void) async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            fixture.tracker.add(1...1, from: fixture.sync.clock.now())
            fixture.show("a")
            try await fixture.refresh("first", secret)
            #expect(try await fixture.mirrored() == ["a"])
            try await fixture.database.run("DELETE FROM event")
            try await body(fixture, secret)
        }
    }

    @Test func `a reading that arrives late deletes nothing added after it began`() async throws {
        try await Self.run { fixture, secret in
            let isFirst = Atomic(true)
            fixture.afterReading { _ in
                guard isFirst.exchange(false, ordering: .relaxed) else { return }
                // During the first read, a comment is created, reported and mirrored.
                fixture.show("b")
                try await fixture.refresh("second", secret)
            }
            try await fixture.refresh("one", secret)
            #expect(try await fixture.mirrored() == ["a", "b"])
            #expect(try await fixture.events() == ["comment.created"])
        }
    }

    @Test func `a list requested by a caller does not delete what a delivery added in the meantime`() async throws {
        try await Self.run { fixture, secret in
            try await fixture.database.run("UPDATE ticket SET comments_as_of = to_timestamp(0)")
            let isFirst = Atomic(true)
            fixture.afterReading { _ in
                guard isFirst.exchange(false, ordering: .relaxed) else { return }
                fixture.show("b")
                try await fixture.refresh("second", secret)
            }
            #expect(try await fixture.listed() == ["a", "b"])
            #expect(try await fixture.events() == ["comment.created"])
        }
    }

    @Test func `a ticket that a later read found deleted is not restored by an earlier one`() async throws {
        try await Self.run { fixture, secret in
            fixture.show("b")
            try await fixture.refresh("both", secret)
            let isFirst = Atomic(true)
            fixture.afterReading { _ in
                guard isFirst.exchange(false, ordering: .relaxed) else { return }
                fixture.hide("b")
                try await fixture.refresh("second", secret)
            }
            try await fixture.refresh("one", secret)
            #expect(try await fixture.mirrored() == ["a"])
            #expect(try await fixture.events() == ["comment.created", "comment.deleted"])
        }
    }

    @Test
    func
        `what a caller deletes does not come back with a reading that still shows it, and that reading's news are not lost`()
        async throws
    {
        try await Self.run { fixture, secret in
            let id = try await fixture.database.run("SELECT id FROM comment")[0].decode(0, as: Models.Comment.ID.self)
            fixture.show("b")
            fixture.afterReading { shown in
                guard shown.contains("a") else { return }
                try await fixture.comments.delete(
                    id, channel: "project", key: "1", precondition: .none, context: fixture.context
                ).commit()
            }
            try await fixture.refresh("one", secret)
            #expect(try await fixture.mirrored() == ["b"])
            #expect(try await fixture.events() == ["comment.deleted", "comment.created"])
        }
    }

    @Test func `a comment without times is dated when it is first seen, and again when its text changes`() async throws
    {
        try await Self.run { fixture, secret in
            func times() async throws -> [Timestamp] {
                let row = try await fixture.database.run(
                    "SELECT created_at, updated_at FROM comment WHERE remote_id = 'undated'")[0]
                return [try row.decode(0), try row.decode(1)]
            }
            let clock = fixture.sync.clock
            fixture.show("undated") { $0.lacksTimes = true }
            try await fixture.refresh("u1", secret)
            let seen = clock.now()
            #expect(try await times() == [seen, seen])
            clock.advance(by: .seconds(10))
            try await fixture.refresh("u2", secret)
            #expect(try await times() == [seen, seen])
            fixture.hide("undated")
            fixture.show("undated") {
                $0.lacksTimes = true
                $0.body = "Another text"
            }
            try await fixture.refresh("u3", secret)
            #expect(try await times() == [seen, clock.now()])
            #expect(try await fixture.events() == ["comment.created", "comment.updated"])
            let moments = try await fixture.database.run("SELECT occurred_at FROM event ORDER BY id").map {
                try $0.decode(0, as: Timestamp.self)
            }
            #expect(moments == [seen, clock.now()])
        }
    }

    @Test func `a comment written while its ticket became confidential is no public event`() async throws {
        try await Self.run { fixture, secret in
            fixture.tracker.state.withLock { $0.hasConfidentialTickets = true }
            fixture.show("secret")
            let tracker = fixture.tracker, clock = fixture.sync.clock
            fixture.afterReading { _ in
                tracker.state.withLock { state in
                    state.tickets[0].confidential = true
                    state.tickets[0].updatedAt = clock.now() + .seconds(1)
                }
            }
            try await fixture.refresh("one", secret)
            #expect(try await fixture.mirrored() == ["a", "secret"])
            let shown = try await fixture.database.run(
                "SELECT type FROM event WHERE NOT confidential AND NOT concealed AND type LIKE 'comment.%'")
            #expect(shown.isEmpty)
            #expect(try await fixture.events().contains("comment.created"))
            #expect(try await fixture.database.run("SELECT FROM ticket WHERE confidential").count == 1)
        }
    }

    @Test func `nothing is deleted after an incomplete list`() async throws {
        try await Self.run { fixture, secret in
            fixture.tracker.state.withLock { $0.commentPageSize = 1 }
            fixture.hide("a")
            for number in 0..<205 { fixture.show("b\(number)") }
            fixture.show("a")
            try await fixture.refresh("long", secret)
            #expect(try await fixture.mirrored().count == 201)
            #expect(try await fixture.events().allSatisfy { $0 == "comment.created" })
        }
    }

    @Test(arguments: [true, false])
    func `comments are read again a minute later where their ticket's time does not move with them`(_ isBlind: Bool)
        async throws
    {
        try await Self.run { fixture, _ in
            fixture.tracker.state.withLock { $0.isBlind = isBlind }
            fixture.show("b")
            fixture.sync.clock.advance(by: .seconds(59))
            try await #expect(fixture.listed() == ["a"])
            fixture.sync.clock.advance(by: .seconds(1))
            try await #expect(fixture.listed() == (isBlind ? ["a", "b"] : ["a"]))
        }
    }

    @Test func `a number of comments that has changed has them read again`() async throws {
        try await Self.run { fixture, _ in
            fixture.show("b")
            fixture.tracker.state.withLock { $0.tickets[0].commentCount = 2 }
            try await fixture.syncAll()
            try await #expect(fixture.listed() == ["a", "b"])
            try await #expect(fixture.events() == ["comment.created"])
        }
    }

    @Test func `comments that were never read stay so when their number changes, without events for old ones`()
        async throws
    {
        try await WebhookFixture.run { fixture in
            fixture.tracker.add(1...1, from: fixture.sync.clock.now())
            try await fixture.syncAll()
            fixture.show("a")
            fixture.tracker.state.withLock { $0.tickets[0].commentCount = 1 }
            try await fixture.syncAll()
            try await #expect(fixture.listed() == ["a"])
            try await #expect(fixture.events() == [])
        }
    }

    @Test func `many concurrent reads, some of them by callers, end with the current comments and no deadlock`()
        async throws
    {
        try await Self.run { fixture, secret in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        fixture.show("b\(number)")
                        if number % 4 == 0 { fixture.hide("b\(number / 2)") }
                        if number % 5 == 0 { _ = try await fixture.listed() }
                        try await fixture.refresh("one \(number)", secret)
                    }
                }
                try await group.waitForAll()
            }
            try await fixture.refresh("last", secret)
            #expect(
                Set(try await fixture.mirrored())
                    == Set(fixture.tracker.state.withLock { $0.comments["1"] ?? [] }.map(\.remoteID)))
        }
    }
}

extension WebhookFixture {
    fileprivate var comments: CommentService { CommentService(environment) }

    fileprivate func show(_ id: String, _ change: (inout RemoteComment) -> Void = { _ in }) {
        let at = Timestamp(seconds: 1_750_000_000)
        var comment = RemoteComment(remoteID: id, body: id, createdAt: at, updatedAt: at, remoteData: [:])
        change(&comment)
        if comment.lacksTimes {
            comment.createdAt = Ticket.unknownTime
            comment.updatedAt = Ticket.unknownTime
        }
        let shown = comment
        tracker.state.withLock { $0.comments["1", default: []].append(shown) }
    }

    fileprivate func hide(_ id: String) { tracker.state.withLock { $0.comments["1"]?.removeAll { $0.remoteID == id } } }

    /// Reads the whole project.
    fileprivate func syncAll() async throws {
        sync.clock.advance(by: .seconds(10))
        _ = try await sync.service().start(sync.channel, full: true)
        try await sync.worker().runDue()
    }

    fileprivate func afterReading(_ body: @escaping @Sendable ([String]) async throws -> Void) {
        tracker.state.withLock { $0.afterReading = body }
    }

    /// Applies a delivery about the ticket's comments immediately.
    fileprivate func refresh(_ id: String, _ secret: String) async throws {
        let delivery = try #require(
            try await deliver(["id": .string(id), "news": "comment", "key": "1"], proof: secret))
        try await handler.perform(
            Job(id: sync.ids.next(), JobDraft(kind: "test", payload: ["delivery": .string(delivery.text)]), at: .now))
    }

    fileprivate func mirrored() async throws -> [String] {
        try await database.run("SELECT remote_id FROM comment ORDER BY remote_id").map { try $0.decode(0) }
    }

    fileprivate func listed() async throws -> [String] {
        let page = TimePage<Models.Comment>(order: TimeOrder(.createdAt, descending: false), after: nil, limit: 100)
        return try await comments.list(channel: "project", key: "1", thread: nil, page: page, context: context).comments
            .map(\.remoteID)
    }
}
