import Documents
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

@Suite struct OwnWriteTests {
    /// A channel with one mirrored ticket, and the proof of its webhook.
    private static func run(_ body: (WebhookFixture, String) async throws -> Void) async throws {
        try await WebhookFixture.run { fixture in
            let secret = try await fixture.register()
            fixture.tracker.add(1...1, from: fixture.sync.clock.now())
            _ = try await fixture.service.findFresh(channel: "project", key: "1", context: fixture.context)
            try await fixture.database.run("DELETE FROM event")
            try await body(fixture, secret)
        }
    }

    private static func retitle(_ fixture: WebhookFixture, _ title: String = "Ours") async throws {
        var patch = TicketPatch()
        patch.title = .set(title)
        _ = try await fixture.service.update(
            channel: "project", key: "1", patch, precondition: .none, context: fixture.caller
        ).commit()
    }

    /// Applies the tracker's report that the ticket changed immediately.
    private static func echo(_ fixture: WebhookFixture, secret: String, news: String = "ticket", key: String = "1")
        async throws
    {
        let id = try await fixture.count("delivery")
        try await fixture.deliver(
            ["id": .string("echo \(id)"), "news": .string(news), "key": .string(key)], proof: secret)
        for case let error? in try await fixture.work() { throw error }
    }

    @Test func `the echo of a change writes no second event and leaves the row unchanged`() async throws {
        try await Self.run { fixture, secret in
            try await Self.retitle(fixture)
            let row = try await fixture.row()
            try await Self.echo(fixture, secret: secret)
            #expect(try await fixture.reported() == ["ticket.updated api client shop bob r-1"])
            #expect(try await fixture.row() == row)
            #expect(try await fixture.count("own_write") == 0)
        }
    }

    @Test func `an echo faster than the write's own commit has the cause, and the write emits nothing twice`()
        async throws
    {
        try await Self.run { fixture, secret in
            fixture.tracker.state.withLock { $0.beforeReply = { try await Self.echo(fixture, secret: secret) } }
            try await Self.retitle(fixture)
            #expect(try await fixture.reported() == ["ticket.updated api client shop bob r-1"])
            let after = try await fixture.database.run("SELECT after FROM audit_entry WHERE action = 'ticket.update'")
            #expect(try after.map { try $0.decode(0, as: JSON.self) } == [["title": "Ours"]])
        }
    }

    @Test func `a change without effect adds no audit entry, whatever an earlier call with its request id changed`()
        async throws
    {
        try await Self.run { fixture, secret in
            try await Self.retitle(fixture)
            // `caller` has one request id for all of its calls.
            try await Self.retitle(fixture)
            #expect(try await fixture.count("audit_entry WHERE action = 'ticket.update'") == 1)
            fixture.tracker.state.withLock { $0.beforeReply = { try await Self.echo(fixture, secret: secret) } }
            try await Self.retitle(fixture, "Second")
            let after = try await fixture.database.run(
                "SELECT after FROM audit_entry WHERE action = 'ticket.update' ORDER BY id")
            #expect(try after.map { try $0.decode(0, as: JSON.self) } == [["title": "Ours"], ["title": "Second"]])
        }
    }

    @Test func `a sync that is faster reports the cause too`() async throws {
        try await Self.run { fixture, _ in
            fixture.tracker.state.withLock { state in
                state.beforeReply = {
                    _ = try await fixture.sync.service().start(fixture.sync.channel, full: false)
                    try await fixture.sync.worker().runDue()
                }
            }
            try await fixture.database.run("UPDATE channel_sync SET full_requested = false")
            try await Self.retitle(fixture)
            #expect(try await fixture.reported() == ["ticket.updated api client shop bob r-1"])
        }
    }

    @Test func `a change with a lost commit or reply is reported with its cause when the echo arrives`()
        async throws
    {
        try await Self.run { fixture, secret in
            let database = fixture.database
            fixture.tracker.state.withLock {
                $0.beforeReply = { try await database.run("ALTER TABLE audit_entry RENAME TO away") }
            }
            await #expect(throws: (any Error).self) { try await Self.retitle(fixture) }
            try await database.run("ALTER TABLE away RENAME TO audit_entry")
            #expect(try await fixture.reported() == [])
            try await Self.echo(fixture, secret: secret)
            #expect(try await fixture.reported() == ["ticket.updated api client shop bob r-1"])
            let lost = TrackerError.upstream(UpstreamFailure(status: 502, message: "lost"))
            fixture.tracker.state.withLock { $0.beforeReply = { throw lost } }
            await #expect(throws: (any Error).self) { try await Self.retitle(fixture, "Again") }
            try await Self.echo(fixture, secret: secret)
            #expect(try await fixture.reported().count == 2)
            #expect(try await Set(fixture.reported()).count == 1)
        }
    }

