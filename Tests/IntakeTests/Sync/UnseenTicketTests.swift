import HTTPKit
import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import Repositories
import ServiceKit
import ServiceTestSupport
import Synchronization
import TestSupport
import Testing
import Tickets
import TrackerKit

/// Tickets that were deleted at a tracker that does not report deletions.
@Suite struct UnseenTicketTests {
    @Test func `a ticket missed by a full sync is removed if the tracker confirms that it is deleted`() async throws {
        try await UnseenTicketWorld.run { world in
            world.fixture.tracker.remove(7)
            try await world.fullSync()
            #expect(try await world.fixture.mirrored() == 20, "the sync itself removes nothing")
            #expect(try await world.pending().unchecked == 1)
            try await UnseenTicketHandler.enqueue(for: world.fixture.channel, world.queue, in: world.fixture.database)
            #expect(try await world.fixture.database.run("SELECT 1 FROM job WHERE kind = 'tickets.unseen'").count == 1)
            try await world.lookUp()
            #expect(try await world.fixture.mirrored() == 19)
            #expect(try await world.deleted() == ["7"])
            #expect(
                world.fixture.tracker.state.withLock { $0.readsShared } == [.onlyWithLater],
                "an earlier read may predate the deletion")
            #expect(try await world.pending().isEmpty)
            #expect(try await world.fixture.database.run("SELECT 1 FROM sync_seen").isEmpty)
            try await world.fullSync()
            #expect(try await world.pending().isEmpty)
        }
    }

    @Test func `removed tickets are listed to callers who may have seen them`() async throws {
        try await UnseenTicketWorld.run { world in
            let start = world.fixture.clock.now()
            world.fixture.tracker.remove(7)
            try await world.fixture.database.run("UPDATE ticket SET confidential = true WHERE key = '8'")
            world.fixture.tracker.remove(8)
            try await world.fullSync()
            try await world.lookUp()
            func keys(
                _ change: (inout TicketFilter) -> Void = { _ in }, confidential: Bool = true, only: Set<String>? = nil
            ) async throws -> [String] {
                var filter = TicketFilter(audience: TicketAudience(channels: only, includesConfidential: confidential))
                filter.updated = TimeSpan(from: start)
                change(&filter)
                return try await EventRepository(world.fixture.database).deletedTickets(filter, limit: 10).map(\.key)
                    .sorted()
            }
            #expect(try await keys() == ["7", "8"])
            #expect(try await keys(confidential: false) == ["7"])
            #expect(try await keys(only: ["project"]) == ["7", "8"])
            #expect(try await keys(only: ["another"]) == [])
            #expect(try await keys({ $0.trackers = [ScriptedTracker.kind] }) == ["7", "8"])
            #expect(try await keys({ $0.trackers = [TrackerKind(rawValue: "github")] }) == [])
            #expect(try await keys({ $0.updated = TimeSpan(from: world.fixture.clock.now() + .seconds(1)) }) == [])
        }
    }

    @Test func `an existing ticket that is on no page stays, as does an unreadable one`() async throws {
        try await UnseenTicketWorld.run { world in
            let failure = UpstreamFailure(status: 500, message: "boom")
            world.fixture.tracker.state.withLock { state in
                state.unlisted = ["3", "4", "5", "6"]
                state.ticketErrors = [
                    "4": .upstream(failure), "5": .forbidden(failure), "6": .malformedResponse(detail: "x"),
                ]
            }
            try await world.fullSync()
            #expect(try await world.pending().unchecked == 4)
            try await world.lookUp()
            #expect(try await world.fixture.mirrored() == 20)
            #expect(try await world.deleted() == [])
            #expect(try await world.pending().isEmpty)
        }
    }

    @Test func `a failed or incremental sync removes nothing`() async throws {
        try await UnseenTicketWorld.run { world in
            world.fixture.tracker.remove(7)
            world.fixture.tracker.failNext(nil, .upstream(UpstreamFailure(status: 502, message: "boom")))
            try await world.fullSync()
            #expect(try await world.fixture.status().state == .failed)
            #expect(try await world.pending().isEmpty)
            world.fixture.clock.advance(by: .seconds(3600))
            try await world.fixture.worker().runDue()
            #expect(try await world.fixture.status().state == .idle)
            #expect(try await world.pending().unchecked == 1, "the full sync that goes on has seen all others")
        }
    }

    @Test func `a ticket that is created or changed while a full sync runs is not looked up`() async throws {
        try await UnseenTicketWorld.run { world in
            let fixture = world.fixture, tracker = fixture.tracker
            tracker.state.withLock { state in
                state.unlisted = ["3"]
                let changed = state.tickets.filter { $0.key == "3" }
                state.duringPage = {
                    var ticket = changed[0]
                    ticket.title = "changed"
                    ticket.updatedAt = fixture.clock.now()
                    var new = ticket
                    (new.remoteID, new.key) = ("r99", "99")
                    try await TicketMirror(ids: fixture.ids, clock: fixture.clock).store(
                        [ticket, new], in: fixture.channel, origin: .webhook, executor: fixture.database)
                }
            }
            try await world.fullSync()
            #expect(try await fixture.mirrored() == 21)
            #expect(try await world.pending().isEmpty)
        }
    }

    @Test func `if more than a tenth of a channel is missing, an operator must confirm`() async throws {
        try await UnseenTicketWorld.run { world in
            for number in 1...3 { world.fixture.tracker.remove(number) }
            try await world.fullSync()
            try await world.lookUp()
            #expect(try await world.fixture.mirrored() == 20)
            #expect(try await world.pending().needsConfirmation)
            // One of them reappears before the removals are confirmed.
            world.fixture.tracker.add(3...3, from: world.fixture.clock.now() - .seconds(1000))
            let context = CallContext(principal: .system("test"), requestID: "", origin: .api)
            #expect(try await world.removals.confirm(world.fixture.channel, context: context).confirmed == 3)
            #expect(try await !world.pending().needsConfirmation)
            await #expect { _ = try await world.removals.confirm(world.fixture.channel, context: context) } throws: {
                ($0 as? ServiceError)?.failure.code == .nothingToConfirm
            }
            try await world.lookUp()
            #expect(try await world.deleted().sorted() == ["1", "2"])
            #expect(try await world.fixture.mirrored() == 18)
            #expect(try await world.pending().isEmpty)
        }
    }

    @Test func `a tenth of a channel is removed without confirmation`() async throws {
        try await UnseenTicketWorld.run { world in
            for number in 1...2 { world.fixture.tracker.remove(number) }
            try await world.fullSync()
            try await world.lookUp()
            #expect(try await world.deleted().sorted() == ["1", "2"])
        }
    }

    @Test func `nothing is removed while the tracker does not show the channel's project`() async throws {
        try await UnseenTicketWorld.run { world in
            world.fixture.tracker.remove(1)
            try await world.fullSync()
            world.fixture.tracker.state.withLock { $0.isProjectGone = true }
            await #expect(throws: TrackerError.self) { try await world.lookUp() }
            world.fixture.tracker.state.withLock { state in
                state.isProjectGone = false
                state.projects = ["a/b": "another"]
            }
            await #expect(throws: TrackerError.self) { try await world.lookUp() }
            #expect(try await world.fixture.mirrored() == 20)
            #expect(try await world.pending().unchecked == 1)
        }
    }
}
