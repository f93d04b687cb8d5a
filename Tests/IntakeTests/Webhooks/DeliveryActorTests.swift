import HTTPKit
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

/// The actors and times in deliveries.
@Suite struct DeliveryActorTests {
    /// A channel with one open ticket and its comment `a`, written by `author`, and the proof of its webhook.
    private static func run(_ body: (WebhookFixture, String) async throws -> Void) async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            fixture.tracker.add(1...1, from: fixture.sync.clock.now() - .seconds(100))
            fixture.tracker.state.withLock { $0.comments["1"] = [comment("a", "Text"), comment("b", "Other")] }
            try await fixture.deliver(["id": "first", "news": "comment", "key": "1"], proof: secret)
            try await fixture.work()
            try await fixture.database.run("DELETE FROM event")
            try await body(fixture, secret)
        }
    }

    private static func comment(_ id: String, _ text: String) -> RemoteComment {
        let at = Timestamp(seconds: 1_750_000_000)
        var comment = RemoteComment(remoteID: id, body: text, createdAt: at, updatedAt: at, remoteData: [:])
        comment.author = RemoteUser(remoteID: "u-author", username: "author")
        return comment
    }

    private static func events(_ fixture: WebhookFixture) async throws -> [String] {
        try await fixture.database.run(
            "SELECT concat_ws(' ', type, coalesce(actor ->> 'username', '-'), extract(epoch FROM occurred_at)::bigint) FROM event ORDER BY id"
        ).map { try $0.decode(0) }
    }

    @Test func `the actor of a comment event is who changed it, not its author`() async throws {
        try await Self.run { fixture, secret in
            fixture.tracker.state.withLock {
                $0.comments["1"] = [Self.comment("a", "Changed"), Self.comment("b", "Changed too")]
            }
            try await fixture.deliver(
                ["id": "e", "news": "comment", "key": "1", "comment": "a", "actor": "editor"], proof: secret)
            try await fixture.work()
            // Nothing was reported about the second one.
            #expect(
                try await Self.events(fixture).sorted() == [
                    "comment.updated - 1750000000", "comment.updated editor 1750000000",
                ])
        }
    }

    @Test func `the actor of a deletion is who deleted the comment, at the time of the delivery`() async throws {
        try await Self.run { fixture, secret in
            fixture.tracker.state.withLock { $0.comments["1"] = [Self.comment("b", "Other")] }
            try await fixture.deliver(
                [
                    "id": "e", "news": "comment", "key": "1", "comment": "a", "actor": "moderator",
                    "seconds": 1_750_000_500,
                ], proof: secret)
            try await fixture.work()
            #expect(try await Self.events(fixture) == ["comment.deleted moderator 1750000500"])
        }
    }

    @Test func `the author of a new comment is its actor`() async throws {
        try await Self.run { fixture, secret in
            fixture.tracker.state.withLock { $0.comments["1"]?.append(Self.comment("c", "New")) }
            try await fixture.deliver(
                ["id": "e", "news": "comment", "key": "1", "comment": "c", "actor": "bridge"], proof: secret)
            try await fixture.work()
            #expect(try await Self.events(fixture) == ["comment.created author 1750000000"])
        }
    }

    @Test func `a caller's deletion is by the connection's account`() async throws {
        try await Self.run { fixture, _ in
            try await fixture.database.run(
                "UPDATE connection SET account = '{\"remote_id\": \"7\", \"username\": \"robot\", \"kind\": \"bot\"}'::json"
            )
            let id = try await fixture.database.run("SELECT id FROM comment WHERE remote_id = 'a'")[0].decode(
                0, as: Models.Comment.ID.self)
            try await CommentService(fixture.environment).delete(
                id, channel: "project", key: "1", precondition: .none, context: fixture.context
            ).commit()
            #expect(
                try await Self.events(fixture).map { $0.split(separator: " ").prefix(2).joined(separator: " ") } == [
                    "comment.deleted robot"
                ])
        }
    }

    @Test func `an actor without an account is looked up by login, and omitted if there is none`()
        async throws
    {
        try await Self.run { fixture, secret in
            fixture.tracker.state.withLock { $0.users["ada"] = RemoteUser(remoteID: "9", username: "ada") }
            for (login, title) in [("ada", "One"), ("nobody", "Two")] {
                fixture.tracker.change(1, at: Timestamp(seconds: 1_750_000_000 + (login == "ada" ? 1_000 : 2_000))) {
                    $0.title = title
                }
                try await fixture.deliver(
                    ["id": .string(login), "news": "ticket", "key": "1", "login": .string(login)], proof: secret)
                try await fixture.work()
            }
            #expect(try await Self.events(fixture) == ["ticket.updated ada 1750001000", "ticket.updated - 1750002000"])
        }
    }

    @Test func `a delivery is applied without an actor when only the actor cannot be looked up`() async throws {
        try await Self.run { fixture, secret in
            let failure = UpstreamFailure(status: 500, message: "boom")
            let errors: [TrackerError] = [
                .upstream(failure), .malformedResponse(detail: "x"), .forbidden(failure), .notFound(what: "user"),
                .unreachable(TransportError(.responseTooLarge)),
            ]
            for (index, error) in errors.enumerated() {
                fixture.tracker.state.withLock { $0.userError = error }
                fixture.tracker.change(1, at: Timestamp(seconds: 1_750_001_000 + Int64(index))) {
                    $0.title = "Title \(index)"
                }
                try await fixture.deliver(
                    ["id": .string("e\(index)"), "news": "ticket", "key": "1", "login": "ada"], proof: secret)
                #expect(try await fixture.work().map { $0 == nil } == [true])
            }
            #expect(try await Self.events(fixture) == (0..<5).map { "ticket.updated - 175000100\($0)" })
        }
    }

    @Test func `a delivery waits for its actor while the connection fails`() async throws {
        try await Self.run { fixture, secret in
            let failure = UpstreamFailure(status: 401, message: "no")
            let errors: [TrackerError] = [.unauthorized(failure), .unreachable(TransportError(.connect))]
            fixture.tracker.change(1, at: Timestamp(seconds: 1_750_001_000)) { $0.title = "Title" }
            for (index, error) in errors.enumerated() {
                fixture.tracker.state.withLock { $0.userError = error }
                try await fixture.deliver(
                    ["id": .string("e\(index)"), "news": "ticket", "key": "1", "login": "ada"], proof: secret)
                #expect(try await fixture.work().map { $0 is TrackerError } == [true])
            }
            #expect(try await Self.events(fixture) == [])
        }
    }

    @Test func `a ticket was reopened if the delivery says so, whenever it was last changed`() async throws {
        try await Self.run { fixture, secret in
            fixture.tracker.change(1, at: Timestamp(seconds: 1_750_001_000)) {
                $0.status = .done
                $0.closedAt = Timestamp(seconds: 1_750_000_900)
            }
            try await fixture.deliver(
                ["id": "c", "news": "ticket", "key": "1", "seconds": 1_750_000_950], proof: secret)
            try await fixture.work()
            fixture.tracker.change(1, at: Timestamp(seconds: 1_750_003_000)) {
                $0.status = .open
                $0.closedAt = nil
            }
            try await fixture.deliver(
                ["id": "r", "news": "ticket", "key": "1", "seconds": 1_750_002_000], proof: secret)
            try await fixture.work()
            #expect(try await Self.events(fixture) == ["ticket.closed - 1750000900", "ticket.reopened - 1750002000"])
        }
    }

    @Test func `an ignored delivery has a reason`() async throws {
        try await Self.run { fixture, secret in
            let odd = try await fixture.deliver(["id": "e1", "news": "ping"], proof: secret)
            let foreign = try await fixture.deliver(
                ["id": "e2", "news": "ticket", "key": "1", "project": "other/one"], proof: secret)
            let good = try await fixture.deliver(["id": "e3", "news": "ticket", "key": "1"], proof: secret)
            try await fixture.work()
            for (id, detail) in [
                (odd, "the event ping does not change a ticket"),
                (foreign, "it is about a project other than the channel's"),
                (good, nil),
            ] as [(Delivery.ID?, String?)] {
                let delivery = try await DeliveryRepository(fixture.database).find(try #require(id))
                #expect(delivery?.detail == detail && delivery?.state == (detail == nil ? .applied : .ignored))
            }
        }
    }

    @Test func `tickets follow a label renamed by a delivery, even one that the mirror never had`()
        async throws
    {
        try await Self.run { fixture, secret in
            fixture.tracker.change(1, at: Timestamp(seconds: 1_750_001_000)) { $0.labels = ["bug", "ui"] }
            try await fixture.deliver(["id": "t", "news": "ticket", "key": "1"], proof: secret)
            fixture.tracker.state.withLock {
                $0.labels = [RemoteLabel(remoteID: "1", name: "defect"), RemoteLabel(remoteID: "2", name: "ui")]
            }
            try await fixture.deliver(["id": "l", "news": "renamed", "from": "bug", "to": "defect"], proof: secret)
            // Much later: another label has the name now.
            try await fixture.deliver(["id": "o", "news": "renamed", "from": "ui", "to": "defect"], proof: secret)
            try await fixture.work()
            #expect(
                try await fixture.database.run("SELECT unnest(label_names) FROM ticket").map {
                    try $0.decode(0, as: String.self)
                }
                    == ["defect", "ui"])
        }
    }
}
