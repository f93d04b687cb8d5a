import Connections
import HTTPKit
import HTTPTypes
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceKit
import ServiceTestSupport
import TestSupport
import Testing
import Tickets
import TrackerKit

@Suite struct ChannelDeletionTests {
    private static let secret = "0123456789abcdef"

    /// The response to a delivery.
    private static func answer(_ fixture: WebhookFixture, _ id: String, to slug: String) async throws -> Int {
        do {
            let body: JSON = ["id": .string(id)]
            return try await fixture.deliver(bytes: body.serialized(), proof: secret, to: slug) == nil ? 200 : 202
        } catch let error as ServiceError {
            return error.failure.code.status.code
        }
    }

    @Test func `a channel deleted just now immediately fails only its own deliveries`() async throws {
        try await WebhookFixture.run { fixture in
            let leaving = try await fixture.addChannel("leaving", secret: Self.secret)
            _ = try await fixture.addChannel("staying", secret: Self.secret)
            let answers = try await fixture.database.transaction { transaction in
                try await transaction.run("DELETE FROM channel WHERE id = \(leaving.id)")
                return try await withThrowingTaskGroup(of: (String, Int).self) { group in
                    for number in 0..<40 {
                        let slug = number % 2 == 0 ? "leaving" : "staying"
                        group.addTask { (slug, try await Self.answer(fixture, "e\(number)", to: slug)) }
                    }
                    return try await group.reduce(into: [:]) { $0[$1.0, default: Set()].insert($1.1) }
                }
            }
            #expect(answers == ["leaving": [503], "staying": [202]])
            #expect(try await Self.answer(fixture, "late", to: "leaving") == 404)
            #expect(try await fixture.count("delivery") == 20)
        }
    }

    @Test func `a channel deleted by another process is unknown immediately, whatever is cached`() async throws {
        try await WebhookFixture.run { fixture in
            let leaving = try await fixture.addChannel("leaving", secret: Self.secret)
            #expect(try await Self.answer(fixture, "e1", to: "leaving") == 202)
            try await fixture.database.run("DELETE FROM channel WHERE id = \(leaving.id)")
            #expect(try await Self.answer(fixture, "e2", to: "leaving") == 404)
        }
    }

    @Test func `a channel with many tickets is deleted in steps, and accepts nothing meanwhile`() async throws {
        try await WebhookFixture.run { fixture in
            let leaving = try await fixture.addChannel("leaving", secret: Self.secret)
            _ = try await fixture.addChannel("staying", secret: Self.secret)
            for slug in ["leaving", "staying"] { #expect(try await Self.answer(fixture, "e0", to: slug) == 202) }
            try await Self.fill(leaving, in: fixture)
            let deletion = try await fixture.database.transaction { transaction in
                // Another transaction has locked one of its tickets, so the deletion reaches that ticket and waits.
                try await transaction.run("SELECT FROM ticket WHERE channel_id = \(leaving.id) FOR UPDATE")
                let deletion = Task {
                    try await fixture.channels().delete("leaving", context: fixture.context, precondition: .none)
                }
                while try await fixture.database.run("SELECT FROM event WHERE channel_id = \(leaving.id) LIMIT 1").count
                    > 0
                {}
                // Another process notices as soon as it looks again.
                fixture.sync.clock.advance(by: .seconds(2))
                #expect(try await Self.answer(fixture, "e1", to: "leaving") == 404)
                #expect(try await Self.answer(fixture, "e1", to: "staying") == 202)
                return deletion
            }
            _ = try await deletion.value
            for table in ["delivery", "ticket", "event", "webhook"] {
                let left = try await fixture.database.run(
                    "SELECT FROM \(unsafeSQL: table) WHERE channel_id = \(leaving.id) LIMIT 1")
                #expect(left.count == 0, "\(table)")
            }
            #expect(try await fixture.count("delivery") == 2)
        }
    }

    /// More rows of each kind than one statement removes.
    private static func fill(_ channel: Channel, in fixture: WebhookFixture) async throws {
        try await fixture.database.run(
            """
            INSERT INTO delivery (id, channel_id, remote_id, event, headers, body, received_at)
            SELECT gen_random_uuid(), \(channel.id), 'x' || n, 'x', '{}', '', now() FROM generate_series(1, 1200) n
            """)
        try await fixture.database.run(
            """
            INSERT INTO event (id, type, occurred_at, channel_id, origin, changes)
            SELECT gen_random_uuid(), 'ticket.created', now(), \(channel.id), 'poll', '{}' FROM generate_series(1, 1200) n
            """)
        let base = fixture.sync.clock.now()
        let tickets = (1...700).map { number in
            Ticket(
                remoteID: "r\(number)", key: "\(number)", url: "https://tracker.example/\(number)", title: "Ticket",
                status: .open,
                statusRaw: RawStatus(id: "open"), createdAt: base, updatedAt: base, remoteData: [:])
        }
        let mirror = TicketMirror(ids: fixture.sync.ids, clock: fixture.sync.clock)
        _ = try await fixture.database.transaction { transaction in
            try await mirror.store(tickets, in: channel, origin: .poll, executor: transaction)
        }
    }
}
