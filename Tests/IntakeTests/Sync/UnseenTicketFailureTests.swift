import HTTPKit
import Intake
import JobQueue
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceTestSupport
import Synchronization
import Testing
import TrackerKit

/// Single tickets that cannot be looked up, slow trackers, and syncs that do not report missing tickets.
@Suite struct UnseenTicketFailureTests {
    private static let timeout = TrackerError.unreachable(TransportError(.timeout))

    @Test func `a ticket without a usable response stays, and the others that are deleted are removed`()
        async throws
    {
        try await UnseenTicketWorld.run { world in
            world.fixture.tracker.remove(7)
            world.fixture.tracker.state.withLock { state in
                state.unlisted = ["3", "4"]
                state.ticketErrors = ["3": .unreachable(TransportError(.responseTooLarge)), "4": Self.timeout]
            }
            try await world.fullSync()
            #expect(try await world.pending().unchecked == 3)
            let before = world.fixture.tracker.state.withLock { $0.ticketReads }
            try await world.lookUp()
            #expect(try await world.deleted() == ["7"])
            #expect(try await world.fixture.mirrored() == 19)
            #expect(try await world.pending().isEmpty)
            #expect(
                world.fixture.tracker.state.withLock { $0.ticketReads } - before == 5,
                "one of 3 and 7 each, and three of 4")
        }
    }

    @Test func `when the tracker is unavailable the job fails, and continues with the other tickets later`()
        async throws
    {
        try await UnseenTicketWorld.run { world in
            let tracker = world.fixture.tracker
            tracker.remove(7)
            tracker.state.withLock { state in
                state.unlisted = ["3"]
                state.ticketErrors = ["3": Self.timeout]
                state.onTicket = { tracker.state.withLock { $0.isProjectGone = true } }
            }
            try await world.fullSync()
            await #expect(throws: TrackerError.self) { try await world.lookUp() }
            #expect(
                try await world.fixture.database.run(
                    "SELECT key FROM ticket_unseen JOIN ticket ON id = ticket_id WHERE tries = 1"
                )
                .map { try $0.decode(0, as: String.self) } == ["3"])
            #expect(try await world.pending().unchecked == 2)
            tracker.state.withLock { state in (state.onTicket, state.isProjectGone) = (nil, false) }
            try await world.lookUp()
            #expect(try await world.deleted() == ["7"])
        }
    }

    @Test func `a job ends its turn before its lane counts as slow, in a lane of its own and seen with the channel`()
        async throws
    {
        try await UnseenTicketWorld.run { world in
            let fixture = world.fixture
            fixture.tracker.state.withLock { state in
                state.unlisted = ["1", "2", "3", "4", "5"]
                state.onTicket = { fixture.clock.advance(by: .milliseconds(600)) }
            }
            try await world.fullSync()
            try await UnseenTicketHandler.enqueue(for: fixture.channel, world.queue, in: fixture.database)
            let row = try await fixture.database.run("SELECT lane, channel FROM job WHERE kind = 'tickets.unseen'")[0]
            let (lane, slug): (String, String) = (try row.decode("lane"), try row.decode("channel"))
            #expect(lane == "unseen/\(fixture.channel.connectionID)" && slug == fixture.channel.slug)
            await #expect(throws: JobFailure.self) { try await world.handler.perform(world.job()) }
            #expect(try await world.pending().unchecked == 3)
            try await world.lookUp()
            #expect(try await world.pending().isEmpty)
            #expect(try await fixture.mirrored() == 20)
        }
    }

    @Test func `a row with an identifier that the mirror cannot have fails no full sync`() async throws {
        try await UnseenTicketWorld.run { world in
            var (digits, seed) = ("", UInt64(7))
            for _ in 0..<8_000 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                digits += String(seed >> 60)
            }
            let id = digits
            world.fixture.tracker.state.withLock { state in
                var row = state.tickets[0]
                (row.remoteID, row.key) = (id, "big")
                state.tickets.append(row)
                (row.remoteID, row.key) = ("", "empty")
                state.tickets.append(row)
                (row.remoteID, row.key) = ("a\0b", "zero")
                state.tickets.append(row)
            }
            try await world.fullSync()
            let status = try await world.fixture.status()
            #expect(status.state == .idle && Set(status.skipped.map(\.key)) == ["big", "empty"])
            #expect(try await world.fixture.mirrored() == 21)
            #expect(try await world.pending().isEmpty)
            try await world.fullSync()
            #expect(try await world.pending().isEmpty, "the one with the zero is known")
        }
    }

    @Test func `a full sync started by an earlier version looks up nothing, and the next one does`()
        async throws
    {
        try await UnseenTicketWorld.run { world in
            world.fixture.tracker.remove(7)
            world.fixture.tracker.failNext(nil, .upstream(UpstreamFailure(status: 502, message: "boom")))
            try await world.fullSync()
            #expect(try await world.fixture.status().pageToken != nil)
            try await world.fixture.database.run("DELETE FROM sync_seen")
            try await world.fixture.database.run("UPDATE channel_sync SET seen_since = NULL")
            world.fixture.clock.advance(by: .seconds(3600))
            try await world.fixture.worker().runDue()
            #expect(try await world.fixture.status().state == .idle)
            #expect(try await world.pending().isEmpty)
            #expect(try await world.fixture.database.run("SELECT FROM sync_seen").isEmpty)
            try await world.fullSync()
            #expect(try await world.pending().unchecked == 1)
        }
    }
}
