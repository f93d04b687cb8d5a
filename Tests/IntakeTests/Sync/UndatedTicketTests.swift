import Intake
import Models
import Postgres
import Primitives
import PrimitivesTestSupport
import ServiceTestSupport
import Synchronization
import Testing
import TrackerKit

/// A tracker that reports no usable time for a ticket.
@Suite struct UndatedTicketTests {
    private struct Stored: Equatable {
        var createdAt: Timestamp
        var updatedAt: Timestamp
        var revision: Int64
    }

    private static func sync(_ fixture: SyncFixture) async throws -> (Stored, updates: Int) {
        fixture.clock.advance(by: .seconds(10))
        _ = try await fixture.service().start(fixture.channel, full: true)
        try await fixture.worker().runDue()
        let rows = try await fixture.database.run("SELECT created_at, updated_at, revision FROM ticket WHERE key = '2'")
        let row = try #require(rows.first)
        let updates = try await fixture.database.run(
            "SELECT FROM event WHERE type LIKE 'ticket.%' AND ticket_key = '2'")
        return (
            Stored(
                createdAt: try row.decode("created_at"), updatedAt: try row.decode("updated_at"),
                revision: try row.decode("revision")), updates.count
        )
    }

    @Test func `it is stored when it is first seen, changes with its content alone, and moves no watermark`()
        async throws
    {
        try await SyncFixture.run { fixture in
            let start = fixture.clock.now()
            fixture.tracker.add(1...3, from: start)
            fixture.tracker.state.withLock { state in
                state.tickets[1].lacksTimes = true
                state.tickets[1].createdAt = Ticket.unknownTime
                state.tickets[1].updatedAt = Ticket.unknownTime
            }
            let (first, none) = try await Self.sync(fixture)
            let seen = fixture.clock.now()
            #expect(first.createdAt == seen && first.updatedAt == seen && none == 0)
            let status = try await fixture.status()
            #expect(status.skipped.isEmpty && status.watermark == start + .seconds(3))
            let (second, same) = try await Self.sync(fixture)
            #expect(second == first && same == 0)
            fixture.tracker.state.withLock { $0.tickets[1].title = "Another title" }
            let (third, one) = try await Self.sync(fixture)
            #expect(third.createdAt == seen && third.updatedAt == fixture.clock.now() && one == 1)
            let (fourth, still) = try await Self.sync(fixture)
            #expect(fourth == third && still == 1)
            #expect(try await fixture.status().watermark == start + .seconds(3))
        }
    }
}