    @Test func `refused changes leave nothing behind, and others' changes keep their own cause`() async throws {
        try await Self.run { fixture, secret in
            await #expect(throws: (any Error).self) { try await Self.retitle(fixture, "refused") }
            #expect(try await fixture.count("own_write") == 0)
            let lost = TrackerError.upstream(UpstreamFailure(status: 502, message: "lost"))
            fixture.tracker.state.withLock { $0.beforeReply = { throw lost } }
            await #expect(throws: (any Error).self) { try await Self.retitle(fixture) }
            let now = fixture.sync.clock.now()
            fixture.tracker.change(1, at: now + .seconds(9)) {
                $0.title = "Ticket 1"
                $0.labels = ["theirs"]
            }
            try await Self.echo(fixture, secret: secret)
            fixture.sync.clock.advance(by: .seconds(3600))
            fixture.tracker.change(1, at: now + .seconds(3600)) { $0.title = "Theirs" }
            try await Self.echo(fixture, secret: secret)
            #expect(try await fixture.reported() == ["ticket.labeled webhook", "ticket.updated webhook"])
        }
    }

    @Test func `a new ticket is recognised by its marker, whoever sees it first`() async throws {
        try await Self.run { fixture, secret in
            fixture.tracker.state.withLock {
                $0.beforeReply = { try await Self.echo(fixture, secret: secret, key: "2") }
            }
            let made = TicketCreation(TicketDraft(title: "New"))
            _ = try await fixture.service.create(made, inChannel: "project", context: fixture.caller).commit()
            try await Self.echo(fixture, secret: secret, key: "2")
            #expect(try await fixture.reported() == ["ticket.created api client shop bob r-1"])
            #expect(try await fixture.count("own_write") == 0)
        }
    }

    @Test func `a deletion is reported once, and earlier deliveries do not restore the ticket`() async throws {
        try await Self.run { fixture, secret in
            fixture.tracker.state.withLock {
                $0.beforeReply = { try await Self.echo(fixture, secret: secret, news: "deleted") }
            }
            try await fixture.service.delete(
                channel: "project", key: "1", precondition: .none, context: fixture.caller
            ).commit()
            #expect(try await fixture.reported() == ["ticket.deleted api client shop bob r-1"])
            let later = fixture.sync.clock.now().seconds + 60
            for key in ["1", "7"] {
                try await Self.echo(fixture, secret: secret, news: "deleted", key: key)
                let shown: JSON = [
                    "id": .string("late \(key)"), "news": "ticket", "key": .string(key),
                    "snapshot": ["title": "Late", "seconds": .integer(later)],
                ]
                try await fixture.deliver(shown, proof: secret)
                try await fixture.work()
            }
            #expect(try await fixture.sync.mirrored() == 0)
            #expect(try await fixture.reported().count == 1)
        }
    }

    @Test func `a comment is reported once with its cause, whether its echo arrives before or after`() async throws {
        for isFast in [false, true] {
            try await Self.run { fixture, secret in
                if isFast {
                    fixture.tracker.state.withLock {
                        $0.beforeReply = { try await Self.echo(fixture, secret: secret, news: "comment") }
                    }
                }
                let comments = CommentService(fixture.environment)
                _ = try await comments.create(
                    CommentDraft(body: "Hi"), channel: "project", key: "1", context: fixture.caller
                ).commit()
                try await Self.echo(fixture, secret: secret, news: "comment")
                #expect(try await fixture.reported() == ["comment.created api client shop bob r-1"])
                let writers = try await fixture.database.run("SELECT on_behalf_of FROM comment").map {
                    try $0.decode(0, as: String?.self)
                }
                #expect(writers == ["bob"])
                #expect(try await fixture.count("own_write") == 0)
            }
        }
    }
}

extension WebhookFixture {
    fileprivate var service: TicketService { TicketService(environment) }

    /// A client that writes as a user.
    fileprivate var caller: CallContext {
        CallContext(
            principal: Principal(
                kind: .client, id: "0193e5a0-7c1b-7def-8a6b-2f1d3c4b5a69", name: "shop", scopes: [.admin]),
            requestID: "r-1", actor: "bob")
    }

    /// The origin and cause of each event, oldest first.
    fileprivate func reported() async throws -> [String] {
        try await database.run(
            """
            SELECT concat_ws(' ', type, origin, cause -> 'principal' ->> 'type', cause -> 'principal' ->> 'name', cause ->> 'actor',
                cause ->> 'request_id') FROM event ORDER BY id
            """
        ).map { try $0.decode(0) }
    }

    /// The version of the ticket's row.
    fileprivate func row() async throws -> String {
        try await database.run("SELECT revision || ' ' || xmin FROM ticket")[0].decode(0)
    }
}
